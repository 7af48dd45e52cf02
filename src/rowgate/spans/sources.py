"""What a user names as trace files: paths, folders, globs, standard input, open streams.

A source can be read again and again from its start, unpacked: gzip and zstd are told by
their first bytes, never by the name (views.py).
"""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

from rowgate.errors import UsageError
from rowgate.spans import shrunk
from rowgate.spans.views import OnRead, View, view_of

Place: TypeAlias = str | Path | BinaryIO

_OPEN = 8
"""Files that are open at a time: folders of traces hold more than a process may open."""


class Source(NamedTuple):
    """One trace file: how it is called in messages, its path ("" for a stream), its bytes."""

    name: str
    path: str
    make: Callable[[], View]
    asked: bool
    """Named itself by the user, not found in a folder: then it must be a trace file."""

    @property
    def view(self) -> View:
        """Its bytes, to be used and not kept. Raises UsageError where it cannot be read."""
        try:
            return self.make()
        except OSError as error:
            raise UsageError(f"{self.name}: {error.strerror or 'cannot be read'}") from error

    def open(self, on_read: OnRead = int) -> BinaryIO:
        """A stream from its start, which tells now and then how many more bytes were read."""
        return self.view.stream(on_read)


def sources(places: Iterable[Place]) -> list[Source]:
    """The files the places stand for: `-` is standard input; folders are walked, hidden files
    left out; a pattern stands for what it matches. Raises UsageError where there is nothing."""
    files = _Files()
    found: dict[str, Source] = {}
    named = list(places)
    for place in named:
        for name, asked in _expand(place):
            if isinstance(name, Path):
                make = partial(files.view, name)
                found.setdefault(str(name), Source(_plain(str(name)), str(name), make, asked))
            else:
                found[f"{len(found)}"] = _stream(name)
    if not found:
        raise UsageError(f"there is no file in {', '.join(_plain(str(place)) for place in named)}")
    return list(found.values())


def _expand(place: Place) -> Iterator[tuple[Path | BinaryIO, bool]]:
    """The files or the stream, and whether the user asked for it by its name."""
    if not isinstance(place, str | Path):
        yield place, True
    elif str(place) == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed", fix="name files, or pipe one in")
        yield sys.stdin.buffer, True
    elif Path(place).exists():
        yield from _walk(Path(place))
    else:
        for match in _matches(str(place)):
            yield from _walk(Path(match))


def _matches(pattern: str) -> list[str]:
    matches = glob.glob(pattern, recursive=True) if glob.has_magic(pattern) else []  # noqa: PTH207
    if not matches:
        raise UsageError(f"{_plain(pattern)}: no such file or folder")
    return sorted(matches)


def _walk(path: Path) -> Iterator[tuple[Path, bool]]:
    if not path.is_dir():
        yield path, True
        return
    unread: list[OSError] = []
    files: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=unread.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(folder, name) for name in names if not name.startswith(".")]
    shut = [Path(error.filename) for error in unread]  # says why when it is opened
    for inner in sorted([*shut, *(file for file in files if file.is_file())]):
        yield inner, inner == path


class _Files:
    """Views of files, a few at a time. One that grows while it is read ends where it ended when it
    was first looked at; what can be read only once (a pipe) is kept."""

    def __init__(self) -> None:
        self._sizes: dict[Path, int] = {}
        self._kept: dict[Path, View] = {}
        self._recent = lru_cache(maxsize=_OPEN)(self._open)

    def view(self, path: Path) -> View:
        return self._kept[path] if path in self._kept else self._recent(path)

    def _open(self, path: Path) -> View:
        with path.open("rb") as stream:
            view = view_of(stream, self._sizes.get(path))
        if len(view) < self._sizes.setdefault(path, len(view)):
            raise shrunk.error(_plain(str(path)))
        if not path.is_file():
            self._kept[path] = view
        return view


def _plain(name: str) -> str:
    """A file's name for a message, in one line whatever characters are in it."""
    if name.isprintable():
        return name
    return "".join(char if char.isprintable() else _escaped(char) for char in name)


def _escaped(char: str) -> str:
    byte = ord(char) - 0xDC00  # a byte that is no UTF-8, as Python has it in names
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else char.encode("unicode_escape").decode()


def _stream(stream: BinaryIO) -> Source:
    standard = stream is getattr(sys.stdin, "buffer", None)
    name = "standard input" if standard else str(getattr(stream, "name", "stream"))
    return Source(name, "", cache(lambda: view_of(stream)), asked=True)
