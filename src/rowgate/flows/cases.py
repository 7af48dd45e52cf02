"""What a run and the gate are about: rows with everything that judges them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import UsageError
from rowgate.flows.reading import read_files
from rowgate.flows.workspace import Workspace
from rowgate.gate.criteria import applied_to, lacks_criteria
from rowgate.gate.record import DatasetRun, Key
from rowgate.gate.verdict import asked
from rowgate.model import Dataset, Json, Judge, Row
from rowgate.rows import store
from rowgate.rows.identity import canonical_json, digest_of
from rowgate.rows.rowfile import RowFile

_NOT_CANONICAL = "RG009"
MAX_REPEATS = 100


class GateRow(NamedTuple):
    """A row and what it is held to."""

    dataset: str
    path: Path
    row: Row
    entries: Sequence[Json]
    """The evaluators that judge it: its own and its dataset's."""
    broken: str = ""
    """Why it cannot be judged at all."""

    @property
    def case(self) -> str:
        """The digest of its variables."""
        return digest_of(Row(self.row.id, variables=self.row.variables))

    @property
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


def load(workspace: Workspace, named: Sequence[str], judge: Judge) -> list[Loaded]:
    """The named datasets, or all release datasets. Raises `UsageError` for one that is not there
    or whose dataset.yaml is faulty."""
    names = list(dict.fromkeys(named)) or workspace.datasets()
    found = [_dataset(workspace, name, judge, all_gates=bool(named)) for name in names]
    return [one for one in found if one is not None]


def _dataset(workspace: Workspace, name: str, judge: Judge, *, all_gates: bool) -> Loaded | None:
    dataset = workspace.sound_dataset(name).dataset
    if not all_gates and dataset.gate != "release":
        return None
    folder = workspace.folder(name)
    read = read_files(folder, {folder / store.DATASET_FILE})
    rows_folder = folder / store.ROWS
    rows = [
        _row(dataset, rows_folder / f"{row_id}.yaml", file, judge)
        for row_id, file in read.rows.items()
    ]
    rows += [
        GateRow(name, path, Row(path.stem), (), f"its file cannot be read: {fault.message}")
        for path, fault in read.unreadable.items()
    ]
    return Loaded(dataset, folder, sorted(rows, key=lambda one: one.row.id))


def _row(dataset: Dataset, path: Path, file: RowFile, judge: Judge) -> GateRow:
    row = file.row or Row(path.stem)
    faults = [fault for fault in file.faults if fault.code != _NOT_CANONICAL]
    if faults:
        said = faults[0].message + (f": {faults[0].fix}" if faults[0].fix else "")
        return GateRow(dataset.name, path, row, (), f"its file is faulty: {said}")
    entries = applied_to(row, dataset.evaluators, judge)
    broken = ""
    if lacks_criteria(row, dataset.evaluators, judge):
        broken = "no pass criteria: nothing tells a right output from a wrong one"
    elif asked(row)[0] > MAX_REPEATS:
        broken = f"repeat asks for more than {MAX_REPEATS} runs"
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
            repository.checked_out(one.folder) if repository else None,
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
