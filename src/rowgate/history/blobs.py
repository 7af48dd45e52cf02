"""Blobs out of git in one batch: of a ref, of the index, of past commits. Nothing is checked out.

`ls-tree`, `ls-files -s` and `log --raw` name the blobs, one `cat-file --batch` reads them all.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from rowgate.errors import RowgateError, UsageError

if TYPE_CHECKING:
    import git

_RAW: dict[str, Any] = {"stdout_as_string": False, "strip_newline_in_stdout": False}
_LINK = b"120000"
_SUBMODULE = b"160000"


class Blob(NamedTuple):
    """A file at some point of history: its path from the top of the repository, its blob id."""

    path: str
    id: str


class PastFile(NamedTuple):
    """A file as a commit added or changed it."""

    commit: str
    path: str
    id: str


def blobs_at(command: git.Git, ref: str, folder: str) -> list[Blob]:
    """The files below `folder` at a commit, tag or branch. Raises `UsageError` for no such ref."""
    commit = resolve(command, ref)
    listed = command.ls_tree("-r", "-z", "--full-tree", commit, "--", folder or ".", **_RAW)
    found = []
    for entry in filter(None, listed.split(b"\0")):
        head, _, path = entry.partition(b"\t")
        mode, kind, name = head.split(b" ")
        if kind == b"blob" and mode != _LINK:
            found.append(Blob(os.fsdecode(path), name.decode()))
    return found


def blobs_staged(command: git.Git, folder: str) -> list[Blob]:
    """The files below `folder` in the index that git would commit now (`GIT_INDEX_FILE` and all).

    Of a file in conflict our side is taken: its markers are in the working tree.
    """
    listed = command.ls_files("-z", "--stage", "--full-name", "--", folder or ".", **_RAW)
    found: dict[str, Blob] = {}
    for entry in filter(None, listed.split(b"\0")):
        head, _, path = entry.partition(b"\t")
        mode, name, stage = head.split(b" ")
        if mode in (_LINK, _SUBMODULE) or stage not in (b"0", b"2"):
            continue
        found[os.fsdecode(path)] = Blob(os.fsdecode(path), name.decode())
    return list(found.values())


def past_files(command: git.Git, span: str, folder: str) -> Iterator[PastFile]:
    """Every version of every file below `folder` that the commits of a range brought, once.

    `span` is what `git log` takes: `main`, `v1..HEAD`, or `--all`. The commit is the oldest
    that has it.
    """
    if span != "--all":
        for end in filter(None, span.replace("...", "..").split("..")):
            resolve(command, end)
    listed = command.log(
        span, "--reverse", "--format=%x01%H", "-z", "--raw", "--no-abbrev", "--no-renames",
        "--diff-merges=first-parent", "--diff-filter=AMT", "--", folder or ".", **_RAW,
    )  # fmt: skip
    commit, seen = "", set()
    fields = iter(listed.split(b"\0"))
    for field in fields:
        text = field.strip(b"\n")
        if text.startswith(b"\x01"):
            commit = text[1:].decode()
        elif text.startswith(b":"):
            path, name = os.fsdecode(next(fields)), text.split(b" ")[3].decode()
            if (path, name) not in seen:
                seen.add((path, name))
                yield PastFile(commit, path, name)


class Batch:
    """Blobs by any name, fetched by one process into a file without a name.

    They are read from there when they are asked for, by forked processes too.
    """

    def __init__(self, command: git.Git, names: Iterable[str]) -> None:
        asked = list(dict.fromkeys(names))
        # A name with a line end would be two: no file of a dataset has one.
        lines = [name for name in asked if "\n" not in name]
        self._data = _fetched(command, lines) if lines else b""
        self._places = dict(zip(lines, _places(self._data), strict=True))

    def read(self, name: str) -> bytes | None:
        """The content of a blob; None where there is no such blob."""
        place = self._places.get(name)
        return self._data[slice(*place)] if place else None

    def size(self, name: str) -> int | None:
        """The size of a blob in bytes; None where there is no such blob."""
        place = self._places.get(name)
        return place[1] - place[0] if place else None


def _fetched(command: git.Git, lines: Iterable[str]) -> mmap.mmap:
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as contents:
        asked.write(b"".join(os.fsencode(name) + b"\n" for name in lines))
        asked.seek(0)
        command.cat_file("--batch", istream=asked, output_stream=contents, **_RAW)
        contents.flush()
        return mmap.mmap(contents.fileno(), 0, access=mmap.ACCESS_READ)


def _places(data: mmap.mmap | bytes) -> Iterator[tuple[int, int] | None]:
    """Where each of the contents begins and ends, as `cat-file --batch` wrote them."""
    at = 0
    while at < len(data):
        begin = data.find(b"\n", at) + 1
        head = data[at : begin - 1]
        if head.endswith((b" missing", b" ambiguous")):
            at = begin
            yield None
            continue
        kind, size = head.split()[-2:]
        at = begin + int(size) + 1
        yield (begin, at - 1) if kind == b"blob" else None


def read_blobs(command: git.Git, ids: Iterable[str]) -> Iterator[bytes]:
    """The contents of blobs, in their order, by one process. Each is held once at a time."""
    for content in read_named(command, ids):
        if content is None:
            raise RowgateError("git lacks a file that it lists", fix="git fsck, or git fetch")
        yield content


def read_named(command: git.Git, names: Iterable[str]) -> Iterator[bytes | None]:
    """The same of blobs by any name, `COMMIT:PATH` or `:PATH`; None where there is no such blob."""
    asked = list(names)
    batch = Batch(command, asked)
    return map(batch.read, asked)


def sizes_of(command: git.Git, ids: Iterable[str]) -> list[int]:
    """The sizes of blobs in bytes, in their order."""
    with tempfile.TemporaryFile() as lines:
        lines.write("".join(f"{name}\n" for name in ids).encode())
        lines.seek(0)
        listed: str = command.cat_file("--batch-check=%(objectsize)", istream=lines)
    return [int(size) for size in listed.split()]


def resolve(command: git.Git, ref: str) -> str:
    """The full id of the commit that a ref names. Raises `UsageError` where there is none."""
    import git

    if ref.startswith("-"):
        raise UsageError(f"{ref} is no ref", fix="name a commit, tag or branch")
    try:
        wanted = f"{ref}^{{commit}}"
        return str(command.rev_parse("--verify", "--quiet", "--end-of-options", wanted))
    except git.GitCommandError:
        raise _unknown(command, ref) from None


def _unknown(command: git.Git, ref: str) -> UsageError:
    from rowgate.shapes import meant

    known = str(command.for_each_ref("--format=%(refname:short)")).splitlines()
    if not known and ref.startswith("HEAD"):
        return UsageError("nothing was committed here yet", fix="git add -A && git commit")
    fix = "git fetch it, or look at `git log --oneline`"
    if str(command.rev_parse("--is-shallow-repository")) == "true":
        fix = "this clone is shallow: git fetch --unshallow (actions/checkout: fetch-depth: 0)"
    fix = meant(ref, ["@staged", "@worktree", *known]) or fix
    return UsageError(f"no commit, tag or branch {ref}", fix=fix)
