"""Versions of files: at a commit, in the index, on disk; and what differs between two of them.

Only names and blob ids are compared, by git itself; what is read is what differs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rowgate.errors import UsageError
from rowgate.history.blobs import (
    Batch,
    blobs_at,
    blobs_staged,
    read_blobs,
    read_named,
    resolve,
    sizes_of,
)
from rowgate.history.repository import Repository
from rowgate.history.trailers import TRAILER, accepted

if TYPE_CHECKING:
    import git

STAGED = "@staged"
WORKTREE = "@worktree"
HEAD = "HEAD"
ON_DISK = "disk"
"""Stands for the id of a blob that only the working tree holds."""

_RAW: dict[str, Any] = {"stdout_as_string": False, "strip_newline_in_stdout": False}
_FORM = ("-r", "-z", "--raw", "--no-abbrev", "--no-renames")
# Not `diff-index`: to it a file that was only touched, or copied, differs.
_ON_DISK_FORM = (*_FORM[1:], "--no-ext-diff", "--no-relative", "--ignore-submodules")
_FILES = (b"100644", b"100755", b"100664")


class Point(NamedTuple):
    """A version of the whole repository, and how the user named it."""

    kind: Literal["commit", "index", "disk"]
    named: str
    commit: str = ""
    """The full id; empty where the point is no commit."""
    exists: bool = True
    """False for HEAD before the first commit: an empty tree stands for it."""


class Changed(NamedTuple):
    """A file that may differ: its path from the top, its blob's id at each side, None where
    that side has no such file."""

    path: str
    before: str | None
    after: str | None


class Versions:
    """The versions of one repository's files."""

    def __init__(self, repository: Repository) -> None:
        self.top = repository.top
        self._git: git.Git = repository.command

    def point(self, named: str) -> Point:
        """The version that `@staged`, `@worktree` or any ref names. Raises `UsageError`."""
        if named == STAGED:
            return Point("index", named)
        if named == WORKTREE:
            return Point("disk", named)
        return Point("commit", named, resolve(self._git, named))

    def has(self, named: str) -> bool:
        """Whether a ref of that name is there."""
        try:
            return self.point(named).exists
        except UsageError:
            return False

    def last(self) -> Point:
        """HEAD, or an empty version where nothing was committed yet."""
        import git

        try:
            commit = str(self._git.rev_parse("--verify", "--quiet", "HEAD^{commit}"))
            return Point("commit", HEAD, commit)
        except git.GitCommandError:
            empty = str(self._git.hash_object("-t", "tree", os.devnull))
            return Point("commit", "the empty repository", empty, exists=False)

    def fork(self, base: Point, head: Point) -> Point:
        """What `head` and `base` share. Raises `UsageError` where they share no commit."""
        import git

        if base.kind != "commit":
            return base
        try:
            commit = str(self._git.merge_base(base.commit, head.commit or HEAD))
        except git.GitCommandError:
            raise UsageError(
                f"{base.named} and {head.named} share no commit",
                fix="fetch their history (git fetch --unshallow; actions/checkout: "
                "fetch-depth: 0), or compare them with --direct",
            ) from None
        return base._replace(commit=commit)

    def changed(self, before: Point, after: Point, folders: Sequence[str]) -> list[Changed]:
        """The files below `folders` (from the top) that may differ between two versions."""
        paths = [f":(top,literal){folder}" for folder in folders]
        listed: bytes
        if before.kind == "commit" and after.kind == "commit":
            listed = self._git.diff_tree(*_FORM, before.commit, after.commit, "--", *paths, **_RAW)
        elif before.kind == "commit" and after.kind == "index":
            listed = self._git.diff_index(*_FORM, "--cached", before.commit, "--", *paths, **_RAW)
        elif before.kind == "commit" and after.kind == "disk":
            listed = self._git.diff(*_ON_DISK_FORM, before.commit, "--", *paths, **_RAW)
        elif before.kind == "index" and after.kind == "disk":
            listed = self._git.diff(*_ON_DISK_FORM, "--", *paths, **_RAW)
        else:
            raise UsageError(
                f"{before.named} is no older version than {after.named}",
                fix="name the older version first: a ref, then @staged, then the working tree",
            )
        found = _entries(listed, on_disk=after.kind == "disk")
        if after.kind == "disk":
            found |= {one.path: one for one in self._untracked(paths, found)}
        return list(found.values())

    def _untracked(self, paths: Sequence[str], known: Mapping[str, Changed]) -> list[Changed]:
        listed: bytes = self._git.ls_files(
            "-z", "--others", "--exclude-standard", "--full-name", "--", *paths, **_RAW
        )
        names = {os.fsdecode(name) for name in listed.split(b"\0") if name}
        # `git rm --cached` leaves a file that the diff calls deleted and that is still here.
        return [
            Changed(name, known[name].before if name in known else None, ON_DISK)
            for name in sorted(names)
        ]

    def accepted(self, before: Point, after: Point, folders: Sequence[str]) -> dict[str, str]:
        """Path → reason, for files whose weakening a commit between two versions accepts.

        What no commit holds yet, none can accept.
        """
        end = after.commit or self.last().commit
        if before.kind != "commit" or not before.exists or not self.last().exists:
            return {}
        found = accepted(self._git, f"{before.commit}..{end}", folders)
        if after.kind != "commit" and found:
            for one in self.changed(self.point(HEAD), after, folders):
                found.pop(one.path, None)
        return found

    def merged(self, after: Point, folders: Sequence[str]) -> dict[str, str]:
        """Path → reason, for files that the merge which is being made takes as they are.

        The commits that it brings were asked for theirs.
        """
        if after.kind != "index":
            return {}
        own = {one.path for one in self.changed(self.last(), after, folders)}
        found: dict[str, str] = {}
        for name in self._merge_heads():
            differ = {one.path for one in self.changed(self.point(name), after, folders)}
            found |= dict.fromkeys(own - differ, f"it comes with the merge of {name[:12]}")
        return found

    def _merge_heads(self) -> list[str]:
        path = self.top / str(self._git.rev_parse("--git-path", "MERGE_HEAD"))
        return path.read_text("ascii").split() if path.is_file() else []

    def said_in(self, message: Path) -> str:
        """The reason in the message of a commit that is being made; empty where it gives none."""
        lines = str(self._git.interpret_trailers("--parse", str(message.absolute()))).splitlines()
        said = (line.partition(":") for line in lines)
        return ", ".join(
            value.strip()
            for key, _, value in said
            if key.lower() == TRAILER.lower() and value.strip()
        )

    def files(self, point: Point, folder: str) -> dict[str, str]:
        """Path → blob id of every file below a folder."""
        if point.kind == "commit":
            return {one.path: one.id for one in blobs_at(self._git, point.commit, folder)}
        if point.kind == "index":
            return {one.path: one.id for one in blobs_staged(self._git, str(self.top / folder))}
        below = (self.top / folder).rglob("*")
        paths = (path for path in below if path.is_file() and not path.is_symlink())
        return {path.relative_to(self.top).as_posix(): ON_DISK for path in sorted(paths)}

    def unmerged(self) -> list[str]:
        """The paths, from the top, of all files that are in conflict."""
        listed: bytes = self._git.ls_files(
            "-z", "--unmerged", "--full-name", "--", ":(top)", **_RAW
        )
        names = (entry.partition(b"\t")[2] for entry in listed.split(b"\0") if entry)
        return list(dict.fromkeys(map(os.fsdecode, names)))

    def called(self, point: Point, names: Sequence[str]) -> list[str]:
        """The paths, from the top, of all files that have one of these names."""
        if point.kind == "commit":
            asked = ("-r", "-z", "--name-only", "--full-tree", point.commit)
            listed: bytes = self._git.ls_tree(*asked, **_RAW)
        else:
            others = ("--others", "--exclude-standard") if point.kind == "disk" else ()
            listed = self._git.ls_files("-z", "--cached", *others, "--", ":(top)", **_RAW)
        ends = tuple(f"/{name}".encode() for name in names)
        found = {path for path in listed.split(b"\0") if (b"/" + path).endswith(ends)}
        return sorted(map(os.fsdecode, found))

    def contents(self, blobs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
        """`(path, id)` → content, by one process for those that git holds."""
        wanted = list(dict.fromkeys(blobs))
        in_git = list(dict.fromkeys(name for _, name in wanted if name != ON_DISK))
        held = dict(zip(in_git, read_blobs(self._git, in_git), strict=True))
        return {one: held[one[1]] if one[1] in held else self._disk(one[0]) for one in wanted}

    def batch(self, names: Iterable[str]) -> Batch:
        """The contents of blobs by their ids, read when they are asked for."""
        return Batch(self._git, names)

    def sizes(self, names: Iterable[str]) -> list[int]:
        """The sizes of blobs in bytes, by one process that reads none of them."""
        return sizes_of(self._git, names)

    def at(self, wanted: Iterable[tuple[Point, str]]) -> list[bytes | None]:
        """The content of paths at points, by one process; None where there is no such file."""
        asked = list(wanted)
        named = [f"{one.commit}:{path}" for one, path in asked if one.kind != "disk"]
        held = iter(read_named(self._git, named))
        return [self._found(path) if one.kind == "disk" else next(held) for one, path in asked]

    def _found(self, path: str) -> bytes | None:
        return self._disk(path) if (self.top / path).is_file() else None

    def _disk(self, path: str) -> bytes:
        try:
            return (self.top / Path(path)).read_bytes()
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror})") from None


def _entries(listed: bytes, *, on_disk: bool) -> dict[str, Changed]:
    fields = iter(listed.split(b"\0"))
    found: dict[str, Changed] = {}
    for head in fields:
        if not head.startswith(b":"):
            continue
        path = os.fsdecode(next(fields))
        old_mode, new_mode, old, new, status = head[1:].split(b" ")
        before, after = file_at(old_mode, old), file_at(new_mode, new)
        # What git has no blob of yet has an id of zeros.
        if on_disk and (status == b"U" or (new_mode in _FILES and after is None)):
            after = ON_DISK
        elif status == b"U":  # in conflict: what will be committed is not known yet
            after = before
        found[path] = Changed(path, before, after)
    return found


def file_at(mode: bytes, name: bytes) -> str | None:
    """A blob's id where it is a file, None for a link, a submodule, or nothing."""
    return name.decode() if mode in _FILES and name.strip(b"0") else None
