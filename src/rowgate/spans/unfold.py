"""A JSON document with an item larger than memory should hold, as lines of less.

`{"resourceSpans": [{"resource": …, "scopeSpans": [{"scope": …, "spans": [ … ]}]}]}` with a million
spans in one list becomes lines of the same form with some hundred each, without being parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rowgate.spans.documents import SEPARATORS, end_of_value
from rowgate.spans.views import View

LARGEST = 16 << 20
"""Bytes of an item that is parsed whole."""

_LINE = 1 << 20
"""Bytes from which on a line ends."""

_BLANK = re.compile(rb"(?:[,\s\x1e]|\xef\xbb\xbf)*+")
_KEY = re.compile(rb'("(?:[^"\\]++|\\.)*+")\s*:\s*', re.DOTALL)


class Level(NamedTuple):
    """Lists that entries stand in."""

    lists: Sequence[str]
    """Their keys in the object that holds them."""
    about: Sequence[str] = ()
    """The keys beside them of what is said of every item; the list may come first."""


class Unfolded:
    """A document's items as lines. `levels` are the lists in each other."""

    def __init__(self, view: View, levels: Sequence[Level], *, singly: bool = False) -> None:
        """`singly` gives every item of the innermost lists a line of its own."""
        self._view, self._data = view, view.data
        self._largest, self._longest = (0, 0) if singly else (LARGEST, _LINE)
        self._lists = [_quoted(one.lists) for one in levels]
        self._about = [_quoted(one.about) for one in levels]
        self._at = 0
        self.lost: int | None = None
        """The offset from which on it cannot be read; None where all can."""

    def lines(self) -> Iterator[bytes]:
        """The lines, each a document of the same form."""
        try:
            while self._next():
                yield from self._items(0, b"", b"")
                self._at += 1
        except _LostError:
            self.lost = self._at

    def _next(self) -> bytes:
        """The byte of what comes next, which is gone to; nothing at the end."""
        blank = _BLANK.match(self._data, self._at)
        self._at = blank.end() if blank else self._at
        return self._data[self._at : self._at + 1]

    def _items(self, level: int, head: bytes, tail: bytes) -> Iterator[bytes]:
        """The items up to the end of their list, as lines within `head` and `tail`."""
        first = last = self._at
        while self._next() not in (b"]", b""):
            start = self._at
            self._at = end_of_value(self._data, start, start + self._largest) or -1
            if self._at - first > self._longest or self._at < 0:
                if first < last:
                    yield self._line(head, first, last, tail)
                first = start
            if self._at < 0:
                self._at = start
                yield from self._large(level, head, tail)
                first = self._at
            last = self._at
        if first < last:
            yield self._line(head, first, last, tail)

    def _line(self, head: bytes, start: int, stop: int, tail: bytes) -> bytes:
        items = self._data[start:stop].strip(SEPARATORS).replace(b"\n", b" ")
        self._view.let_go(0, len(self._view))
        return b"".join((head, items if head else b"[" + items + b"]", tail, b"\n"))

    def _large(self, level: int, head: bytes, tail: bytes) -> Iterator[bytes]:
        """An item that is too long for a line: the items of its lists."""
        start, mark = self._at, self._next()
        if mark == b"[" and not level:
            yield from self._list(level, head, tail)
            return
        if level == len(self._lists) or mark != b"{":
            self._at = self._end()
            yield self._line(head, start, self._at, tail)
            return
        self._at += 1
        facts: list[bytes] = []
        while self._next() != b"}":
            begin, key = self._at, self._key()
            inner = self._level_of(key, level)
            if inner is None or self._next() != b"[":
                self._at = self._end()
                facts.append(self._data[begin : self._at].replace(b"\n", b" "))
                continue
            about = self._about[inner - 1]
            if about and not any(fact.startswith(about) for fact in facts):
                facts += self._later(about)
            said = b"".join(fact + b"," for fact in facts)
            yield from self._list(inner, head + b"{" + said + key + b":[", b"]}" + tail)
        self._at += 1

    def _list(self, level: int, head: bytes, tail: bytes) -> Iterator[bytes]:
        self._at += 1
        yield from self._items(level, head, tail)
        if self._next() != b"]":
            raise _LostError
        self._at += 1

    def _level_of(self, key: bytes, level: int) -> int | None:
        """The level of the items in the list of this name."""
        found = (n for n in range(level, len(self._lists)) if key in self._lists[n])
        return next((n + 1 for n in found), None)

    def _later(self, about: Sequence[bytes]) -> list[bytes]:
        """What is said about the items of a list behind it."""
        begun = self._at
        facts = []
        try:
            self._at = self._end()
            while self._next() != b"}":
                start, key = self._at, self._key()
                self._at = self._end()
                if key in about:
                    facts.append(self._data[start : self._at].replace(b"\n", b" "))
        except _LostError:
            pass
        self._at = begun
        return facts

    def _key(self) -> bytes:
        match = _KEY.match(self._data, self._at)
        if match is None:
            raise _LostError
        self._at = match.end()
        return match[1]

    def _end(self) -> int:
        end = end_of_value(self._data, self._at, len(self._data))
        if end is None:
            raise _LostError
        return end


def _quoted(keys: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(f'"{key}"'.encode() for key in keys)


class _LostError(Exception):
    """What stands here is no JSON, or does not end."""
