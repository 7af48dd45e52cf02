"""Phoenix's dataframes (`get_spans_dataframe()`), written as JSONL, JSON, CSV or parquet.

Source: phoenix client 1.x, server 20.26. Columns are `name`, `span_kind`, `parent_id`,
`context.span_id`, `attributes.<attribute>` …; messages are lists of dictionaries with dotted
keys. Tables pad: a row has every column of the others, and in parquet a dictionary every key,
so a null means "not there".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.items import as_list, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.containers.phoenix import event
from rowgate.spans.containers.phoenix_records import KEPT_WHOLE, phoenix_record
from rowgate.spans.flat import flatten, under
from rowgate.spans.times import from_any_unit, from_iso

SPAN_ID = "context.span_id"
TRACE_ID = "context.trace_id"
ROWS = "rows of the dataframe"
"""What messages call the rows."""

_NO_INDEX = "the span's id is missing: the dataframe was written without its index"


class PhoenixTable(JsonContainer):
    """Rows of a Phoenix dataframe as JSON: an object a row (`orient="records"`, with or without
    `lines=True`), or an object a column (pandas' default)."""

    name = "phoenix-dataframe"
    trace_key = re.compile(rb'"context\.trace_id"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it has the dataframe's columns."""
        return SPAN_ID in entry or (TRACE_ID in entry and "span_kind" in entry)

    def records(self, entry: Json) -> Iterator[Record]:
        """One span, or all of a document by columns."""
        rows = _transposed(entry) if isinstance(entry.get(SPAN_ID), dict) else [entry]
        yield from read_items(rows, row_record, ROWS)


def _transposed(columns: Mapping[str, Json]) -> list[dict[str, Json]]:
    return [
        {name: column.get(key) for name, column in columns.items() if isinstance(column, dict)}
        for key in columns[SPAN_ID]
    ]


def row_record(row: Mapping[str, Json]) -> Record:
    """A record of one row of a dataframe. Raises KeyError where it is none."""
    facts = {name: value for name, value in row.items() if value is not None}
    record = phoenix_record(
        trace_id=facts[TRACE_ID],
        span_id=facts.get(SPAN_ID),
        parent=facts.get("parent_id"),
        name=facts.get("name"),
        kind=facts.get("span_kind"),
        attributes=flatten(_pruned(under(facts, "attributes.")), KEPT_WHOLE),
        started_ns=table_time(facts.get("start_time")),
        ended_ns=table_time(facts.get("end_time")),
        status=facts.get("status_code"),
        message=facts.get("status_message"),
        events=[event(_pruned(one)) for one in as_list(facts.get("events"))],
    )
    if not record.span_id:
        record.marks.append(_NO_INDEX)
    return record


def _pruned(value: Json, depth: int = 0) -> Json:
    """The value without the nulls that tables pad dictionaries with."""
    if depth > 64:
        return value
    if isinstance(value, dict):
        return {k: _pruned(v, depth + 1) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_pruned(item, depth + 1) for item in value]
    return value


def table_time(value: Json) -> int | None:
    """Nanoseconds of a time in a table: ISO 8601, or a number in the unit pandas was told."""
    return from_iso(value) if isinstance(value, str) else from_any_unit(value)


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Phoenix's dataframes as JSON are built in."""
    register(PhoenixTable())
