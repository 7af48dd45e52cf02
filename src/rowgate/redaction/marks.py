"""Which detectors a text may hold something for, told by what must stand in it somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rowgate.redaction.patterns import PatternSet

if TYPE_CHECKING:
    from collections.abc import Iterable


class Marks(NamedTuple):
    """RE2 patterns of which one matches somewhere in any text in which there is something.

    By kind, since an automaton has as many states as its patterns meet together: words in
    random text meet numbers and runs in every way there is.
    """

    words: str = ""
    numbers: str = ""
    runs: str = ""
    """Long tokens and signs."""


class MarkSet:
    """The marks of many at once. Without marks (None) there may be something in any text."""

    def __init__(self, every: Iterable[Marks | None]) -> None:
        numbered = tuple(enumerate(every))
        self.count = len(numbered)
        self._always = tuple(at for at, marks in numbered if marks is None)
        kinds = [
            [(at, marks[kind]) for at, marks in numbered if marks and marks[kind]]
            for kind in range(len(Marks._fields))
        ]
        self._kinds = [
            (tuple(at for at, _ in kind), PatternSet((mark for _, mark in kind), "anywhere"))
            for kind in kinds
            if kind
        ]

    def matching(self, text: str) -> list[int]:
        """The indexes of those whose marks stand in a text, in order."""
        data = text.encode("utf-8", "replace")
        found: set[int] = set(self._always)
        for indexes, patterns in self._kinds:
            found.update(indexes[at] for at in patterns.indexes(data))
        return sorted(found)
