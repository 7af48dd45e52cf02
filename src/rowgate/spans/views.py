"""The bytes of a trace file, unpacked, looked at in windows so that memory stays flat.

A plain file is mapped. What is packed, or can be read only once (standard input, a pipe), is
unpacked into a temporary file without a name first: it is read twice, and jumped about in.
"""

from __future__ import annotations

import codecs
import errno
import io
import mmap
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import BinaryIO, TypeAlias, cast

from rowgate.errors import UsageError
from rowgate.spans import shrunk
from rowgate.spans.packing import Broken, Damage, packing_of, unpacked

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WINDOW = 8 << 20
"""Bytes looked at before the pages behind are let go: a mapped page counts as memory."""

_IN_MEMORY = 8 << 20
"""Bytes of a stream that are kept before a temporary file is begun."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Buffer: TypeAlias = bytes | mmap.mmap

OnRead = Callable[[int], object]
"""Told how many more bytes were read."""


class View:
    """Bytes that can be searched and sliced without holding more than a window of them."""

    def __init__(self, data: Buffer, damage: Damage | None = None) -> None:
        self.data = data
        self.damage = damage
        """Why it ends too early; None where it does not."""
        self._counted = (0, 0)

    def __len__(self) -> int:
        return len(self.data)

    def windows(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
        """Offsets of windows from `start` to `stop`, cut behind a newline, else behind a brace:
        neither an id nor anything else that is looked for has one in it."""
        end = len(self.data) if stop is None else stop
        while start < end:
            cut = end
            if start + WINDOW < end:
                cut = self._break(start, start + WINDOW, end)
            yield start, cut
            self.let_go(start, cut)
            start = cut

    def _break(self, start: int, near: int, end: int) -> int:
        for mark in (b"\n", b"}"):
            cut = self.data.rfind(mark, start, near) + 1
            if cut:
                return cut
        return self.data.find(b"}", near, end) + 1 or end

    def line_around(self, offset: int) -> tuple[int, int]:
        """Offsets of the line that `offset` is in, its newline with it."""
        start = self.data.rfind(b"\n", 0, offset) + 1
        return start, self.data.find(b"\n", offset) + 1 or len(self.data)

    def lines_before(self, offset: int) -> int:
        """How many lines end before `offset`."""
        known, count = self._counted if self._counted[0] <= offset else (0, 0)
        for start, stop in self.windows(known, offset):
            count += self.data[start:stop].count(b"\n")
        self._counted = offset, count
        return count

    def let_go(self, start: int, stop: int) -> None:
        """These bytes are not needed for now."""
        if isinstance(self.data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            start -= start % mmap.PAGESIZE
            with suppress(OSError, ValueError):
                self.data.madvise(mmap.MADV_DONTNEED, start, stop - start)

    def stream(self, on_read: OnRead = int) -> BinaryIO:
        """The bytes as a stream, from the first; `on_read` is told of each window that was read."""
        return cast(BinaryIO, io.BufferedReader(_Stream(self, on_read), 1 << 18))


class _Stream(io.RawIOBase):
    """Reads a view without a copy of the whole, and lets go what it has read."""

    def __init__(self, view: View, on_read: OnRead) -> None:
        self._view = view
        self._on_read = on_read
        self._data = view.data
        self._at = 0
        self._taken = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = (0, self._at, len(self._data))[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, target: object) -> int:
        room = memoryview(cast(bytearray, target))
        part = self._data[self._at : self._at + len(room)]
        room[: len(part)] = part
        self._at += len(part)
        self._taken += len(part)
        if self._taken > WINDOW:
            self._on_read(self._taken)
            self._taken = 0
            self._view.let_go(0, len(self._data))
        return len(part)


def view_of(stream: BinaryIO, size: int | None = None) -> View:
    """A view of a stream that stands at its beginning; a file may be closed afterwards. No more
    than `size` bytes of it, unpacked, are seen.

    Raises UsageError where a packed stream cannot be unpacked here.
    """
    head = stream.read(4)
    if not (packing_of(head) or head.startswith(UTF16)):
        if 0 < _size_of(stream) <= _IN_MEMORY:
            return View((head + stream.read())[:size])
        with suppress(OSError, ValueError):  # no file, none that can be mapped, a shorter one
            stream.seek(0)
            data = mmap.mmap(stream.fileno(), size or 0, access=mmap.ACCESS_READ)
            shrunk.watch(str(getattr(stream, "name", "")), len(data))
            return View(data)
        if stream.seekable():
            head = b""
    parts = chain([head], iter(lambda: stream.read(1 << 18), b""))
    packing = packing_of(head)
    return spooled(unpacked(parts, packing) if packing else _in_utf8(parts), size)


def _size_of(stream: BinaryIO) -> int:
    """The bytes of a file; 0 of what is none."""
    try:
        return os.fstat(stream.fileno()).st_size if stream.seekable() else 0
    except (OSError, ValueError):
        return 0


def spooled(parts: Iterable[bytes], wanted: int | None = None) -> View:
    """A view of these bytes, in a temporary file where they are many; of the first `wanted`.

    Raises UsageError where there is no room for it.
    """
    try:
        return _spooled(parts, wanted)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        from tempfile import gettempdir

        raise UsageError(
            f"no room for a temporary file in {gettempdir()} ({error.strerror})",
            fix="let TMPDIR name a folder with more",
        ) from error


def _spooled(parts: Iterable[bytes], wanted: int | None) -> View:
    import tempfile  # seldom needed, and slow to import

    damage = None
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        try:
            for part in parts:
                spool.write(part)
        except Broken as broken:
            damage = broken.damage
        size = spool.tell() if wanted is None else min(wanted, spool.tell())
        spool.seek(0)
        if size <= _IN_MEMORY:
            return View(spool.read(size), damage)
        spool.flush()
        return View(mmap.mmap(spool.fileno(), size, access=mmap.ACCESS_READ), damage)


def _in_utf8(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same, where a shell wrote it in UTF-16 (PowerShell's `>` does) in UTF-8."""
    decode = None
    for number, part in enumerate(parts):
        if not number and part.startswith(UTF16):
            decode = codecs.getincrementaldecoder("utf-16")("replace").decode
        yield decode(part).encode() if decode else part
