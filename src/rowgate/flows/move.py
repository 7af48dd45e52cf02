"""`move`: rows go to another dataset, with their provenance, history and assets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.errors import RowgateError
from rowgate.flows.annotate import read_sound
from rowgate.flows.check import Options, check
from rowgate.flows.placing import Placed
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.index import Index
from rowgate.history.repository import open_repository
from rowgate.model import ColumnType, Dataset, Row
from rowgate.rows import store
from rowgate.rows.assets import named_in, orphans
from rowgate.rows.columns import fit
from rowgate.rows.datasetfile import read_dataset, with_columns
from rowgate.rows.identity import ending_of
from rowgate.rows.rowfile import RowFile

PENDING = {"status": "pending"}
_STANDING = ("RG105", "RG106")


class MovedRow(NamedTuple):
    """One row in its new place."""

    before: str
    after: str
    review_again: tuple[str, ...]
    """Why its approval no longer holds; empty where it holds, or where there was none."""
    weakened: bool
    """Whether it blocked changes before, and no longer does."""


class Moved(NamedTuple):
    """What a move came to."""

    rows: list[MovedRow]
    assets: list[str]
    """The assets that went along, or were copied where another row needs them."""
    columns: list[str]
    """The columns that an empty dataset took from the first row."""
    problems: list[Placed]
    """The errors that the rows have in their new dataset."""
    new: list[Path]
    """What was written."""
    old: list[Path]
    """What was taken away and the last commit holds."""


class _Going(NamedTuple):
    """One row on its way."""

    place: RowPlace
    file: RowFile
    row: Row
    reasons: tuple[str, ...]


def move(workspace: Workspace, named: Sequence[str], to: str) -> Moved:
    """Moves every named row, or none.

    Git sees renames: what was staged stays so, and nothing else is. An approval is for the
    case and its criteria, and those of the dataset are among them: where what the dataset adds
    differs, the row is pending again. Raises `RowgateError` for a row that does not fit.
    """
    mover = _Mover(workspace, to)
    going = [mover.take(place) for place in dict.fromkeys(map(workspace.row, named))]
    files, gone, moves = mover.plan(going)
    repository = open_repository(workspace.config.root)
    index = Index(repository)
    known = index.committed(gone) | index.left(workspace.config.datasets, [p.name for p in gone])
    store.write_all(files, removed=gone)
    index.rename(moves)
    after = [mover.after(one.place) for one in going]
    options = Options(local_plugins=workspace.local_plugins)
    return Moved(
        [mover.moved(one) for one in going],
        sorted(path.name for path in files if path.parent.name == store.ASSETS),
        mover.bootstrapped,
        [placed for placed in check(after, options).problems if _stands_in_the_way(placed)],
        sorted(files),
        sorted(known),
    )


class _Mover:
    """Takes rows one by one, each seeing the columns that the one before it bootstrapped."""

    def __init__(self, workspace: Workspace, to: str) -> None:
        self.workspace = workspace
        self.folder = workspace.folder(to)
        self.definition = workspace.sound_dataset(to)
        self.before = self.definition.text
        self.bootstrapped: list[str] = []
        self.ids = [path.stem for path in store.row_files(self.folder)]

    def take(self, place: RowPlace) -> _Going:
        """The row, once it is known to fit."""
        target = self.definition.dataset
        if place.dataset == target.name:
            raise RowgateError(f"{place.path.stem} is in {target.name} already")
        self._refuse_there(place)
        file = read_sound(self.workspace, place)
        if file.row is None:
            raise RowgateError(f"{place.path.stem} cannot be read", fix="rowgate check")
        source = self.workspace.sound_dataset(place.dataset).dataset
        _refuse_project(file.row, target)
        _refuse_response(file.row, target)
        self._fit(file.row, source)
        self.ids.append(place.path.stem)
        reasons = _review_again(file.row, source, target)
        return _Going(place, file, file.row, reasons)

    def _refuse_there(self, place: RowPlace) -> None:
        ending = ending_of(place.path.stem)
        for row_id in self.ids:
            if row_id == place.path.stem or (ending and ending_of(row_id) == ending):
                raise RowgateError(
                    f"{self.folder.name} has this case already, as {row_id}",
                    fix=f"rowgate remove {place.dataset}/{place.path.stem} --reason duplicate",
                )

    def _fit(self, row: Row, source: Dataset) -> None:
        """Columns as `add` asks for them; an empty dataset takes those of the row."""
        found = fit(
            row.variables,
            {name: _type_of(name, value, source) for name, value in row.variables.items()},
            self.definition.dataset,
            has_rows=bool(self.ids),
            has_response=row.response is not None,
        )
        if found.bootstrapped or found.response_column:
            text = with_columns(self.definition.text, found.bootstrapped, found.response_column)
            self.definition = read_dataset(self.definition.dataset.name, text)
            self.bootstrapped += [column.name for column in found.bootstrapped]

    def plan(
        self, going: Sequence[_Going]
    ) -> tuple[dict[Path, bytes], list[Path], list[tuple[Path, Path]]]:
        """What to write, what to take away, and which of these git shall see as renames."""
        files = {self.after(one.place): _text(one).encode() for one in going}
        moves = [(one.place.path, self.after(one.place)) for one in going]
        for folder, texts in _by_folder(going).items():
            leaving, staying = texts
            lonely = orphans(leaving, staying)
            for name in sorted(named_in(leaving)):
                before, after = folder / name, self.folder / name
                if not before.is_file():
                    continue  # RG204 says so, here as there
                if not after.exists():
                    files[after] = store.read_file(before)
                if name in lonely:
                    moves.append((before, after))
        gone = [before for before, _ in moves]
        if self.definition.text != self.before:
            files[self.folder / store.DATASET_FILE] = self.definition.text.encode()
        return files, gone, moves

    def after(self, place: RowPlace) -> Path:
        """Where the row lies once it is moved: its id stays."""
        return self.folder / store.ROWS / place.path.name

    def moved(self, one: _Going) -> MovedRow:
        """What became of the row."""
        relative = self.workspace.config.relative
        before = self.workspace.dataset(one.place.dataset).dataset
        weakened = before.gate == "release" and self.definition.dataset.gate != "release"
        again = one.reasons if one.row.review.status == "approved" else ()
        return MovedRow(relative(one.place.path), relative(self.after(one.place)), again, weakened)


def _text(one: _Going) -> str:
    if one.row.review.status != "approved" or not one.reasons:
        return one.file.text
    try:
        return yamltext.edit(one.file.text, [(("review",), PENDING)])
    except yamltext.YamlFault as fault:
        raise RowgateError(f"{one.row.id}: {fault.message}") from None


def _by_folder(going: Sequence[_Going]) -> Mapping[Path, tuple[list[str], list[str]]]:
    """By dataset folder the texts of the rows that go, and of those that stay."""
    found: dict[Path, tuple[list[str], list[str]]] = {}
    leaving = {one.place.path for one in going}
    for one in going:
        folder = one.place.path.parent.parent
        if folder not in found:
            rest = [path for path in store.row_files(folder) if path not in leaving]
            found[folder] = ([], [text_of(path) for path in rest])
        found[folder][0].append(one.file.text)
    return found


def text_of(path: Path) -> str:
    """A row's text as far as it can be read: its assets count even where it is no UTF-8."""
    return store.read_file(path).decode(errors="replace")


def _type_of(name: str, value: object, source: Dataset) -> ColumnType:
    column = source.columns.get(name)
    if column is not None:
        return column.type
    return "text" if isinstance(value, str) else "json"


def _refuse_project(row: Row, target: Dataset) -> None:
    project = row.source.project if row.source else None
    if project and target.projects and project not in target.projects:
        raise RowgateError(
            f"{row.id} is of project {project}, {target.name} takes {', '.join(target.projects)}",
            fix=f"pick another dataset, or add {project} to its project list",
        )


def _refuse_response(row: Row, target: Dataset) -> None:
    if row.response is not None and target.response_column == "none":
        raise RowgateError(
            f"{target.name} keeps no responses, and {row.id} has one",
            fix=f"take the response out of {row.id}, or `response: none` out of {target.name}",
        )


def _review_again(row: Row, source: Dataset, target: Dataset) -> tuple[str, ...]:
    """What the dataset adds to a row and its reviewer looked at, where it differs."""
    columns = [name for name in row.variables if source.columns.get(name) and name in target.columns
               and source.columns[name].type != target.columns[name].type]  # fmt: skip
    differing = {
        "other evaluators hold for every row": source.evaluators != target.evaluators,
        f"another type of {', '.join(columns)}": bool(columns),
        "another unit": source.unit != target.unit,
        "it blocks changes now": source.gate != "release" and target.gate == "release",
    }
    return tuple(reason for reason, holds in differing.items() if holds)


def _stands_in_the_way(placed: Placed) -> bool:
    return placed.problem.severity == "error" and placed.problem.code not in _STANDING
