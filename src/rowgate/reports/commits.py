"""The line that commits what a command did: ready to be pasted into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import PurePath


def commit_line(message: str, paths: Sequence[str], *, new: Sequence[str] = ()) -> str:
    """`git commit -m MESSAGE -- PATHS`, of these paths and no others.

    `new` are added first: git commits no path that it has never heard of.
    """
    commit = f"git commit -m {shlex.quote(' '.join(message.split()))} -- {_listed(paths)}"
    return f"git add -- {_listed(new)} && {commit}" if new else commit


def named(rows: Sequence[str]) -> str:
    """Rows by their names, in a few words: `a, b` or `a and 7 more rows`."""
    stems = [PurePath(row).stem for row in rows]
    return ", ".join(stems) if len(stems) <= 2 else f"{stems[0]} and {len(stems) - 1} more rows"


def _listed(paths: Sequence[str]) -> str:
    return " ".join(map(shlex.quote, paths))
