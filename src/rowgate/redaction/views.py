"""Decoded text that knows which region of the outer text its characters came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rowgate.model import Finding


class Piece(NamedTuple):
    """Inner characters `start` to `end` came from the outer ones, one to one where as many."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    segment: int = 0
    whole: bool = False
    """Any of the inner stands for all of the outer, even where the lengths are equal."""


class View(NamedTuple):
    """A decoded text. Segments are separate places of the outer text, never joined by a finding."""

    text: str
    pieces: list[tuple[int, int, int, int, int, bool]]
    """As `Piece`, which they are made into when something was found in them."""

    def outwards(self, found: Finding) -> list[Finding]:
        """A finding in the view as findings in the outer text."""
        return [
            found._replace(start=start, end=end)
            for start, end in self.outer(found.start, found.end)
        ]

    def outer(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The outer regions of a region of the view: one for each segment it touches."""
        at = max(bisect_right(self.pieces, start, key=_inner_start) - 1, 0)
        last = bisect_left(self.pieces, end, key=_inner_start)
        if at < last and self.pieces[at][1] <= start:
            at += 1  # it starts between two segments
        while at < last:
            segment = bisect_right(self.pieces, self.pieces[at][4], at, last, key=_segment)
            first, _ = _outer(Piece(*self.pieces[at]), start, end)
            _, behind = _outer(Piece(*self.pieces[segment - 1]), start, end)
            yield first, behind
            at = segment


_segment = itemgetter(4)
_inner_start = itemgetter(0)


def _outer(piece: Piece, start: int, end: int) -> tuple[int, int]:
    if piece.whole or piece.end - piece.start != piece.outer_end - piece.outer_start:
        return piece.outer_start, piece.outer_end
    first = piece.outer_start + max(start - piece.start, 0)
    last = piece.outer_end - max(piece.end - end, 0)
    return first, last


class Builder:
    """Puts a view together, piece by piece."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[tuple[int, int, int, int, int, bool]] = []
        self.length = 0
        self.segment = 0

    def add(self, inner: str, outer_start: int, outer_end: int, *, whole: bool = False) -> None:
        if inner:
            end = self.length + len(inner)
            self.pieces.append((self.length, end, outer_start, outer_end, self.segment, whole))
            self.texts.append(inner)
            self.length = end

    def gap(self) -> None:
        """Ends a segment: an empty line, over which no pattern reads."""
        self.texts.append("\n\n")
        self.length += 2
        self.segment += 1

    def view(self) -> View | None:
        return View("".join(self.texts), self.pieces) if self.pieces else None
