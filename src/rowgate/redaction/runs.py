"""The long runs of certain characters in a text: what tokens, keys and base64 stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_T = TypeVar("_T")
_BLANK = ord(" ")


class Runs:
    """Runs of at least `shortest` of some ASCII characters, by a table and a split.

    A pattern pays for each match more than for what it reads, and most runs are words and names
    that stand in a text again and again: each is looked at once, and only those that something
    is found in get a place.
    """

    def __init__(self, chars: str, shortest: int) -> None:
        kept = chars.encode("ascii")
        self._table = bytes(each if each in kept else _BLANK for each in range(256))
        self._shortest = shortest

    def looked_at(
        self, text: str, look: Callable[[str], _T | None]
    ) -> Iterator[tuple[int, int, _T]]:
        """Start, end and what `look` makes of each run for which it is not None, in order."""
        # One byte a character, whatever the text is written in: places are the text's own.
        blotted = b" %b " % text.encode("latin-1", "replace").translate(self._table)
        runs = [run for run in blotted.split() if len(run) >= self._shortest]
        made = {run: look(run.decode("ascii")) for run in set(runs)}
        at = 0
        for run in runs:
            inner = made[run]
            if inner is not None:
                at = blotted.index(b" %b " % run, at)
                yield at, at + len(run), inner
                at += len(run)
