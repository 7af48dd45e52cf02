"""`log`: the life of a dataset or a row, commit by commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from rowgate.changes.compare import compare
from rowgate.changes.versions import DatasetVersion, RowVersion, Scoring
from rowgate.errors import UsageError
from rowgate.flows.named import parse_named, point_name
from rowgate.flows.sides import Settings, Side, dataset_version, row_version, sort_changed
from rowgate.flows.workspace import Workspace
from rowgate.history.life import BlobReader, Commit, commits
from rowgate.history.repository import open_repository
from rowgate.history.versions import HEAD, Point, Versions
from rowgate.model import Change, Judge
from rowgate.rows import store
from rowgate.rows.identity import ending_of
from rowgate.shapes import meant


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
    of_rows = all("glob" in path for path in paths)
    found = 0
    with BlobReader(repository) as blobs:
        reading = _Reading(workspace, folder, blobs)
        for commit in commits(repository, end.commit, paths, most=most):
            found += 1
            entry = reading.entry(commit)
            if of_rows:
                entry = entry._replace(events=[one for one in entry.events if one.change.row])
            if entry.events:
                yield entry
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
    try:
        stem = workspace.row(name).path.stem
    except UsageError:
        # It may be gone from here, and history still knows it, or a dataset of that name.
        if not ending_of(stem):
            rows = f":(top,glob){_literal(folder)}/*/{store.ROWS}/{_literal(stem)}*.yaml"
            return [rows] if dataset else [rows, f":(top,literal){folder}/{stem}"]
    ending = ending_of(stem)
    file = f"*-{ending}" if ending else _literal(stem)
    return [f":(top,glob){_literal(folder)}/*/{store.ROWS}/{file}.yaml"]


def _literal(text: str) -> str:
    return "".join(f"\\{char}" if char in "*?[\\" else char for char in text)


def _row_ids(workspace: Workspace) -> list[str]:
    folders = (workspace.config.datasets / name for name in workspace.datasets())
    return [path.stem for folder in folders for path in store.row_files(folder)]


class _Reading:
    """Commits → entries. A blob that two commits share is parsed once."""

    def __init__(self, workspace: Workspace, folder: str, blobs: BlobReader) -> None:
        self._workspace = workspace
        self._folder = folder
        self._blobs = blobs
        self._judge_made: Judge | None = None
        self._row = lru_cache(maxsize=2000)(self._read_row)
        self._definition = lru_cache(maxsize=50)(dataset_version_of)

    def entry(self, commit: Commit) -> Entry:
        sides = (self._side(f"{commit.id}^"), self._side(commit.id))
        found = sort_changed(commit.files, sides)
        before, after = (
            {
                name: self._definition(name, self._blobs.read(self._own(side, name)))._replace(
                    rows={row: self._row(row, blob[1]) for row, blob in rows.get(name, {}).items()}
                )
                for name in found.datasets
            }
            for side, rows in zip(sides, found.rows, strict=True)
        )
        events = [Event(*one) for one in compare(before, after, Scoring(self._judge))]
        return Entry(commit.id, commit.date, commit.author, commit.subject, events)

    def _side(self, commit: str) -> Side:
        settings = Settings({"datasets": self._folder})
        return Side(Point("commit", commit, commit), "", settings)

    def _own(self, side: Side, name: str) -> str:
        return f"{side.point.commit}:{PurePosixPath(side.datasets, name, store.DATASET_FILE)}"

    def _read_row(self, row: str, blob: str) -> RowVersion:
        content = self._blobs.read(blob)
        return row_version(row, content) if content is not None else RowVersion({}, None, "is gone")

    def _judge(self) -> Judge:
        if self._judge_made is None:
            from rowgate.flows.tools import judge_of  # only where criteria differ

            self._judge_made = judge_of(self._workspace)
        return self._judge_made


def dataset_version_of(name: str, content: bytes | None) -> DatasetVersion:
    """A `dataset.yaml` without its rows."""
    return dataset_version(name, content, {})
