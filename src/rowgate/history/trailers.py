"""What commits say of themselves: the trailer that accepts a weakening, with its reason."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import git

TRAILER = "Rowgate-Weakened"
_RAW: dict[str, Any] = {"stdout_as_string": False, "strip_newline_in_stdout": False}


class Said(NamedTuple):
    """One commit: the reason its trailer gives, and the files it touched."""

    reason: str
    paths: list[str]


def accepted(command: git.Git, span: str, folders: Sequence[str]) -> dict[str, str]:
    """Path → reason, for the files whose weakening the commits of a range accept.

    The last commit that touches a file decides: it carries the trailer, or a later commit that
    touches none of the files does, and speaks for all before it. So a trailer never covers
    what comes after it.
    """
    found: dict[str, str] = {}
    touched: dict[str, None] = {}
    for said in _commits(command, span, folders):
        touched |= dict.fromkeys(said.paths)
        for path in said.paths:
            found.pop(path, None)
        if said.reason:
            found |= dict.fromkeys(said.paths or touched, said.reason)
    return found


def _commits(command: git.Git, span: str, folders: Sequence[str]) -> Iterator[Said]:
    """Oldest first. Of a merge, the files that no parent has as it has them."""
    form = f"%x01%(trailers:key={TRAILER},valueonly,unfold,separator=%x2C%x20)"
    listed: bytes = command.log(
        span, "--reverse", "--topo-order", f"--format={form}", "-z", "--name-only",
        "--no-renames", "--diff-merges=combined", **_RAW,
    )  # fmt: skip
    reason = ""
    paths: list[str] = []
    begun = False
    for field in listed.split(b"\0"):
        text = field.lstrip(b"\n")
        if text.startswith(b"\x01"):
            if begun:
                yield Said(reason, paths)
            begun, reason, paths = True, text[1:].decode("utf-8", "replace").strip(), []
        elif text and _below(os.fsdecode(text), folders):
            paths.append(os.fsdecode(text))
    if begun:
        yield Said(reason, paths)


def _below(path: str, folders: Sequence[str]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in folders)
