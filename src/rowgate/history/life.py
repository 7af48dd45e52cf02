"""The commits that touched some files, newest first, as git finds them; and blobs on demand."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from rowgate.errors import RowgateError
from rowgate.history.repository import Repository
from rowgate.history.versions import Changed, file_at

if TYPE_CHECKING:
    import git

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
) -> Iterator[Commit]:
    """The commits up to `end` that touched files of these pathspecs, streamed, newest first."""
    limit = [f"--max-count={most}"] if most is not None else []
    process: Any = repository.command.log(
        end, "-z", "--raw", "--no-abbrev", "--no-renames", "--diff-merges=combined", *limit,
        f"--format={_FORM}", "--", *paths, as_process=True,
    )  # fmt: skip
    try:
        yield from _commits(_split(process.stdout))
        if process.proc.wait():
            raise RowgateError("git log stopped before its end", fix="git fsck")
    finally:
        _close(process)


def _commits(fields: Iterator[bytes]) -> Iterator[Commit]:
    found: Commit | None = None
    for field in fields:
        text = field.lstrip(b"\n")
        if text.startswith(b"\x01"):
            if found is not None:
                yield found
            name, date, author, subject = text[1:].decode("utf-8", "replace").split("\x02", 3)
            found = Commit(name, date, author, subject, [])
        elif text.startswith(b":") and found is not None:
            found.files.append(_changed(text, os.fsdecode(next(fields))))
    if found is not None:
        yield found


def _close(process: Any) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    process.terminate()
    process.proc.wait()


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between NULs, as it arrives."""
    rest = b""
    while chunk := os.read(stream.fileno(), 1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _changed(head: bytes, path: str) -> Changed:
    """One entry: of a merge, every parent has its mode and its blob before those of the result."""
    parents = len(head) - len(head.lstrip(b":"))
    words = head.lstrip(b":").split(b" ")
    modes, names = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    return Changed(path, file_at(modes[0], names[0]), file_at(modes[-1], names[-1]))


class BlobReader:
    """Blobs one at a time, by one process that waits for the next name. A context manager."""

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

    def read(self, name: str) -> bytes | None:
        """The blob of this id or `COMMIT:PATH`; None where there is none."""
        self._process.stdin.write(os.fsencode(name) + b"\n")
        self._process.stdin.flush()
        head = self._process.stdout.readline()
        if head.endswith((b" missing\n", b" ambiguous\n")):
            return None
        kind, size = head.split()[-2:]
        content: bytes = self._process.stdout.read(int(size))
        self._process.stdout.read(1)
        return content if kind == b"blob" else None
