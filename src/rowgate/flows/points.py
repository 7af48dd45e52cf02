"""BASE and HEAD of a command line: the two versions that a comparison is between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rowgate.flows.named import point_name
from rowgate.flows.workspace import Workspace
from rowgate.history.versions import HEAD, STAGED, WORKTREE, Point, Versions

_WORDS = {STAGED: "the index", WORKTREE: "the working tree"}


class Asked(NamedTuple):
    """The versions that a user named, and the datasets; none means all."""

    base: str | None
    head: str | None
    datasets: Sequence[str]


def without_datasets(
    workspace: Workspace, versions: Versions, base: str | None, head: str | None,
    datasets: Sequence[str],
) -> Asked:  # fmt: skip
    """`refund-policy@v1` as BASE or HEAD: that version, and of that dataset alone.

    A branch may have an `@` in its name, and a dataset may be gone from disk.
    """
    refs = []
    for named in (base, head):
        name, _, ref = (named or "").partition("@")
        may_be = bool(name and ref) and not ref.startswith("{")
        if may_be and (name in workspace.datasets() or not versions.has(f"{name}@{ref}")):
            datasets = [*datasets, name]
            named = point_name(ref)
        refs.append(named)
    return Asked(refs[0], refs[1], datasets)


def points(
    versions: Versions, base: str | None, head: str | None, *, direct: bool
) -> tuple[Point, Point]:
    """The two versions that BASE and HEAD stand for; `A..B`, `A...B` too.

    Raises `UsageError` for one that is not there.
    """
    if base is not None and head is None and ".." in base:
        base, dots, head = _split(base)
        direct = direct or dots == ".."
    after = versions.point(head or WORKTREE)
    if base is None or (base == HEAD and after.kind != "commit"):  # in a new repository, too
        return versions.last(), after
    before = versions.last() if base == HEAD else versions.point(base)
    return before if direct else versions.fork(before, after), after


def _split(span: str) -> tuple[str, str, str]:
    dots = "..." if "..." in span else ".."
    base, _, head = span.partition(dots)
    return base or HEAD, dots, head or HEAD


def shown(point: Point) -> str:
    """A version as reports name it."""
    if point.named in _WORDS or not point.exists:
        return _WORDS.get(point.named, point.named)
    return f"{point.named} ({point.commit[:12]})"
