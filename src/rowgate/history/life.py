"""The commits that touched some files, newest first, as git finds them; and their blobs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from rowgate.errors import RowgateError
from rowgate.history.repository import Repository
from rowgate.history.versions import Changed, file_at

if TYPE_CHECKING:
    import git

_AT_ONCE = 100
_FORM = "%x01%H%x02%aI%x02%ae%x02%s"


class Commit(NamedTuple):
    """One commit and the files of interest that it touched, against its first parent."""

    id: str
    date: str
    """Of its author, ISO 8601."""
    author: str
    """An e-mail address."""
    subject: str
    files: list[Changed]


def commits(
    repository: Repository, end: str, paths: Sequence[str], *, most: int | None = None
) -> Iterator[list[Commit]]:
    """The commits up to `end` that touched files of these pathspecs, newest first.

    They come as git finds them: those that have arrived since, which is one at first.
    """
    limit = [f"--max-count={most}"] if most is not None else []
    process: Any = repository.command.log(
        end, "-z", "--raw", "--no-abbrev", "--no-renames", "--diff-merges=combined", *limit,
        f"--format={_FORM}", "--", *paths, as_process=True,
    )  # fmt: skip
    try:
        yield from _commits(_arriving(process.stdout))
        if process.proc.wait():
            raise RowgateError("git log stopped before its end", fix="git fsck")
    finally:
        _close(process)


def _commits(arriving: Iterator[list[bytes]]) -> Iterator[list[Commit]]:
    """The last of those that have arrived may have more files: it waits for the next."""
    found: list[Commit] = []
    head = b""
    for fields in arriving:
        for field in fields:
            text = field.lstrip(b"\n")
            if head:
                found[-1].files.append(_changed(head, os.fsdecode(field)))
                head = b""
            elif text.startswith(b"\x01"):
                found.append(_commit(text))
            elif text.startswith(b":"):
                head = text
        if found[:-1]:
            yield found[:-1]
            found = found[-1:]
    if found:
        yield found


def _commit(text: bytes) -> Commit:
    name, date, author, subject = text[1:].decode("utf-8", "replace").split("\x02", 3)
    return Commit(name, date, author, subject, [])


def _close(process: Any) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    process.terminate()
    process.proc.wait()


def _arriving(stream: IO[bytes]) -> Iterator[list[bytes]]:
    """What stands between NULs, as it arrives."""
    rest = b""
    while chunk := os.read(stream.fileno(), 1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        yield whole
    yield [rest] if rest else []


def _changed(head: bytes, path: str) -> Changed:
    """One entry: of a merge, every parent has its mode and its blob before those of the result."""
    parents = len(head) - len(head.lstrip(b":"))
    words = head.lstrip(b":").split(b" ")
    modes, names = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    return Changed(path, file_at(modes[0], names[0]), file_at(modes[-1], names[-1]))


class BlobReader:
    """Blobs as they are asked for, by one process that waits for the next names.

    A context manager.
    """

    def __init__(self, repository: Repository) -> None:
        command: git.Git = repository.command
        self._process: Any = command.cat_file("--batch", as_process=True, istream=subprocess.PIPE)

    def __enter__(self) -> BlobReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _close(self._process)

    def read(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Each name, an id or `COMMIT:PATH`, with its blob; None where there is none."""
        asked = [name for name in dict.fromkeys(names) if "\n" not in name]
        # Few enough for a pipe: git waits for its readers, and we must not wait for git.
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            self._process.stdin.write(b"".join(os.fsencode(name) + b"\n" for name in some))
            self._process.stdin.flush()
            yield from [(name, self._next()) for name in some]

    def _next(self) -> bytes | None:
        head = self._process.stdout.readline()
        if head.endswith((b" missing\n", b" ambiguous\n")):
            return None
        kind, size = head.split()[-2:]
        content: bytes = self._process.stdout.read(int(size))
        self._process.stdout.read(1)
        return content if kind == b"blob" else None
