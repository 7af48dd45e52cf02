"""What a user names as trace files: paths, folders, globs, standard input, open streams.

A source can be opened again and again from its start, unpacked: gzip and zstd are told by
their first bytes, never by the name.
"""

from __future__ import annotations

import glob
import gzip
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias, cast

from rowgate.errors import UsageError

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"

Place: TypeAlias = str | Path | BinaryIO


class Source(NamedTuple):
    """One trace file: how it is called in messages, its path ("" for a stream), how to open it."""

    name: str
    path: str
    open: Callable[[], BinaryIO]
    asked: bool
    """Named itself by the user, not found in a folder: then it must be a trace file."""


def sources(places: Iterable[Place]) -> list[Source]:
    """The files the places stand for: `-` is standard input; folders are walked, hidden files
    left out; a pattern stands for what it matches. Raises UsageError where there is nothing."""
    found: dict[str, Source] = {}
    for place in places:
        for source in _expand(place):
            found.setdefault(source.path or f"{source.name} {len(found)}", source)
    return list(found.values())


def _expand(place: Place) -> Iterator[Source]:
    if not isinstance(place, str | Path):
        yield _stream(place, getattr(place, "name", "stream"))
    elif str(place) == "-":
        yield _stream(sys.stdin.buffer, "standard input")
    elif Path(place).is_dir():
        yield from _folder(Path(place))
    elif Path(place).exists():
        yield _file(Path(place), asked=True)
    else:
        matches = _matches(str(place))
        if not matches:
            raise UsageError(f"{place}: no such file or folder")
        for match in matches:
            if Path(match).is_dir():
                yield from _folder(Path(match))
            else:
                yield _file(Path(match), asked=True)


def _matches(pattern: str) -> list[str]:
    return sorted(glob.glob(pattern, recursive=True)) if glob.has_magic(pattern) else []  # noqa: PTH207


def _folder(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield _file(path, asked=False)


def _file(path: Path, *, asked: bool) -> Source:
    return Source(str(path), str(path), lambda: _open(path), asked)


def _open(path: Path) -> BinaryIO:
    try:
        return unpacked(path.open("rb"))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'cannot be read'}") from error


def _stream(stream: BinaryIO, name: object) -> Source:
    """A stream is read once and kept: it cannot be opened again."""
    kept: list[bytes] = []

    def reopen() -> BinaryIO:
        if not kept:
            kept.append(stream.read())
        return unpacked(io.BytesIO(kept[0]))

    return Source(str(name), "", reopen, asked=True)


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream from its start, decompressed where it is gzip or zstd."""
    magic = stream.read(4)
    stream.seek(0)
    if magic.startswith(GZIP):
        return cast(BinaryIO, _Gzip(stream))
    if magic == ZSTD:
        return _unzstd(stream)
    return stream


class _Gzip(gzip.GzipFile):
    """Closes the packed file with itself, which GzipFile leaves to whoever opened it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(fileobj=stream, mode="rb")
        self._packed = stream

    def close(self) -> None:
        super().close()
        self._packed.close()


def _unzstd(stream: BinaryIO) -> BinaryIO:
    try:
        import zstandard
    except ImportError:
        raise UsageError(
            "the file is compressed with zstd", fix="pip install zstandard, or unpack it first"
        ) from None
    reader = zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True)
    return cast(BinaryIO, io.BufferedReader(cast("io.RawIOBase", reader), 1 << 20))
