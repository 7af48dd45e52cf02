"""`review`: which rows wait, and all a person has to see of one. Asking is the terminal's part."""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps
from typing import NamedTuple

from rowgate.checks.duplicates import parts_of
from rowgate.checks.similar import near_duplicates
from rowgate.checks.trial import output_of
from rowgate.flows.annotate import Tools, tools_of
from rowgate.flows.approve import STANDING
from rowgate.flows.check import Options, check_read
from rowgate.flows.reading import read_files
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.index import Index
from rowgate.history.repository import open_repository
from rowgate.model import Json, Output, Problem, Row, Verdict
from rowgate.redaction.placeholders import PLACEHOLDER
from rowgate.reports.review import Tried
from rowgate.rows import store
from rowgate.rows.identity import digest_of
from rowgate.rows.rowfile import RowFile, read_row

__all__ = ["PLACEHOLDER", "Desk", "Look", "Waiting", "waiting"]


class Waiting(NamedTuple):
    """The rows that wait for a person, and how many there are in all."""

    places: list[RowPlace]
    rows: int


class Look(NamedTuple):
    """All there is to see of one row."""

    place: RowPlace
    file: RowFile
    problems: list[Problem]
    """What `check --thorough` says, but that the row waits for its review."""
    tried: list[Tried]
    alike: list[str]
    """Rows of the dataset with the same or nearly the same case, in words."""

    @property
    def row(self) -> Row | None:
        """None: the file cannot be read."""
        return self.file.row

    @property
    def stale(self) -> bool:
        """Whether case or criteria changed after the approval."""
        return self.row is not None and self.row.review.status == "approved" and _waits(self.row)

    @property
    def errors(self) -> list[Problem]:
        """What stands in the way of an approval."""
        return [problem for problem in self.problems if problem.severity == "error"]


def waiting(workspace: Workspace, dataset: str | None = None) -> Waiting:
    """The rows of one or all datasets that are pending, changed after their approval, or broken.

    Where the merge is the approval, those that the default branch does not hold yet.
    Raises `UsageError` for a dataset that is not there.
    """
    if dataset is not None:
        workspace.folder(dataset)
    places = [
        RowPlace(name, path)
        for name in ([dataset] if dataset else workspace.datasets())
        for path in store.row_files(workspace.config.datasets / name)
    ]
    if workspace.config.review == "pull-request":
        repository = open_repository(workspace.config.root)
        unmerged = repository.unmerged(workspace.config.datasets)
        return Waiting([place for place in places if place.path in unmerged], len(places))
    rows = ((place, read_row(place.path.stem, store.read_text(place.path)).row) for place in places)
    return Waiting([place for place, row in rows if _waits(row)], len(places))


def _waits(row: Row | None) -> bool:
    return row is None or row.review.status != "approved" or row.review.digest != digest_of(row)


class Desk:
    """Looks at rows one after another, with one judge and one scan for all of them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.tools: Tools = tools_of(workspace)
        self._alike: dict[str, dict[str, list[tuple[str, str]]]] = {}

    def look(self, place: RowPlace) -> Look:
        """The row as it is on disk now. Raises `UsageError` where it is there no more."""
        file = read_row(place.path.stem, store.read_text(place.path))
        tried = self._tried(place, file.row) if file.row is not None else []
        return Look(place, file, self._problems(place), tried, self._alike_of(place))

    def on_response(self, row: Row, entry: Json) -> Verdict | None:
        """What one evaluator says of the recorded response; None: it cannot be tried here."""
        if row.response is None or not self.tools.judge.offline(entry):
            return None
        return self.tools.judge(Output.of_response(row.response), row, [entry])[0]

    def on_expected(self, row: Row, entry: Json) -> Verdict | None:
        """What one evaluator says of the right answer; None: there is none, or it cannot be."""
        if row.expected is None or not self.tools.judge.offline(entry):
            return None
        return self.tools.judge(output_of(row.expected), row, [entry])[0]

    def is_committed(self, place: RowPlace) -> bool:
        """Whether the last commit holds the row's file."""
        index = Index(open_repository(self.workspace.config.root))
        return bool(index.committed([place.path]))

    def _problems(self, place: RowPlace) -> list[Problem]:
        read = read_files(self.workspace.folder(place.dataset), {place.path})
        options = Options(local_plugins=self.workspace.local_plugins, thorough=True)
        found = check_read(self.workspace, read, options)
        return [
            placed.problem
            for placed in found
            if placed.problem.code not in STANDING and not placed.path.endswith(store.DATASET_FILE)
        ]

    def _tried(self, place: RowPlace, row: Row) -> list[Tried]:
        dataset = self.workspace.dataset(place.dataset).dataset
        entries = [(entry, False) for entry in row.evaluators]
        entries += [(entry, True) for entry in dataset.evaluators]
        return [self._try(row, entry, of_dataset) for entry, of_dataset in entries]

    def _try(self, row: Row, entry: Json, of_dataset: bool) -> Tried:
        fault = self.tools.judge.fault(entry)
        if fault is not None:
            return Tried(entry, of_dataset, None, f"cannot be used: {fault.message}")
        verdict = self.on_response(row, entry)
        if verdict is not None:
            return Tried(entry, of_dataset, verdict)
        there = row.response is not None
        why = "cannot be tried on a recording: rowgate prove" if there else "there is no response"
        return Tried(entry, of_dataset, None, why)

    def _alike_of(self, place: RowPlace) -> list[str]:
        if place.dataset not in self._alike:
            folder = self.workspace.config.datasets / place.dataset
            files = [read_row(path.stem, store.read_text(path)) for path in store.row_files(folder)]
            self._alike[place.dataset] = alike([file.row for file in files if file.row is not None])
        known = self._alike[place.dataset].get(place.path.stem, [])
        folder = place.path.parent
        return [f"{said} {other}" for other, said in known if (folder / f"{other}.yaml").is_file()]


def alike(rows: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """For each row, those with the same or nearly the same case: their id, and how alike."""
    found: dict[str, list[tuple[str, str]]] = {}

    def note(one: str, other: str, said: str) -> None:
        found.setdefault(one, []).append((other, said))
        found.setdefault(other, []).append((one, said))

    first: dict[str, Row] = {}
    for row in rows:
        same = first.setdefault(dumps(row.variables, sort_keys=True), row)
        if same is not row:
            note(row.id, same.id, "the same case as")
    distinct = list(first.values())
    for later, earlier, share in near_duplicates([parts_of(row.variables) for row in distinct]):
        said = f"{share:.0%} of the words are those of"
        note(distinct[later].id, distinct[earlier].id, said)
    return found
