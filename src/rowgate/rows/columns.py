"""Whether a case fits a dataset's columns, and which columns an empty dataset gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rowgate.errors import RowgateError
from rowgate.model import Column, ColumnType, Dataset, Json
from rowgate.shapes import kind_of

# Where a medium is, or that a dataset without assets did not keep it.
_WHERE = ("path", "url", "file_id", "placeholder")


class Fit(NamedTuple):
    """How a case fits: columns to add to `dataset.yaml`, and what is still to be filled in."""

    bootstrapped: list[Column]
    response_column: str | None
    """`text` where the response column is bootstrapped with this row."""
    unfilled: list[str]
    """Columns the span has no value for and that are not optional."""


def fit(
    variables: Mapping[str, Json],
    types: Mapping[str, ColumnType],
    dataset: Dataset,
    *,
    has_rows: bool,
    has_response: bool,
    what: str = "span",
) -> Fit:
    """How the variables of `what` fit the dataset; an empty one is bootstrapped from them.

    Raises `RowgateError` naming every column that is missing or of another type, and the
    command that mends it; nothing is decided half.
    """
    response = "text" if has_response and dataset.response_column is None else None
    if not dataset.columns and not has_rows:
        return Fit([Column(name, types[name]) for name in variables], response, [])
    missing = [name for name in variables if name not in dataset.columns]
    if missing:
        raise RowgateError(_missing(missing, dataset), fix=_add_command(missing, types, dataset))
    for name, value in variables.items():
        _refuse_wrong_type(dataset.columns[name], value, dataset.name, what)
    unfilled = [
        name
        for name, column in dataset.columns.items()
        if name not in variables and not column.optional
    ]
    return Fit([], response, unfilled)


def fits_type(value: Json, column_type: ColumnType) -> bool:
    """Whether a value may stand in a column of this type."""
    if column_type == "text":
        return isinstance(value, str)
    if column_type == "json":
        return True
    return isinstance(value, dict) and any(key in value for key in _WHERE)


def _missing(missing: list[str], dataset: Dataset) -> str:
    word = "a column" if len(missing) == 1 else "columns"
    names = ", ".join(missing)
    has = ", ".join(dataset.columns) or "no columns yet"
    return f"{dataset.name} lacks {word} for {names} (it has {has})"


def _add_command(missing: list[str], types: Mapping[str, ColumnType], dataset: Dataset) -> str:
    """Optional, since the rows that exist have no value for it."""
    added = " ".join(f"--add {name}:{types[name]}" for name in missing)
    return f"rowgate columns {dataset.name} {added} --optional"


def _refuse_wrong_type(column: Column, value: Json, dataset: str, what: str) -> None:
    if fits_type(value, column.type):
        return
    raise RowgateError(
        f"column {column.name} of {dataset} is {column.type}, the {what} holds {kind_of(value)}",
        fix=f"rowgate columns {dataset} --retype {column.name}:json",
    )
