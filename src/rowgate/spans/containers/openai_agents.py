"""OpenAI Agents SDK: traces and spans as its exporters write and post them.

Source: `Span.export()` and `Trace.export()` of openai-agents 0.24: objects `trace.span` and
`trace`, one a line, in a list, or in the body posted to `/v1/traces/ingest` (`{data: […]}`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.containers.items import as_dict, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.fields import string
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_iso

FAMILY = "openai-agents"

_OBJECTS = ("trace", "trace.span")


class OpenAIAgents(JsonContainer):
    """Traces and spans of the OpenAI Agents SDK."""

    name = "openai-agents"
    lists = ("data",)
    trace_key = re.compile(rb'"(?:trace_id|id)"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a span, a trace, or a body with some."""
        items = entry.get("data")
        first = items[0] if isinstance(items, list) and items else entry
        return isinstance(first, dict) and first.get("object") in _OBJECTS

    def records(self, entry: Json) -> Iterator[Record]:
        """The spans, and what is said of their traces (`kind` `trace`)."""
        items = entry.get("data")
        found = items if isinstance(items, list) else [entry]
        yield from read_items(found, _read, "traces or spans of the Agents SDK")


def _read(item: Json) -> Record:
    return _trace(item) if item["object"] == "trace" else _span(item)


def _trace(item: dict[str, Json]) -> Record:
    return Record(
        container=FAMILY,
        trace_id=normal_id(item["id"]),
        span_id="",
        parent_id=None,
        name=as_text(item.get("workflow_name")),
        attributes={},
        kind="trace",
        body=item,
    )


def _span(item: dict[str, Json]) -> Record:
    data = item["span_data"]
    kind = as_text(data["type"])
    status, message = _status(item)
    return Record(
        container=FAMILY,
        trace_id=normal_id(item["trace_id"]),
        span_id=normal_id(item["id"]),
        parent_id=parent_id(item.get("parent_id")),
        name=as_text(data.get("name")) or kind,
        attributes=_evidence(data),
        kind=kind,
        started_ns=from_iso(item.get("started_at")),
        ended_ns=from_iso(item.get("ended_at")),
        status=status,
        status_message=message,
        body=item,
    )


def _status(item: dict[str, Json]) -> tuple[Status, str | None]:
    """An error is `{message, data}`; what the provider answered stands in the data."""
    if not item.get("error"):
        return ("ok" if item.get("ended_at") else "unknown"), None
    error = as_dict(item["error"])
    detail = string(as_dict(error.get("data")).get("error"))
    said = string(error.get("message"))
    return "error", ": ".join(part for part in (said, detail) if part) or None


def _evidence(data: dict[str, Json]) -> dict[str, Json]:
    """The span's data to filter and map by; of a generation without what its messages repeat."""
    hidden = ("input", "output", "usage") if data.get("type") == "generation" else ()
    return {key: value for key, value in data.items() if key not in hidden}


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """The OpenAI Agents SDK is built in."""
    register(OpenAIAgents())
