"""Tables: rows of CSV and parquet as mappings, and mappings as rows.

Sources: RFC 4180; Apache Parquet 2.x by pyarrow (`pip install 'rowgate[parquet]'`). On formulas
in cells: OWASP, CSV Injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any, NamedTuple

from rowgate.errors import UsageError
from rowgate.model import Json
from rowgate.model.exchange import Unread

_LARGEST_CELL = 1 << 30
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Rows(NamedTuple):
    """The rows of a CSV file, the lines they begin at, and those that are none."""

    rows: list[Json]
    lines: list[int]
    unread: list[Unread]


def csv_rows(name: str, text: str) -> Rows:
    """The rows by the names of their columns. Raises `UsageError` for a table without any."""
    csv.field_size_limit(_LARGEST_CELL)
    first = text.split("\n", 1)[0]
    tabs = name.lower().endswith(".tsv") or ("\t" in first and "," not in first)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", strict=True)
    found = Rows([], [], [])
    header: list[str] = []
    line = 1
    try:
        header = next(reader, [])
        _refuse_twins(name, header)
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                _take(found, header, cells, line)
            line = reader.line_num + 1
    except csv.Error as error:
        found.unread.append(Unread((), f"is no CSV from here on ({error})", line))
    return found


def _take(found: Rows, header: Sequence[str], cells: list[str], line: int) -> None:
    if len(cells) != len(header):
        reason = f"has {len(cells)} cells where the table has {len(header)} columns"
        found.unread.append(Unread((), reason, line))
        return
    found.rows.append(dict(zip(header, cells, strict=True)))
    found.lines.append(line)


def _refuse_twins(name: str, header: Sequence[str]) -> None:
    twin = next((one for one in header if header.count(one) > 1), None)
    if twin is not None or not all(header):
        raise UsageError(f"{name}:1: the columns of the table need names, each once")


def csv_text(columns: Sequence[str], rows: Iterable[dict[str, Json]]) -> bytes:
    """The rows as CSV; a cell that a spreadsheet would run as a formula begins with `'`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(row.get(column)) for column in columns])
    return out.getvalue().encode()


def is_formula(value: Json) -> bool:
    """Whether a spreadsheet may take a text for a formula, or our guard for its own."""
    return isinstance(value, str) and value.lstrip("'").startswith(_FORMULA)


def guarded(value: Json) -> Json:
    """The cell of a value: `'` before what a spreadsheet would run."""
    return f"'{value}" if is_formula(value) else value


def unguarded(value: Json) -> Json:
    """The value of a cell that `guarded` made."""
    return value[1:] if is_formula(value) and value.startswith("'") else value


def parquet_rows(name: str, content: bytes) -> list[Json]:
    """The rows of a parquet file. Raises `UsageError` where it is damaged or pyarrow missing."""
    arrow = _pyarrow(name)
    try:
        found: list[Json] = arrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    except (arrow.ArrowException, OSError) as error:
        raise UsageError(f"{name}: the parquet file is damaged ({type(error).__name__})") from None
    return [_plain(row) for row in found]


def _plain(value: Any) -> Json:
    """What a parquet file holds, in JSON's data model; what is null is left out of a mapping."""
    if isinstance(value, dict):
        plain = {str(key): _plain(item) for key, item in value.items()}
        return {key: item for key, item in plain.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def parquet_bytes(columns: Sequence[str], rows: Sequence[dict[str, Json]]) -> bytes:
    """The rows as a parquet file, every column text."""
    arrow = _pyarrow("export")
    schema = arrow.schema([(column, arrow.string()) for column in columns])
    out = io.BytesIO()
    arrow.parquet.write_table(arrow.Table.from_pylist(list(rows), schema=schema), out)
    return out.getvalue()


def _pyarrow(name: str) -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise UsageError(
            f"{name}: parquet needs pyarrow", fix="pip install 'rowgate[parquet]'"
        ) from None
    return pyarrow
