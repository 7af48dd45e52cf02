"""One git repository. The only door to git: `repo.git.<command>`, which is right in every
kind of repository (worktrees, SHA-256, index v4 …) where GitPython's object API is not.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rowgate.errors import RowgateError, UsageError
from rowgate.history.blobs import PastFile, past_files, read_blobs

if TYPE_CHECKING:
    import git

_GLOB = re.compile(r"[*?\[\\]")
_ESCAPED = r"\\\g<0>"


class Repository:
    """A git repository, its top folder absolute."""

    def __init__(self, repo: git.Repo) -> None:
        self._git = repo.git
        self.top = Path(str(repo.working_tree_dir))

    @property
    def command(self) -> git.Git:
        """git's own commands, for the other modules of this room."""
        return self._git

    def files(self, folder: Path, *, untracked: bool = True, name: str = "") -> list[Path]:
        """Every file below `folder` that git tracks, or with `untracked` would track, and that is
        on disk; sorted. With `name`, only files that are called so. Raises `OSError` for one in
        a folder that cannot be seen into."""
        others = ("--others", "--exclude-standard") if untracked else ()
        where = f":(glob){_GLOB.sub(_ESCAPED, str(folder))}/**/{name}" if name else str(folder)
        asked = ("-z", "--cached", *others, "--", where)
        listed = self._git.ls_files(*asked, **_RAW).split(b"\0")
        paths = sorted({f"{self.top}/{os.fsdecode(name)}" for name in listed if name})
        # Of every row of a large dataset: Path objects would cost more than the answer.
        return [Path(path) for path in paths if _is_file(path)]

    def past_texts(self, span: str, folder: Path) -> Iterator[tuple[PastFile, bytes]]:
        """Every version of every file below `folder` that the commits of `span` brought.

        `span` as for `git log`: `main`, `v1..HEAD` or `--all`. Raises `UsageError` for a ref
        that is not there.
        """
        files = list(past_files(self._git, span, str(folder)))
        yield from zip(files, read_blobs(self._git, [file.id for file in files]), strict=True)

    def checked_out(self, folder: Path) -> str | None:
        """The commit that is checked out, with `+` where files below `folder` differ from it;
        None before the first commit."""
        import git

        try:
            commit = str(self._git.rev_parse("--verify", "--quiet", "HEAD"))
        except git.GitCommandError:
            return None
        changed = self._git.status("--porcelain", "--untracked-files=all", "--", str(folder))
        return f"{commit}+" if changed else commit

    def identity(self) -> str:
        """The e-mail address of whoever would commit here. Raises `RowgateError`."""
        import git

        try:
            line = str(self._git.var("GIT_AUTHOR_IDENT"))
        except git.GitCommandError:
            raise RowgateError(
                "git does not know who you are",
                fix="git config user.email you@example.com && git config user.name You",
            ) from None
        return line[line.index("<") + 1 : line.index(">")]

    def editor(self) -> str:
        """The shell command that git would edit a message with. Raises `RowgateError`."""
        import git

        try:
            found = str(self._git.var("GIT_EDITOR"))
        except git.GitCommandError:
            found = ""
        if not found.strip():
            fix = "set EDITOR to one: export EDITOR=nano"
            raise RowgateError("there is no editor for this terminal", fix=fix)
        return found

    def cut_at(self) -> set[str]:
        """The commits of a shallow clone whose parents were not fetched."""
        path = self.private("shallow")
        return set(path.read_text("ascii").split()) if path.is_file() else set()

    def reaches_cut(self, span: str) -> bool:
        """Whether a range of commits holds one of them."""
        cut = self.cut_at()
        return bool(cut) and not cut.isdisjoint(str(self._git.rev_list(span)).split())

    def private(self, name: str) -> Path:
        """A path in git's own folder, which nothing commits: for what is not finished yet."""
        return (self.top / str(self._git.rev_parse("--git-path", name))).absolute()

    def unmerged(self, folder: Path) -> set[Path]:
        """The files below `folder` that the default branch does not hold as they are here.

        The default branch is that of the remote, else `main` or `master`; without any of them
        no file is merged.
        """
        base = self._fork_point()
        if base is None:
            return set(self.files(folder))
        changed = self._git.diff("-z", "--name-only", base, "--", str(folder), **_RAW)
        others = self._git.ls_files(
            "-z", "--others", "--exclude-standard", "--", str(folder), **_RAW
        )
        names = {os.fsdecode(name) for name in (changed + b"\0" + others).split(b"\0") if name}
        return {self.top / name for name in names if (self.top / name).is_file()}

    def _fork_point(self) -> str | None:
        import git

        for name in ("refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master"):
            try:
                return str(self._git.merge_base("HEAD", name))
            except git.GitCommandError:
                continue
        return None

    def ignored(self, paths: Iterable[Path]) -> set[Path]:
        """Those of `paths` that git ignores."""
        import git

        asked = list(paths)
        try:
            listed = self._git.check_ignore("-z", "--", *map(str, asked), **_RAW)
        except git.GitCommandError:  # exit code 1: none of them
            return set()
        names = {os.fsdecode(name) for name in listed.split(b"\0") if name}
        return {path for path in asked if str(path) in names}


def open_repository(folder: Path) -> Repository:
    """The repository that `folder` lies in, or lay in before it was removed. Raises `UsageError`
    outside of one."""
    try:
        import git
    except ImportError:  # it looks for git's own program
        raise UsageError("git is not installed", fix="install git") from None
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), folder)
    try:
        repo = git.Repo(there, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        raise UsageError(f"{folder} is in no git repository", fix="git init") from None
    except git.GitCommandNotFound:
        raise UsageError("git is not installed", fix="install git") from None
    if repo.working_tree_dir is None:
        raise UsageError(f"{folder} is a bare repository", fix="work in a clone of it")
    return Repository(repo)


_RAW = {"stdout_as_string": False, "strip_newline_in_stdout": False}


def _is_file(path: str) -> bool:
    """Whether it is there. What nobody may look at is not taken for absent: that raises."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError):
        return False
