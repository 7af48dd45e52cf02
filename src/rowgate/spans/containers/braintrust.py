"""Braintrust: rows of project logs and experiments, as its API gives and its SDK sends them.

Source: Braintrust's API reference (project logs, "fetch" and `logs3`) and `braintrust` 0.47. A
row is a span; rows with `_is_merge` are updates of the row with their id, put together with it.
Envelopes are `{events: […]}`, `{rows: […]}` and `{data: […]}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.calls import error_text
from rowgate.spans.containers.items import as_dict, as_list, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_iso, from_number

FAMILY = "braintrust"

_LISTS = ("events", "rows", "data")


class Braintrust(JsonContainer):
    """Braintrust's rows."""

    name = "braintrust"
    lists = _LISTS
    trace_key = re.compile(rb'"root_span_id"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a row, or holds a list of them."""
        return any(_is_row(row) for row in _rows(entry)[:1])

    def records(self, entry: Json) -> Iterator[Record]:
        """One record a row; rows that delete others are none."""
        rows = (row for row in _rows(entry) if not as_dict(row).get("_object_delete"))
        yield from read_items(rows, _record, "rows")


def _is_row(row: Json) -> bool:
    return isinstance(row, dict) and "root_span_id" in row and "span_id" in row


def _rows(entry: dict[str, Json]) -> list[Any]:
    if _is_row(entry):
        return [entry]
    lists = (entry[key] for key in _LISTS if isinstance(entry.get(key), list))
    return next(lists, [])


def _record(row: dict[str, Any]) -> Record:
    about, metrics = as_dict(row.get("span_attributes")), as_dict(row.get("metrics"))
    parents = as_list(row.get("span_parents")) or [None]
    ended = from_number(metrics.get("end"), 1)
    return Record(
        container=FAMILY,
        trace_id=normal_id(row["root_span_id"]),
        span_id=normal_id(row["span_id"]),
        parent_id=parent_id(parents[0]),
        name=as_text(about.get("name")),
        attributes=_attributes(row, about),
        kind=as_text(about.get("type")),
        started_ns=from_number(metrics.get("start"), 1) or from_iso(row.get("created")),
        ended_ns=ended,
        status=_status(row, about, ended),
        status_message=error_text(row.get("error")),
        body=row,
        partial="_is_merge" in row,
    )


def _status(row: dict[str, Json], about: dict[str, Json], ended: int | None) -> Status:
    """A model call that ended without an output may have failed: some wrappers do not say."""
    if row.get("error"):
        return "error"
    answered = row.get("output") is not None or about.get("type") != "llm"
    return "ok" if ended and answered else "unknown"


def _attributes(row: dict[str, Any], about: dict[str, Json]) -> dict[str, Json]:
    """What to filter and map by: the metadata, what was expected, what no message repeats."""
    shown = ("expected",) if about.get("type") == "llm" else ("input", "output", "expected")
    given = {key: row[key] for key in shown if row.get(key) is not None}
    return {**as_dict(row.get("metadata")), **given}


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Braintrust is built in."""
    register(Braintrust())
