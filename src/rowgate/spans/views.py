"""The bytes of a trace file, unpacked, looked at in windows so that memory stays flat.

A plain file is mapped. What is packed, or can be read only once (standard input, a pipe), is
unpacked into a temporary file without a name first: it is read twice, and jumped about in.
"""

from __future__ import annotations

import codecs
import io
import mmap
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any, BinaryIO, TypeAlias, cast

from rowgate.errors import UsageError

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WINDOW = 8 << 20
"""Bytes looked at before the pages behind are let go: a mapped page counts as memory."""

_IN_MEMORY = 8 << 20
"""Bytes of a stream that are kept before a temporary file is begun."""

_BITE = 2048
"""Packed bytes that are unpacked at once: where they are damaged, so much is lost."""

Buffer: TypeAlias = bytes | mmap.mmap


class View:
    """Bytes that can be searched and sliced without holding more than a window of them."""

    def __init__(self, data: Buffer, damage: str | None = None) -> None:
        self.data = data
        self.damage = damage
        """Why it ends too early, in plain words; None where it does not."""
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

    def stream(self) -> BinaryIO:
        """The bytes as a stream, from the first."""
        return cast(BinaryIO, io.BufferedReader(_Stream(self.data), 1 << 18))


class _Stream(io.RawIOBase):
    """Reads a buffer without a copy of the whole."""

    def __init__(self, data: Buffer) -> None:
        self._data = data
        self._at = 0

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
        return len(part)


def view_of(stream: BinaryIO) -> View:
    """A view of a stream that stands at its beginning; a file may be closed afterwards.

    Raises UsageError where a packed stream cannot be unpacked here.
    """
    head = stream.read(4)
    if not (_packing(head) or head.startswith(UTF16)):
        with suppress(OSError, ValueError):  # no file, or none that can be mapped
            stream.seek(0)
            return View(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        if stream.seekable():
            head = b""
    return _spooled(chain([head], iter(lambda: stream.read(1 << 18), b"")), _packing(head))


def _packing(head: bytes) -> str:
    if head.startswith(GZIP):
        return "gzip"
    return "zstd" if head == ZSTD else ""


def _spooled(parts: Iterable[bytes], packing: str) -> View:
    damage = None
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        try:
            for part in _unpacked(parts, _UNPACKERS[packing]) if packing else _in_utf8(parts):
                spool.write(part)
        except EOFError:
            damage = f"the {packing} data is cut off or damaged here; what came before is read"
        size = spool.tell()
        spool.seek(0)
        if size <= _IN_MEMORY:
            return View(spool.read(), damage)
        return View(mmap.mmap(spool.fileno(), 0, access=mmap.ACCESS_READ), damage)


def _unpacked(parts: Iterable[bytes], begin: Callable[[], Any]) -> Iterator[bytes]:
    """All that can be unpacked, member by member; raises EOFError where it breaks off."""
    unpacker = begin()
    for part in parts:
        for start in range(0, len(part), _BITE):
            rest = part[start : start + _BITE]
            while rest:
                if unpacker.eof:
                    unpacker = begin()
                try:
                    yield unpacker.decompress(rest)
                except Exception as error:  # zlib.error, ZstdError: they share no class
                    raise EOFError from error
                rest = unpacker.unused_data
    if not unpacker.eof:
        raise EOFError


def _in_utf8(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same, where a shell wrote it in UTF-16 (PowerShell's `>` does) in UTF-8."""
    decode = None
    for number, part in enumerate(parts):
        if not number and part.startswith(UTF16):
            decode = codecs.getincrementaldecoder("utf-16")("replace").decode
        yield decode(part).encode() if decode else part


def _begin_gzip() -> Any:
    import zlib

    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _begin_zstd() -> Any:
    try:
        import zstandard
    except ImportError:
        raise UsageError(
            "the file is compressed with zstd", fix="pip install zstandard, or unpack it first"
        ) from None
    return zstandard.ZstdDecompressor().decompressobj()


_UNPACKERS: dict[str, Callable[[], Any]] = {"gzip": _begin_gzip, "zstd": _begin_zstd}
