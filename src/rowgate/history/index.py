"""Git's index follows what was moved and removed on disk, as `git mv` and `git rm` do it.

One call a change: git takes all of it or none. What was not staged before is not staged after.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rowgate.errors import RowgateError
from rowgate.history.repository import Repository

if TYPE_CHECKING:
    import git

_RAW: dict[str, Any] = {"stdout_as_string": False, "strip_newline_in_stdout": False}


class Index:
    """The index of one repository."""

    def __init__(self, repository: Repository) -> None:
        import git

        self._top = repository.top
        self._git: git.Git = git.Git(str(repository.top))

    def rename(self, moves: Iterable[tuple[Path, Path]]) -> None:
        """Entries get new paths, their staged content unchanged; untracked files have none."""
        asked = {self._name(before): self._name(after) for before, after in moves}
        lines = []
        for name, entry in self._entries(asked):
            lines.append(b"0 " + b"0" * len(entry.split(b" ")[1]) + b"\t" + os.fsencode(name))
            lines.append(entry + b"\t" + os.fsencode(asked[name]))
        self._update(lines)

    def forget(self, paths: Iterable[Path]) -> None:
        """Takes the entries of these paths out."""
        names = [self._name(path) for path in paths]
        self._update(
            b"0 " + b"0" * len(entry.split(b" ")[1]) + b"\t" + os.fsencode(name)
            for name, entry in self._entries(names)
        )

    def committed(self, paths: Sequence[Path]) -> set[Path]:
        """Those of the paths that the last commit holds."""
        import git

        names = [self._name(path) for path in paths]
        if not names:
            return set()
        try:
            listed = self._git.ls_tree(
                "-r", "-z", "--name-only", "--full-tree", "HEAD", "--", *names, **_RAW
            )
        except git.GitCommandError:  # no commit yet
            return set()
        return {self._top / os.fsdecode(name) for name in listed.split(b"\0") if name}

    def left(self, folder: Path, names: Iterable[str]) -> set[Path]:
        """Where the last commit holds files of these names below `folder`, and the index no longer
        does: places that were left before, with no commit since."""
        import git

        wanted = set(names)
        asked = ("--cached", "--no-renames", "--diff-filter=D", "--name-only", "-z")
        try:
            listed = self._git.diff_index(*asked, "HEAD", "--", self._name(folder), **_RAW)
        except git.GitCommandError:  # no commit yet
            return set()
        paths = (self._top / os.fsdecode(name) for name in listed.split(b"\0") if name)
        return {path for path in paths if path.name in wanted and not path.exists()}

    def _entries(self, names: Iterable[str]) -> list[tuple[str, bytes]]:
        """`mode blob` of those of the names that the index holds."""
        wanted = list(names)
        if not wanted:
            return []
        listed = self._git.ls_files("-s", "-z", "--full-name", "--", *wanted, **_RAW)
        found = []
        for line in filter(None, listed.split(b"\0")):
            head, _, name = line.partition(b"\t")
            mode, blob, _stage = head.split(b" ")
            found.append((os.fsdecode(name), mode + b" " + blob))
        return [(name, entry) for name, entry in found if name in set(wanted)]

    def _update(self, lines: Iterable[bytes]) -> None:
        import git

        text = b"".join(line + b"\0" for line in lines)
        if not text:
            return
        with tempfile.TemporaryFile() as file:
            file.write(text)
            file.seek(0)
            try:
                self._git.update_index("-z", "--index-info", istream=file)
            except git.GitCommandError:
                raise RowgateError(
                    "the files are in their places, but git's index could not be written",
                    fix="git add -A, once no other git command runs",
                ) from None

    def _name(self, path: Path) -> str:
        return path.relative_to(self._top).as_posix()
