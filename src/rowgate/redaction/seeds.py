"""A value that had to go in one place goes wherever else it stands in the row."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rowgate.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Known(NamedTuple):
    """A value, and the type it was found as."""

    type: str
    value: str


SHORTEST = 4
_SHORTEST_WORD = 8
_FEW = 100
"""Beginnings of values up to which looking for each of them is quicker than for all at once."""


class Seeds:
    """Values to look for, as whole words, in time that hardly depends on how many they are."""

    def __init__(self, known: dict[str, Known]) -> None:
        self.known = known
        """By each of their spellings."""
        self._lengths: dict[str, list[int]] = {}
        for value in known:
            lengths = self._lengths.setdefault(value[:SHORTEST], [])
            if len(value) not in lengths:
                lengths.append(len(value))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def occurrences(self, text: str) -> Iterator[Finding]:
        """Where the values stand in a text; of several at one place the longest."""
        heads = self._lengths
        for start in self._starts(text):
            for length in heads[text[start : start + SHORTEST]]:
                known = self.known.get(text[start : start + length])
                if known is not None and _whole_word(text, start, start + length):
                    yield Finding(start, start + length, known.type, "same-value")
                    break

    def _starts(self, text: str) -> list[int]:
        """The places where a value may begin, in order."""
        if len(self._lengths) > _FEW:
            every = range(len(text) - SHORTEST + 1)
            return [at for at in every if text[at : at + SHORTEST] in self._lengths]
        heads = [head for head in self._lengths if head in text]
        return sorted(at for head in heads for at in _places(text, head))


def _places(text: str, head: str) -> Iterator[int]:
    at = text.find(head)
    while at >= 0:
        yield at
        at = text.find(head, at + 1)


def sown(found: Iterable[tuple[str, Known]]) -> Seeds | None:
    """What to look for, of what stands in texts and the values it spells. None where nothing is
    telling enough."""
    known: dict[str, Known] = {}
    for region, value in found:
        for spelling in _spellings(region.strip(), value.value.strip()):
            if _telling(spelling):
                known.setdefault(spelling, value)
    return Seeds(known) if known else None


def _spellings(region: str, value: str) -> Iterator[str]:
    """How a value may stand in a text that decodes to nothing else."""
    yield region
    if not value.isascii():
        yield unicodedata.normalize("NFD", value)
    for written in (value, *_cases(value)):
        yield written
        if " " in written:
            yield written.replace(" ", "+")  # as forms are encoded


def _cases(value: str) -> tuple[str, ...]:
    """A name in capitals is the same name; a token in capitals is another, and a short word a
    word."""
    if len(value) < _SHORTEST_WORD or not all(char.isalpha() or char in " .'-" for char in value):
        return ()
    return value.upper(), value.lower(), value.title()


def _telling(value: str) -> bool:
    """Whether a value names one thing: a short lower-case word may be any word."""
    return len(value) >= _SHORTEST_WORD or (
        len(value) >= SHORTEST and (any(char.isdigit() for char in value) or value != value.lower())
    )


def _whole_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after
