"""Annotated tags that say which dataset they name, and the digest of its content.

The trailers of the message carry it, so that any git shows it: `git tag -n9 NAME`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.history.repository import Repository

PATH = "Rowgate-Path"
DIGEST = "Rowgate-Digest"
ROWS = "Rowgate-Rows"
_FORM = "%(refname:short)%00%(objecttype)%00%(taggerdate:short)%00%(contents:trailers:unfold)%01"


class Tag(NamedTuple):
    """A tag of one dataset."""

    name: str
    date: str
    path: str
    """Of the dataset's folder, from the top of the repository."""
    digest: str
    rows: str


class Tags:
    """The tags of one repository."""

    def __init__(self, repository: Repository) -> None:
        self._git = repository.command

    def make(self, name: str, commit: str, subject: str, trailers: Mapping[str, str]) -> None:
        """An annotated tag of a commit. Raises `RowgateError` where git makes none.

        It is signed where git is configured to sign tags (`tag.gpgSign`).
        """
        import git

        if not self._fit(name):
            raise UsageError(f"{name!r} is no name for a tag", fix="git check-ref-format says why")
        said = "\n".join(f"{key}: {value}" for key, value in trailers.items())
        try:
            self._git.tag(
                "--annotate", name, commit, "--cleanup=verbatim", "-m", f"{subject}\n\n{said}\n"
            )
        except git.GitCommandError as error:
            if "already exists" in str(error.stderr):
                fix = f"take another name, or look at it: rowgate tag --verify {name}"
                raise RowgateError(f"there is a tag {name} already", fix=fix) from None
            raise RowgateError(f"git made no tag {name}", fix="git tag -a says why") from None

    def listed(self, name: str | None = None) -> list[Tag]:
        """The tags that name a dataset, oldest first; with a name that one alone."""
        which = f"refs/tags/{name}" if name else "refs/tags"
        listed = self._git.for_each_ref(
            "--sort=creatordate", f"--format={_FORM}", which, stdout_as_string=False
        ).decode("utf-8", "replace")
        entries = (entry.strip("\n").split("\0") for entry in listed.split("\x01"))
        found = [_tag(*fields) for fields in entries if len(fields) == 4 and fields[1] == "tag"]
        return [one for one in found if one.digest and name in (None, one.name)]

    def _fit(self, name: str) -> bool:
        import git

        try:
            self._git.check_ref_format(f"refs/tags/{name}")
        except git.GitCommandError:
            return False
        return not name.startswith("-")


def _tag(name: str, kind: str, date: str, trailers: str) -> Tag:  # noqa: ARG001
    said = dict(line.partition(": ")[::2] for line in trailers.splitlines())
    return Tag(name, date, said.get(PATH, ""), said.get(DIGEST, ""), said.get(ROWS, ""))
