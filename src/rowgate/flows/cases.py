"""What a run and the gate are about: rows with everything that judges them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import UsageError
from rowgate.flows.faulty import place_of, said_at
from rowgate.flows.named import parse_named, tree_at
from rowgate.flows.parts import cores, in_parts, uncollected
from rowgate.flows.reading import read_files
from rowgate.flows.workspace import Workspace, checked_name
from rowgate.gate.criteria import applied_to, lacks_criteria
from rowgate.gate.record import DatasetRun, Key
from rowgate.gate.verdict import asked
from rowgate.model import Dataset, Json, Judge, Row
from rowgate.rows import store
from rowgate.rows.datasetfile import read_dataset
from rowgate.rows.identity import canonical_json, digest_of
from rowgate.rows.rowfile import RowFile, read_row

_NOT_CANONICAL = "RG009"
MAX_REPEATS = 100
MANY = 1000
"""Rows from which reading them in parts, a core each, is faster."""


@dataclass(frozen=True)
class GateRow:
    """A row and what it is held to."""

    dataset: str
    path: Path
    row: Row
    entries: Sequence[Json]
    """The evaluators that judge it: its own and its dataset's."""
    broken: str = ""
    """Why it cannot be judged at all."""

    @cached_property
    def case(self) -> str:
        """The digest of its variables."""
        return digest_of(Row(self.row.id, variables=self.row.variables))

    @cached_property
    def criteria(self) -> str:
        """The digest of what it is held to."""
        data = {"expected": self.row.expected, "evaluators": list(self.entries)}
        return "sha256:" + sha256(canonical_json(data)).hexdigest()


class Cell(NamedTuple):
    """A row, once."""

    of: GateRow
    repeat: int

    @property
    def key(self) -> Key:
        """What tells the lines of a run apart."""
        return self.of.dataset, self.of.row.id, self.repeat


class Loaded(NamedTuple):
    """A dataset with the rows that are judged."""

    dataset: Dataset
    folder: Path
    rows: Sequence[GateRow]
    ref: str | None = None
    """The version that was named; None: the files on disk."""


def load(workspace: Workspace, named: Sequence[str], judge: Judge) -> list[Loaded]:
    """The datasets that `DATASET` or `DATASET@REF` names, or all release datasets on disk.

    Raises `UsageError` for one that is not there or whose dataset.yaml is faulty.
    """
    found: dict[str, Loaded] = {}
    for each in named or _release(workspace):
        name, ref = parse_named(each)
        if name in found and found[name].ref != ref:
            raise UsageError(f"{name} is named in two versions", fix="compare runs by --baseline")
        found[name] = (
            _at_ref(workspace, name, ref, judge) if ref else _on_disk(workspace, name, judge)
        )
    return list(found.values())


def _release(workspace: Workspace) -> list[str]:
    return [
        name
        for name in workspace.datasets()
        if workspace.sound_dataset(name).dataset.gate == "release"
    ]


def _on_disk(workspace: Workspace, name: str, judge: Judge) -> Loaded:
    dataset, folder = workspace.sound_dataset(name).dataset, workspace.folder(name)
    paths = store.row_files(folder)
    work = partial(_read_part, dataset, folder, judge)
    parts = cores() if len(paths) >= MANY else 1
    with uncollected():
        found = in_parts(work, paths, parts) if parts > 1 else [work(paths)]
    rows = [row for part in found for row in part]
    return Loaded(dataset, folder, sorted(rows, key=lambda one: one.row.id))


def _read_part(
    dataset: Dataset, folder: Path, judge: Judge, paths: Sequence[Path]
) -> list[GateRow]:
    read = read_files(folder, set(paths))
    return _rows(dataset, folder, read.rows, judge) + [
        GateRow(dataset.name, path, Row(path.stem), (), f"its file cannot be read: {fault.message}")
        for path, fault in read.unreadable.items()
    ]


def _at_ref(workspace: Workspace, name: str, ref: str, judge: Judge) -> Loaded:
    tree = tree_at(workspace, ref)
    folder = workspace.config.datasets / checked_name(name)
    own = folder / store.DATASET_FILE
    files = {path.stem: path for path in tree.files(folder / store.ROWS) if path.suffix == ".yaml"}
    if tree.size(own) is None:
        raise UsageError(f"no dataset {name} at {ref}", fix="rowgate log lists its versions")
    found = read_dataset(name, tree.read(own).decode("utf-8", "replace"))
    if found.faults:
        shown = f"{workspace.config.relative(own)}@{ref}"
        raise UsageError(said_at(shown, found.text, found.faults[0]))
    read = {
        row_id: read_row(row_id, tree.read(path).decode("utf-8", "replace"))
        for row_id, path in sorted(files.items())
    }
    return Loaded(found.dataset, folder, _rows(found.dataset, folder, read, judge), ref)


def _rows(
    dataset: Dataset, folder: Path, read: Mapping[str, RowFile], judge: Judge
) -> list[GateRow]:
    rows_folder = folder / store.ROWS
    return [
        _row(dataset, rows_folder / f"{row_id}.yaml", file, judge) for row_id, file in read.items()
    ]


def _row(dataset: Dataset, path: Path, file: RowFile, judge: Judge) -> GateRow:
    row = file.row or Row(path.stem)
    faults = [fault for fault in file.faults if fault.code != _NOT_CANONICAL]
    if faults:
        line, column = place_of(file.text, faults[0])
        said = f"{line}:{column}: {faults[0].message}"
        said += f": {faults[0].fix}" if faults[0].fix else ""
        return GateRow(dataset.name, path, row, (), f"its file is faulty: {said}")
    entries = applied_to(row, dataset.evaluators, judge)
    broken = ""
    if lacks_criteria(row, dataset.evaluators, judge):
        broken = "no pass criteria: nothing tells a right output from a wrong one"
    elif asked(row)[0] > MAX_REPEATS:
        broken = f"repeat asks for more than {MAX_REPEATS} runs"
    elif asked(row)[1] > asked(row)[0]:
        broken = "repeat asks for {1} passes in {0} runs".format(*asked(row))
    return GateRow(dataset.name, path, row, entries, broken)


def cells_of(loaded: Iterable[Loaded]) -> Iterator[Cell]:
    """Every row as often as it asks to be run; one that cannot be judged is not run."""
    for one in loaded:
        for row in one.rows:
            if not row.broken:
                for repeat in range(asked(row.row)[0]):
                    yield Cell(row, repeat)


def versions_of(workspace: Workspace, loaded: Sequence[Loaded]) -> list[DatasetRun]:
    """Which version of each dataset this is; outside of git there is no commit to name."""
    from rowgate.history.repository import open_repository

    try:
        repository = open_repository(workspace.config.root)
    except UsageError:
        repository = None
    return [
        DatasetRun(
            one.dataset.name,
            digest_of_dataset(one),
            len(one.rows),
            repository.checked_out(one.folder) if repository and not one.ref else None,
            one.ref,
        )
        for one in loaded
    ]


def digest_of_dataset(loaded: Loaded) -> str:
    """The content digest of a dataset: every row's case and criteria, as they are judged."""
    rows = [[row.row.id, row.case, row.criteria, *asked(row.row)] for row in loaded.rows]
    return "sha256:" + sha256(canonical_json(rows)).hexdigest()


def in_shard(cell: Cell, part: int, parts: int) -> bool:
    """Whether a row belongs to a shard (`part` from 1): by its name, so that new rows move none."""
    name = f"{cell.of.dataset}/{cell.of.row.id}"
    return int(sha256(name.encode()).hexdigest()[:12], 16) % parts == part - 1
