"""Templates backwards: the values that rendered to a recorded text, or why they are unclear.

A placeholder stands for any text, the empty one too, and equal names for equal values. Of all
ways to cut the text, the leftmost and the rightmost places of the texts between placeholders
are found in linear time; where they agree there is one way and it is the answer. Where they do
not, only a repeated placeholder can still decide, by a search of bounded length. What stays
open is refused: two readings of one message would be two different cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from rowgate.model import Json
from rowgate.rows.template import Reading, readings, tags_of, variants

STEPS = 100_000
"""Places that a search looks at before it gives up."""
CHARACTERS = 50_000_000
"""Characters that a search looks at before it gives up: about a tenth of a second."""


class Recovered(NamedTuple):
    """The values of a template's placeholders, from the one message that it rendered."""

    values: dict[str, str]
    rendered: str


class Unclear(NamedTuple):
    """Why a template gives no values. Never holds a text of the message."""

    reason: str
    ambiguous: bool


def recover(
    template: str, texts: Mapping[str, str], known: Mapping[str, Json]
) -> Recovered | Unclear:
    """The values that the template was rendered with.

    `texts` are the messages that may have come of it, by the name to give them in a reason;
    exactly one must. `known` values are taken as they are, where the text agrees with them.
    """
    for values in (known, {}) if known else ({},):
        for variant in variants(template):
            found = _by_message(readings(variant), texts, values)
            if found:
                return _one(found, texts)
    why = " (it holds tags or filters, which only its engine can render)"
    return Unclear(f"it renders none of the messages{why if tags_of(template) else ''}", False)


def unrender(reading: Reading, text: str) -> dict[str, str] | Unclear | None:
    """The values with which a reading renders to `text`; None where no values do."""
    start, stop = len(reading.literals[0]), len(text) - len(reading.literals[-1])
    begins = text.startswith(reading.literals[0]) and text.endswith(reading.literals[-1])
    if not reading.names:
        return {} if text == reading.literals[0] else None
    if not begins or start > stop:
        return None
    between = reading.literals[1:-1]
    first = _leftmost(between, text, start, stop)
    if first is None:
        return None
    last = _rightmost(between, text, start, stop)
    search = _Search(reading, text, stop, last)
    if first == last:
        return search.values([*first, stop])
    if len(set(reading.names)) == len(reading.names):
        return _unclear(reading, first, last)
    return search.decide()


def _by_message(
    found: Sequence[Reading], texts: Mapping[str, str], known: Mapping[str, Json]
) -> dict[str, list[dict[str, str] | Unclear]]:
    by_message: dict[str, list[dict[str, str] | Unclear]] = {}
    for name, text in texts.items():
        for reading in found:
            values = unrender(reading.filled(known), text)
            if values is not None:
                by_message.setdefault(name, []).append(values)
    return by_message


def _one(
    found: Mapping[str, list[dict[str, str] | Unclear]], texts: Mapping[str, str]
) -> Recovered | Unclear:
    """The one way among those found. One that is empty had every value known."""
    for way in (way for ways in found.values() for way in ways):
        if isinstance(way, Unclear):
            return way
    names = list(found)
    if len({texts[name] for name in names}) > 1:
        listed = ", ".join(names[:-1]) + f" and {names[-1]}"
        return Unclear(f"it could have rendered {listed}", True)
    ways = [way for way in found[names[0]] if isinstance(way, dict)]
    if any(way != ways[0] for way in ways):
        return Unclear("read by different engines it gives different values", True)
    return Recovered(ways[0], texts[names[0]])


def _leftmost(between: Sequence[str], text: str, start: int, stop: int) -> list[int] | None:
    """Where each text between placeholders begins at the earliest; None where one is missing."""
    places = []
    for literal in between:
        at = text.find(literal, start, stop)
        if at < 0:
            return None
        places.append(at)
        start = at + len(literal)
    return places


def _rightmost(between: Sequence[str], text: str, start: int, stop: int) -> list[int]:
    """Where each begins at the latest. `find` on the text turned round: `rfind` is quadratic."""
    size = len(text)
    turned = [literal[::-1] for literal in reversed(between)]
    places = _leftmost(turned, text[::-1], size - stop, size - start) or []
    return [size - at - len(literal) for at, literal in zip(reversed(places), between, strict=True)]


def _unclear(reading: Reading, first: Sequence[int], last: Sequence[int]) -> Unclear:
    """Names the first placeholder whose end is open, and the places it may end at."""
    index = next(i for i, (one, other) in enumerate(zip(first, last, strict=True)) if one != other)
    name, follows = reading.names[index], reading.names[index + 1]
    if not reading.literals[index + 1]:
        return Unclear(f"{name} and {follows} stand side by side: nothing parts their values", True)
    return Unclear(
        f"{name} could end at character {first[index]} or as late as {last[index]}: the text "
        f"between {name} and {follows} stands there more than once",
        True,
    )


class _OutOfStepsError(Exception):
    """The search has looked at as much as it may."""


class _Search:
    """Ways to cut one text, depth first, for a reading that repeats a placeholder."""

    def __init__(self, reading: Reading, text: str, stop: int, latest: Sequence[int]) -> None:
        self.reading = reading
        self.text = text
        self.stop = stop
        self.latest = latest
        self.first = [reading.names.index(name) for name in reading.names]
        self.steps = STEPS
        self.characters = CHARACTERS

    def decide(self) -> dict[str, str] | Unclear | None:
        """The one way there is, None without any, unclear with several or too many to try."""
        try:
            ways = list(islice(self._ways(), 2))
        except _OutOfStepsError:
            return Unclear("there are too many ways to cut the message to try them all", True)
        if len(ways) > 1:
            return _unclear(self.reading, *ways)
        return self.values(ways[0]) if ways else None

    def values(self, ends: Sequence[int]) -> dict[str, str] | None:
        """The values that end at these places; None where equal names got different ones."""
        found: dict[str, str] = {}
        for index, end in enumerate(ends):
            value = self.text[self._start(ends, index) : end]
            if found.setdefault(self.reading.names[index], value) != value:
                return None
        return found

    def _start(self, ends: Sequence[int], index: int) -> int:
        return (ends[index - 1] if index else 0) + len(self.reading.literals[index])

    def _ways(self) -> Iterator[list[int]]:
        ends: list[int] = []
        levels = [self._ends(ends)]
        while levels:
            end = next(levels[-1], None)
            if end is None:
                levels.pop()
                if ends:
                    ends.pop()
                continue
            ends.append(end)
            if len(ends) == len(self.reading.names):
                yield list(ends)
                ends.pop()
            else:
                levels.append(self._ends(ends))

    def _ends(self, before: Sequence[int]) -> Iterator[int]:
        """Where the value of the next placeholder may end."""
        index = len(before)
        start = self._start(before, index)
        if self.first[index] < index:
            yield from self._repeated(before, start)
        elif index == len(self.reading.names) - 1:
            self._spend(1)
            yield from (self.stop,) if start <= self.stop else ()
        else:
            yield from self._anywhere(index, start)

    def _repeated(self, before: Sequence[int], start: int) -> Iterator[int]:
        index = len(before)
        first = self.first[index]
        value = self.text[self._start(before, first) : before[first]]
        self._spend(len(value))
        end = start + len(value)
        last = index == len(self.reading.names) - 1
        follows = self.reading.literals[index + 1]
        fits = end == self.stop if last else self.text.startswith(follows, end)
        if fits and end <= self.stop and self.text.startswith(value, start):
            yield end

    def _anywhere(self, index: int, start: int) -> Iterator[int]:
        literal, latest = self.reading.literals[index + 1], self.latest[index]
        at = self.text.find(literal, start, latest + len(literal))
        while at >= 0:
            self._spend(at - start + len(literal))
            yield at
            start = at + 1
            at = self.text.find(literal, start, latest + len(literal))

    def _spend(self, characters: int) -> None:
        self.steps -= 1
        self.characters -= characters
        if self.steps < 0 or self.characters < 0:
            raise _OutOfStepsError
