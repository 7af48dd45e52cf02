"""Langfuse's observations and traces as the product's table exports them to CSV.

The columns are the API's fields (camelCase; snake_case in blob exports); what is an object there
is JSON text in its cell. An empty cell is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Record
from rowgate.spans import jsontext
from rowgate.spans.containers.csv_rows import columns_of, rows_of
from rowgate.spans.containers.items import read_items
from rowgate.spans.containers.langfuse import record_of

_STRUCTURED = (
    "metadata", "modelParameters", "model_parameters", "usage", "usageDetails", "usage_details",
    "costDetails", "cost_details", "tags", "scores",
)  # fmt: skip
_WAYS = (
    {"id", "traceId", "startTime", "type"},
    {"id", "trace_id", "start_time", "type"},
    {"id", "timestamp", "sessionId"},
    {"id", "timestamp", "session_id"},
)


class LangfuseCsv:
    """A table of Langfuse as CSV."""

    name = "langfuse-csv"

    def detect(self, head: bytes) -> bool:
        """Whether its first line names the fields of observations, or of traces."""
        columns = columns_of(head)
        return any(names <= columns for names in _WAYS)

    def read(self, stream: BinaryIO) -> Iterator[Record]:
        """A record per row. Raises UsageError at the end, where some rows could not be read."""
        yield from read_items(rows_of(stream), _row, "rows")


def _row(row: dict[str, str]) -> Record:
    facts = {name: cell for name, cell in row.items() if cell and isinstance(name, str)}
    decoded = {name: jsontext.maybe(facts[name]) for name in _STRUCTURED if name in facts}
    return record_of({**facts, **decoded})


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Langfuse's tables as CSV are built in."""
    register(LangfuseCsv())
