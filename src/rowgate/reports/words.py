"""Two texts word by word: what was taken out, what was put in, and a little of what stayed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

CONTEXT = 120
"""Characters of what stayed the same that are shown at each side of a change."""
LONGEST = 3000
"""Characters that are shown of one piece that changed."""
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_PAIRS = 4_000_000


class Piece(NamedTuple):
    """A part of the text and what became of it."""

    kind: Literal["same", "out", "in", "cut"]
    text: str


def word_changes(before: str, after: str) -> list[Piece]:
    """The pieces of both texts, in order; what is too long to show is `cut`."""
    pieces = list(_pieces(_TOKENS.findall(before), _TOKENS.findall(after)))
    found: list[Piece] = []
    for index, piece in enumerate(pieces):
        if piece.kind == "same":
            found += _context(piece.text, first=index == 0, last=index == len(pieces) - 1)
        else:
            found.append(piece._replace(text=piece.text[:LONGEST]))
            if len(piece.text) > LONGEST:
                found.append(Piece("cut", f"[{len(piece.text) - LONGEST} characters more]"))
    return found


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    if len(before) * len(after) > _MOST_PAIRS:
        yield from _ends(before, after)
        return
    for tag, i, j, k, end in SequenceMatcher(None, before, after).get_opcodes():
        yield from _both(before[i:j], after[k:end], same=tag == "equal")


def _ends(before: list[str], after: list[str]) -> Iterator[Piece]:
    """Of texts too long to align: what both begin and end with, and the rest as a whole."""
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - start
    end = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    yield from _both(before[:start], before[:start], same=True)
    yield from _both(before[start : len(before) - end], after[start : len(after) - end], same=False)
    yield from _both(before[len(before) - end :], before[len(before) - end :], same=True)


def _both(before: list[str], after: list[str], *, same: bool) -> Iterator[Piece]:
    if same:
        if before:
            yield Piece("same", "".join(before))
        return
    if before:
        yield Piece("out", "".join(before))
    if after:
        yield Piece("in", "".join(after))


def _context(text: str, *, first: bool, last: bool) -> list[Piece]:
    """The part of what stayed that stands beside a change."""
    if first and last:
        return [Piece("same", text[:LONGEST])]
    keep_before = 0 if first else CONTEXT
    keep_after = 0 if last else CONTEXT
    if len(text) <= keep_before + keep_after + 1:
        return [Piece("same", text)]
    parts = [Piece("same", text[:keep_before]), Piece("cut", "…")]
    parts.append(Piece("same", text[-keep_after:] if keep_after else ""))
    return [one for one in parts if one.text]
