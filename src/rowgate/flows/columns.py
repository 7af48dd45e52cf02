"""`columns`: the columns of a dataset, changed by command."""

from __future__ import annotations

from collections.abc import Sequence

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.workspace import Workspace
from rowgate.model import COLUMN_TYPES, Column
from rowgate.rows import store
from rowgate.rows.columns import fits_type
from rowgate.rows.datasetfile import with_columns
from rowgate.rows.rowfile import read_row
from rowgate.shapes import kind_of, meant


def parse_column(text: str, *, optional: bool = False) -> Column:
    """A column as it is written on a command line: `receipt:image`; no type means text."""
    name, colon, kind = text.rpartition(":")
    name, kind = (name, kind) if colon else (text, "text")
    for known in COLUMN_TYPES:
        if kind == known and name:
            return Column(name, known, optional)
    fix = meant(kind, COLUMN_TYPES) or f"types: {', '.join(COLUMN_TYPES)}"
    raise UsageError(f"{text!r} is no NAME:TYPE", fix=fix)


def change_columns(
    workspace: Workspace, dataset: str, added: Sequence[Column], retyped: Sequence[Column]
) -> list[Column]:
    """Adds and retypes columns, all or none, and gives the dataset's columns after that.

    Raises `RowgateError` for a column that is there already, one that is not there, or rows
    whose values do not fit a new type.
    """
    found = workspace.sound_dataset(dataset)
    columns = dict(found.dataset.columns)
    for column in added:
        if column.name in columns:
            raise RowgateError(f"{dataset} has a column {column.name} already")
        columns[column.name] = column
    for column in retyped:
        if column.name not in columns:
            fix = meant(column.name, columns)
            raise RowgateError(f"{dataset} has no column {column.name}", fix=fix)
        _refuse_misfits(workspace, dataset, column)
        columns[column.name] = column._replace(optional=columns[column.name].optional)
    changed = [columns[column.name] for column in (*added, *retyped)]
    path = workspace.folder(dataset) / store.DATASET_FILE
    store.write_all({path: with_columns(found.text, changed, None).encode()})
    return list(columns.values())


def _refuse_misfits(workspace: Workspace, dataset: str, column: Column) -> None:
    for path in store.row_files(workspace.folder(dataset)):
        variables = read_row(path.stem, store.read_text(path)).data.get("variables", {})
        value = variables.get(column.name)
        if column.name in variables and not fits_type(value, column.type):
            raise RowgateError(
                f"{workspace.config.relative(path)} holds {kind_of(value)} in {column.name}, "
                f"which is no {column.type}",
                fix="edit that row first",
            )
