"""The fields of protobuf messages, one after another, none read before it is asked for.

Source: protobuf's wire format (protobuf.dev/programming-guides/encoding).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_LENGTH = 2
_SIZES = {1: 8, 5: 4}
_LONGEST = 10
"""Bytes of a varint."""


class Damaged(Exception):  # noqa: N818 - no failure of ours
    """What stands at an offset is no field of the message it is in."""


class CutOff(Exception):  # noqa: N818 - no failure of ours
    """The file ends inside of what begins at `at`."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Field(NamedTuple):
    """A field: its number, where it begins, where its content does and ends."""

    number: int
    at: int
    start: int
    stop: int


class Wire:
    """A stream of messages."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = stream.seek(0, os.SEEK_END)

    def fields(self, start: int, stop: int) -> Iterator[Field]:
        """The fields with a length of the message between two offsets. The file may end before it
        does: then this raises CutOff. Raises Damaged where the message makes no sense."""
        at = start
        while at < stop:
            try:
                number, begin, end = _header(self.between(at, at + 2 * _LONGEST))
            except IndexError:
                raise CutOff(at) from None
            if not number or (at + end > stop and stop < self.size):
                raise Damaged
            if begin:
                yield Field(number, at, at + begin, at + end)
            if at + end > self.size:
                raise CutOff(at)
            at += end

    def read(self, field: Field) -> bytes:
        """The content of a field. Raises CutOff where the file ends before it does."""
        if field.stop > self.size:
            raise CutOff(field.at)
        return self.between(field.start, field.stop)

    def between(self, start: int, stop: int) -> bytes:
        """The bytes between two offsets."""
        self._stream.seek(start)
        return self._stream.read(stop - start)


def _header(data: bytes) -> tuple[int, int, int]:
    """The number of the field that these bytes begin, where its content begins (0 for one without
    a length) and ends. Raises IndexError where the bytes are too few."""
    key, at = _varint(data, 0)
    kind = key & 7
    if kind == _LENGTH:
        length, at = _varint(data, at)
        return key >> 3, at, at + length
    if not kind:
        return key >> 3, 0, _varint(data, at)[1]
    return (key >> 3, 0, at + _SIZES[kind]) if kind in _SIZES else (0, 0, 0)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at an offset, and where it ends."""
    value = data[at]
    if value < 0x80:
        return value, at + 1
    value &= 0x7F
    for place in range(1, _LONGEST):
        byte = data[at + place]
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value, at + place + 1
    raise Damaged
