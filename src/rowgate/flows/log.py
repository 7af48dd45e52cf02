"""`log`: the life of a dataset or a row, commit by commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from rowgate.changes.compare import compare
from rowgate.changes.versions import DatasetVersion, RowVersion, Scoring
from rowgate.errors import UsageError
from rowgate.flows.discreet import Discreet
from rowgate.flows.named import parse_named, point_name
from rowgate.flows.sides import (
    Found,
    Settings,
    Side,
    dataset_version,
    row_version,
    sort_changed,
)
from rowgate.flows.workspace import Workspace
from rowgate.history.life import BlobReader, Commit, commits
from rowgate.history.repository import open_repository
from rowgate.history.versions import HEAD, Point, Versions
from rowgate.model import Change, Judge
from rowgate.rows import store
from rowgate.rows.identity import ending_of
from rowgate.shapes import meant

_Blob = tuple[str, str]
"""A row's id and the id of its blob."""


class Event(NamedTuple):
    """What one commit did to a row or a dataset."""

    dataset: str
    change: Change


class Entry(NamedTuple):
    """One commit and what it did, riskiest first."""

    commit: str
    date: str
    author: str
    subject: str
    events: Sequence[Event]
    cut: bool = False
    """Whether its parents were not fetched: then what it did is not known."""


def log(workspace: Workspace, named: str = "", *, most: int | None = None) -> Iterator[Entry]:
    """The commits that changed a dataset, a row, or with no name any dataset, newest first.

    `named` as a user writes it, with `@REF` up to that version. A row is followed by its id
    from dataset to dataset, and where the readable part of its name changed. Commits that only
    reformat are passed over. Raises `UsageError` where no commit ever held it.
    """
    repository = open_repository(workspace.config.root)
    name, ref = parse_named(named)
    end = Versions(repository).point(point_name(ref or HEAD))
    if end.kind != "commit":
        raise UsageError(f"{named} is no commit", fix="rowgate diff shows what is not committed")
    folder = workspace.config.datasets.relative_to(repository.top).as_posix()
    paths = _paths(workspace, folder, name)
    of_rows = all(path.endswith(".yaml") for path in paths)
    found = 0
    cut = repository.cut_at()
    with BlobReader(repository) as blobs:
        reading = _Reading(workspace, folder, blobs)
        for arrived in commits(repository, end.commit, paths, most=most):
            found += len(arrived)
            for entry in reading.entries(arrived):
                events = [one for one in entry.events if one.change.row or not of_rows]
                if entry.commit in cut:
                    yield entry._replace(events=[], cut=True)
                elif events:
                    yield entry._replace(events=events)
    if not found and name:
        known = [*workspace.datasets(), *_row_ids(workspace)]
        fix = meant(name, known) or "git add and commit it, or look at `rowgate log`"
        raise UsageError(f"no commit holds a dataset or row {name}", fix=fix)


def _paths(workspace: Workspace, folder: str, name: str) -> list[str]:
    """Pathspecs of a dataset, or of a row in whatever dataset it was."""
    if not name:
        return [f":(top,literal){folder}"]
    if name in workspace.datasets():
        return [f":(top,literal){folder}/{name}"]
    dataset, _, stem = name.removesuffix(".yaml").rpartition("/")
    if not ending_of(stem):
        try:
            stem = workspace.row(name).path.stem
        except UsageError:
            # It may be gone from here, and history still knows it, or a dataset of that name.
            rows = f":(top,glob){_literal(folder)}/*/{store.ROWS}/{_literal(stem)}*.yaml"
            return [rows] if dataset else [rows, f":(top,literal){folder}/{stem}"]
    ending = ending_of(stem)
    # One star is what git looks for fastest, in trees of many rows.
    file = f"*-{ending}" if ending else f"*/{store.ROWS}/{_literal(stem)}"
    return [f":(top){_literal(folder)}/{file}.yaml"]


def _literal(text: str) -> str:
    return "".join(f"\\{char}" if char in "*?[\\" else char for char in text)


def _row_ids(workspace: Workspace) -> list[str]:
    folders = (workspace.config.datasets / name for name in workspace.datasets())
    return [path.stem for folder in folders for path in store.row_files(folder)]


class _Touched(NamedTuple):
    """A commit, its parent's side and its own, and what differs between them."""

    commit: Commit
    sides: tuple[Side, Side]
    found: Found


class _Reading:
    """Commits → entries. A blob that two commits share is parsed once."""

    def __init__(self, workspace: Workspace, folder: str, blobs: BlobReader) -> None:
        self._workspace = workspace
        self._settings = Settings({"datasets": folder})
        self._blobs = blobs
        self._discreet = Discreet(workspace)
        self._judge_made: Judge | None = None
        self._rows: dict[_Blob, RowVersion] = {}
        self._definition = lru_cache(maxsize=50)(dataset_version_of)

    def entries(self, arrived: Sequence[Commit]) -> Iterator[Entry]:
        """What each of the commits did; git is asked once for all of them."""
        touched = [self._touched(commit) for commit in arrived]
        self._rows = self._read_rows(touched)
        own = dict(self._blobs.read(name for one in touched for name in _definitions(one)))
        for one in touched:
            commit = one.commit
            before, after = (self._versions(one, index, own) for index in (0, 1))
            changes = compare(before, after, Scoring(self._judge))
            events = [Event(one.dataset, self._discreet.change(one.change)) for one in changes]
            yield Entry(commit.id, commit.date, commit.author, commit.subject, events)

    def _touched(self, commit: Commit) -> _Touched:
        before, after = (
            Side(Point("commit", name, name), "", self._settings)
            for name in (f"{commit.id}^", commit.id)
        )
        return _Touched(commit, (before, after), sort_changed(commit.files, (before, after)))

    def _read_rows(self, touched: Sequence[_Touched]) -> dict[_Blob, RowVersion]:
        """Those of these commits, with what the commits before them read already."""
        wanted = {
            (row, blob)
            for one in touched
            for rows in one.found.rows
            for dataset in rows.values()
            for row, (_, blob) in dataset.items()
        }
        read = {one: self._rows[one] for one in wanted & self._rows.keys()}
        contents = dict(self._blobs.read(blob for _, blob in wanted - read.keys()))
        return read | {
            (row, blob): _row_version(row, contents[blob]) for row, blob in wanted - read.keys()
        }

    def _versions(
        self, one: _Touched, index: int, own: Mapping[str, bytes | None]
    ) -> dict[str, DatasetVersion]:
        rows = one.found.rows[index]
        return {
            name: self._definition(name, own.get(_own(one.sides[index], name)))._replace(
                rows={row: self._rows[row, blob] for row, (_, blob) in rows.get(name, {}).items()}
            )
            for name in one.found.datasets
        }

    def _judge(self) -> Judge:
        if self._judge_made is None:
            from rowgate.flows.tools import judge_of  # only where criteria differ

            self._judge_made = judge_of(self._workspace)
        return self._judge_made


def _definitions(one: _Touched) -> Iterator[str]:
    return (_own(side, name) for side in one.sides for name in one.found.datasets)


def _own(side: Side, name: str) -> str:
    return f"{side.point.commit}:{PurePosixPath(side.datasets, name, store.DATASET_FILE)}"


def _row_version(row: str, content: bytes | None) -> RowVersion:
    return row_version(row, content) if content is not None else RowVersion({}, None, "is gone")


def dataset_version_of(name: str, content: bytes | None) -> DatasetVersion:
    """A `dataset.yaml` without its rows."""
    return dataset_version(name, content, {})
