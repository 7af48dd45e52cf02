"""JSON values that stand in a row, found without parsing them.

A list at the top, and the list a page of spans is wrapped in (`{"data": [ … ]}`), is looked into:
so a document of any size is read item by item, and one that is cut off gives what is whole in it.
Between values anything may stand that writers put there: commas, blanks, the record separator
of RFC 7464, a byte order mark, nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from rowgate.spans.views import Buffer

SEPARATORS = b", \t\r\n\x1e"

UNCLOSED = "ends in the middle of a document: what follows is missing"

_LEVELS = 16
"""Objects in objects that are passed over in one go; what nests deeper is counted out."""

_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_PLAIN = _STRING + rb"|[^\s,:\[\]{}\"]++"
_FIELDS = rb"(?:" + _STRING + rb"\s*:\s*(?:" + _PLAIN + rb")\s*,\s*)*+"
_BETWEEN = re.compile(rb"(?:[,\s\x1e\[]++|\xef\xbb\xbf)*+")
_LEAF = re.compile(_PLAIN, re.DOTALL)
_CUT_REST = re.compile(
    rb"\]\s*,\s*(?:" + _STRING + rb'\s*(?::|\Z)|"(?:[^"\\]++|\\.)*+\Z)', re.DOTALL
)
"""A key behind a list: the object around it goes on, and is not closed where this is looked for."""
_STEP = re.compile(_STRING + rb"|[{}\[\]]", re.DOTALL)


class _Grammar(NamedTuple):
    """What is matched for a container: `opening` goes into its lists, `closing` out of one."""

    value: re.Pattern[bytes]
    opening: re.Pattern[bytes] | None
    closing: re.Pattern[bytes]


class Values:
    """Where each value of a text begins and ends; `lists` are the keys of objects whose items stand
    for themselves. What is no value, or does not end, goes on to where the next seems to begin.
    """

    def __init__(self, data: Buffer, start: int, stop: int, lists: Sequence[str] = ()) -> None:
        self._data, self._at, self._stop = data, start, stop
        self._grammar = _grammar(tuple(lists))
        self._open = 0
        self._objects = 0

    @property
    def unclosed(self) -> bool:
        """Whether a list that was looked into, or the object around it, has not ended so far."""
        return self._open > 0 or self._objects > 0

    def begin(self) -> int:
        """Where the next value begins, `stop` at the end. Lists are gone into and out of."""
        data, stop = self._data, self._stop
        while True:
            at = _end(_BETWEEN, data, self._at, stop)
            self._open += data[self._at : at].count(b"[")
            if data[at : at + 1] == b"]":
                after = self._out_of_list(at)
            else:
                opening = self._grammar.opening
                after = _end(opening, data, at, stop) if opening else at
                self._open += after > at
                self._objects += after > at
            self._at = after
            if after == at:
                return at

    def _out_of_list(self, at: int) -> int:
        """Behind a list and the rest of the object around it, or in its next list."""
        data, stop = self._data, self._stop
        after = _end(self._grammar.closing, data, at, stop)
        if after == at and _CUT_REST.match(data, at, stop):
            self._objects = max(self._objects, 1)
            return data.find(b"\n{", at, stop) + 1 or stop
        if data[after - 1 : after] != b"[" or after == at:
            self._open -= self._open > 0
            self._objects -= self._objects > 0 and after > at
        return max(after, at + 1)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        while (start := self.begin()) < self._stop:
            self._at = self._end_of(start)
            yield start, self._at

    def _end_of(self, at: int) -> int:
        data, stop = self._data, self._stop
        end = _end(self._grammar.value, data, at, stop)
        if end > at:
            return end
        if data[at : at + 1] not in (b"{", b"["):
            return max(_end(_LEAF, data, at, stop), at + 1)
        end = _far_end(data, at, stop)
        if end == stop:  # a value that is cut off says it for what is around it
            self._open = self._objects = 0
        return end

    def is_longer(self, size: int) -> bool:
        """Whether one of the values has more bytes than this, by far."""
        while (start := self.begin()) < self._stop:
            end = end_of_value(self._data, start, min(self._stop, start + size))
            if end is None:
                return self._stop - start > size
            self._at = end
        return False


def end_of_value(data: Buffer, at: int, stop: int) -> int | None:
    """Where the value ends that begins at an offset; None where it does not before `stop`."""
    end = _end(_grammar(()).value, data, at, stop)
    if end > at:
        return end
    if data[at : at + 1] in (b"{", b"["):
        return _closed(data, at, stop)
    end = _end(_LEAF, data, at, stop)
    return end if end > at else None


def _end(pattern: re.Pattern[bytes], data: Buffer, at: int, stop: int) -> int:
    match = pattern.match(data, at, stop)
    return match.end() if match else at


@cache
def _grammar(lists: tuple[str, ...]) -> _Grammar:
    leaf = rb'[^"{}\[\]]++|' + _STRING
    value = rb"[{\[](?:" + leaf + rb")*+[}\]]"
    for _ in range(_LEVELS - 1):
        value = rb"[{\[](?:" + leaf + rb"|" + value + rb")*+[}\]]"
    names = b"|".join(re.escape(name.encode()) for name in lists)
    into = rb'"(?:' + names + rb')"\s*:\s*\['
    rest = rb"(?:\s*,\s*" + _STRING + rb"\s*:\s*(?:" + _PLAIN + rb"|" + value + rb"))*+\s*\}"
    next_list = rb"\s*,\s*" + _FIELDS + into + rb"|" if lists else b""
    return _Grammar(
        re.compile(value, re.DOTALL),
        re.compile(rb"\{\s*" + _FIELDS + into, re.DOTALL) if lists else None,
        re.compile(rb"\](?:" + next_list + rest + rb")", re.DOTALL),
    )


def _far_end(data: Buffer, at: int, stop: int) -> int:
    """The end of a value that nests very deep; of one that has none, the line before the next
    that begins as far to the right."""
    end = _closed(data, at, stop)
    if end is not None:
        return end
    return data.find(b"\n" + _indent(data, at) + b"{", at, stop) + 1 or stop


def _closed(data: Buffer, at: int, stop: int) -> int | None:
    """Where the object or list that begins here is closed, counted out."""
    depth = 0
    for step in _STEP.finditer(data, at, stop):
        mark = step.group()
        depth += (mark in (b"{", b"[")) - (mark in (b"}", b"]"))
        if not depth:
            return step.end()
    return None


def _indent(data: Buffer, at: int) -> bytes:
    before = data[data.rfind(b"\n", 0, at) + 1 : at]
    return before if before.isspace() and len(before) < 64 else b""
