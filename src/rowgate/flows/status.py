"""`status`: where a team stands, over all its datasets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rowgate.flows.asked import asked
from rowgate.flows.check import Options, check_read
from rowgate.flows.faulty import said_at
from rowgate.flows.misplaced import astray
from rowgate.flows.reading import Read, read_files
from rowgate.flows.workspace import Workspace
from rowgate.model import Gate, Row
from rowgate.rows import store

PENDING = "RG105"
STALE = "RG106"


class Waiting(NamedTuple):
    """A row that waits for its review, and the day it was added."""

    row: str
    since: str


class Standing(NamedTuple):
    """One dataset."""

    name: str
    gate: Gate
    rows: int
    approved: int
    pending: int
    stale: int
    errors: int
    """Open problems, those of reviews left out: they are counted as pending and stale."""
    warnings: int
    oldest_pending: Waiting | None
    labels: Mapping[str, int]
    """Rows by label; a label the dataset allows and no row has counts 0."""
    behaviors: Mapping[str, int]
    """Rows by the behavior they are linked to."""
    broken: Sequence[str]
    """Rows that cannot be read: `path:line:column: why`."""


class Status(NamedTuple):
    """All datasets, and how reviews are kept."""

    datasets: Sequence[Standing]
    review: str
    today: str
    stale_schemas: bool
    """Whether what completes fields in editors is that of another version or other plugins."""
    astray: Sequence[str] = ()
    """Folders with rows that are no dataset."""


def status(workspace: Workspace) -> Status:
    """The standing of every dataset of the workspace, by what `check` says of it."""
    import time

    from rowgate.flows.schema import has_stale_schemas

    tree = asked([]).tree  # as `check` counts rows
    found = [_standing(workspace, name, tree) for name in workspace.datasets()]
    today = time.strftime("%Y-%m-%d", time.gmtime())
    lost = [workspace.config.relative(folder) for folder in astray(workspace)]
    return Status(found, workspace.config.review, today, has_stale_schemas(workspace), lost)


def _standing(workspace: Workspace, name: str, tree: store.WorkingTree) -> Standing:
    folder = workspace.folder(name)
    read = read_files(folder, {folder / store.DATASET_FILE}, tree=tree)
    options = Options(local_plugins=workspace.local_plugins)
    problems = [placed.problem for placed in check_read(workspace, read, options)]
    pending = {one.row for one in problems if one.code == PENDING}
    stale = {one.row for one in problems if one.code == STALE}
    open_ = Counter(one.severity for one in problems if one.code not in (PENDING, STALE))
    rows = [file.row for file in read.rows.values() if file.row is not None]
    return Standing(
        name=name,
        gate=read.definition.dataset.gate,
        rows=len(read.files()),
        approved=sum(row.id not in pending | stale for row in rows),
        pending=len(pending),
        stale=len(stale - pending),
        errors=open_["error"],
        warnings=open_["warning"],
        oldest_pending=_oldest([row for row in rows if row.id in pending]),
        labels=_labels(read, rows),
        behaviors=Counter(str(row.links["behavior"]) for row in rows if row.links.get("behavior")),
        broken=list(_broken(workspace, read)),
    )


def _broken(workspace: Workspace, read: Read) -> Iterator[str]:
    for row_id, file in read.rows.items():
        if file.row is None:
            shown = workspace.config.relative(read.folder / store.ROWS / f"{row_id}.yaml")
            yield said_at(shown, file.text, file.faults[0])
    for path, fault in read.unreadable.items():
        yield f"{workspace.config.relative(path)}: {fault.message}"


def _oldest(rows: Sequence[Row]) -> Waiting | None:
    waiting = [
        Waiting(row.id, row.source.added_on) for row in rows if row.source and row.source.added_on
    ]
    return min(waiting, key=lambda one: (one.since, one.row), default=None)


def _labels(read: Read, rows: Sequence[Row]) -> Mapping[str, int]:
    used = Counter(label for row in rows for label in row.labels)
    return dict.fromkeys(read.definition.dataset.labels or (), 0) | used
