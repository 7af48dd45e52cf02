"""Runs detectors over a text and over what is encoded in it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from rowgate.model import Finding
from rowgate.redaction import decode
from rowgate.redaction.fields import Quiet
from rowgate.redaction.limits import (
    SECONDS,
    Alarm,
    checked,
    on_main_thread,
    seconds_over,
)
from rowgate.redaction.marks import Marks, MarkSet
from rowgate.redaction.merge import merged, without
from rowgate.redaction.placeholders import masked, without_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rowgate.hookspecs import Redactor
    from rowgate.redaction.views import View
    from rowgate.redaction.worker import Worker

    Detector = tuple[Redactor, Callable[[str], Iterable[Finding]]]

Profile = Literal["redact", "gate"]

_FEW = 16
_REMEMBERED = 4096
_REMEMBERED_LENGTH = 2048


class _Read(NamedTuple):
    """What a text looked at ahead is marked for, and what its detectors found."""

    marked: list[int]
    found: list[Finding]


class Scan:
    """Text in, disjoint findings out, each with the name of its detector.

    `profile` `redact` favours recall; `gate` favours confidence and asks a redactor's
    `confident` where it has one. `seconds` is the limit of a plugin's detector, and of the
    built-in ones together, on one text.
    Calling it raises `RedactionFailed` where a detector fails; it may be used for any
    number of texts. `close` ends the processes of plugins early.
    """

    def __init__(
        self,
        redactors: Sequence[Redactor],
        *,
        profile: Profile = "redact",
        seconds: float = SECONDS,
    ) -> None:
        self.redactors = tuple(redactors)
        self.profile = profile
        self.seconds = seconds
        finders = [(each, _finder(each, profile)) for each in self.redactors]
        self._trusted = [each for each in finders if _built_in(each[0])]
        self._foreign = [each for each in finders if not _built_in(each[0])]
        self._marks = MarkSet(
            (
                *(getattr(each, "marks", None) for each, _ in self._trusted),
                *(Marks(runs=mark) for mark, _ in decode.DECODERS),
            )
        )
        self._workers: dict[int, Worker] = {}
        self._started = False
        self._seen: dict[str, list[Finding]] = {}
        self._ahead: dict[str, _Read] = {}
        self.quiet = Quiet()

    def __call__(self, text: str) -> list[Finding]:
        """The findings, placeholders left out: in order, disjoint, overlaps united."""
        known = self._seen.get(text)
        if known is None:
            known = self._look(text)
            if len(text) <= _REMEMBERED_LENGTH:
                if len(self._seen) >= _REMEMBERED:
                    self._seen.clear()
                self._seen[text] = known
        return known

    def ahead(self, texts: Iterable[str]) -> None:
        """Looks at texts that are going to be asked about: one detector at all of them, then the
        next, since the automata of all together are larger than what a core has at hand.

        What is found is the same. Raises `RedactionFailed`.
        """
        if self._foreign or not on_main_thread():
            return
        short = (text for text in dict.fromkeys(texts) if len(text) <= _REMEMBERED_LENGTH)
        fresh = list(islice((text for text in short if text not in self._seen), _REMEMBERED))
        if len(fresh) < _FEW:
            return
        if len(self._seen) + len(fresh) > _REMEMBERED:
            self._seen.clear()
        with Alarm() as alarm:
            try:
                self._read_deep([_visible(text)[0] for text in fresh], alarm)
                self._seen |= {text: self._look(text) for text in fresh}
            finally:
                self._ahead.clear()

    def _read_deep(self, texts: Sequence[str], alarm: Alarm) -> None:
        count = len(self._trusted)
        for _ in range(decode.DEPTH + 1):
            read = self._read(texts, alarm)
            self._ahead |= read
            texts = [
                view.text
                for text, (marked, _) in read.items()
                for view in self._views(text, [at - count for at in marked if at >= count])
                if view.text not in self._ahead
            ]
            if not texts:
                return

    def _read(self, texts: Sequence[str], alarm: Alarm) -> dict[str, _Read]:
        read = {text: _Read(self._marks.matching(text), []) for text in texts}
        asked: list[list[str]] = [[] for _ in range(self._marks.count)]
        for text, (marked, _) in read.items():
            for at in marked:
                asked[at].append(text)
        alarm.arm(sum(map(seconds_over, read)) + self.seconds + self._start_up())
        for (redactor, find), mine in zip(self._trusted, asked, strict=False):
            for text, raw in zip(mine, alarm.each(redactor.name, find, mine), strict=True):
                if raw:
                    read[text].found.extend(checked(redactor.name, raw, len(text)))
        alarm.arm(0)
        return read

    def forget(self) -> None:
        """Drops what is remembered of texts."""
        self._seen.clear()
        decode.forget()
        self.quiet = Quiet()

    def close(self) -> None:
        """Ends the processes of plugins; the next call starts them again."""
        while self._workers:
            self._workers.popitem()[1].close()

    def _look(self, text: str) -> list[Finding]:
        visible, holes, vectors = _visible(text)
        marked = self._matching(visible)
        if not marked and not self._foreign:
            return []
        found = self._every(visible, marked)
        if vectors:
            found = [outer for each in found for outer in vectors.outwards(each)]
        found = without(merged(found), holes)
        return [each for each in found if _says_something(each, text)]

    def _matching(self, text: str) -> list[int]:
        read = self._ahead.get(text)
        return read.marked if read else self._marks.matching(text)

    def _every(self, text: str, marked: list[int]) -> list[Finding]:
        if not on_main_thread():
            return self._deep(text, marked, decode.DEPTH, {text}, None)
        with Alarm() as alarm:
            return self._deep(text, marked, decode.DEPTH, {text}, alarm)

    def _deep(
        self, text: str, marked: list[int], depth: int, seen: set[str], alarm: Alarm | None
    ) -> list[Finding]:
        count = len(self._trusted)
        flat = self._flat(text, [self._trusted[at] for at in marked if at < count], alarm)
        # What is decoded says what it is; encoded it may pass for something random: so it is first.
        found: list[Finding] = []
        for view in self._views(text, [at - count for at in marked if at >= count and depth]):
            if view.text in seen:
                continue
            seen.add(view.text)
            inner = self._matching(view.text)
            for each in self._deep(view.text, inner, depth - 1, seen, alarm):
                found += view.outwards(each)
        return found + flat

    def _views(self, text: str, marked: Iterable[int]) -> Iterator[View]:
        """What is encoded in a text, one step deep."""
        for at in marked:
            view = decode.view(at, text)
            if view is not None and view.text:
                yield view

    def _flat(self, text: str, trusted: Sequence[Detector], alarm: Alarm | None) -> list[Finding]:
        read = self._ahead.get(text)
        if read:
            return read.found
        found: list[Finding] = []
        seconds = self.seconds + seconds_over(text)
        apart = self._foreign if alarm else [*trusted, *self._foreign]
        if alarm and trusted:
            alarm.arm(seconds + self._start_up())
            for redactor, find in trusted:
                raw: Iterable[object] = alarm.call(redactor.name, find, text)
                if raw:
                    found += checked(redactor.name, raw, len(text))
            alarm.arm(0)
        for redactor, find in apart:
            raw = self._worker(redactor, find).call(text, seconds)
            found += checked(redactor.name, raw, len(text))
        return found

    def _start_up(self) -> float:
        """What heavy engines may take once, however slow and busy the machine is."""
        if self._started:
            return 0.0
        self._started = True
        return sum(getattr(each, "start_up_seconds", 0.0) for each, _ in self._trusted)

    def _worker(self, redactor: Redactor, find: Callable[[str], Iterable[Finding]]) -> Worker:
        from rowgate.redaction.worker import Worker

        worker = self._workers.get(id(redactor))
        if worker is None or worker.ended:
            worker = self._workers[id(redactor)] = Worker(redactor.name, find)
        return worker


def _visible(text: str) -> tuple[str, list[tuple[int, int]], View | None]:
    """What detectors see of a text, where its placeholders stood, and how to get back from the
    short form of its vectors."""
    visible, holes = masked(text)
    vectors = without_vectors(visible)
    return (vectors.text if vectors else visible), holes, vectors


def _finder(redactor: Redactor, profile: Profile) -> Callable[[str], Iterable[Finding]]:
    confident: Callable[[str], Iterable[Finding]] | None = getattr(redactor, "confident", None)
    return confident if profile == "gate" and confident is not None else redactor.find


def _built_in(redactor: Redactor) -> bool:
    return type(redactor).__module__.startswith("rowgate.redaction.")


def _says_something(found: Finding, text: str) -> bool:
    # `::` is an address, though of nobody.
    return found.type == "ip-address" or any(map(str.isalnum, text[found.start : found.end]))
