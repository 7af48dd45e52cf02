"""Spans of the OpenTelemetry SDK for JavaScript, written as JSON by people's own exporters.

Source: open-telemetry/opentelemetry-js, the fields of `ReadableSpan` in sdk-trace-base 1.x and
2.x. Times are `[seconds, nanoseconds]`, attributes are plain JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.containers.otlp_enums import read_status
from rowgate.spans.containers.otlp_json import settle
from rowgate.spans.ids import normal_id, parent_id

_KINDS = ("internal", "server", "client", "producer", "consumer")
_SECOND = 1_000_000_000


class OtelJs(JsonContainer):
    """Spans of the JavaScript SDK: an array, JSONL, or one span."""

    name = "otel-js"
    trace_key = re.compile(rb'"traceId"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it has a span context and attributes that are plain JSON."""
        return "traceId" in _context(entry) and isinstance(entry.get("attributes"), dict)

    def records(self, entry: Json) -> Iterator[Record]:
        """The span."""
        context = _context(entry)
        status, message = read_status(entry.get("status"))
        record = Record(
            container=self.name,
            trace_id=normal_id(context["traceId"]),
            span_id=normal_id(context["spanId"]),
            parent_id=_parent(entry),
            name=entry.get("name") or "",
            attributes=dict(entry["attributes"]),
            resource=_resource(entry.get("resource")),
            scope=_scope(entry),
            kind=_kind(entry.get("kind")),
            started_ns=_nanoseconds(entry.get("startTime")),
            ended_ns=_nanoseconds(entry.get("endTime")),
            status=status,
            status_message=message,
            events=[_event(event) for event in entry.get("events") or ()],
        )
        settle(record, entry.get("droppedAttributesCount"))
        yield record


def _context(entry: Json) -> dict[str, Json]:
    found = entry.get("spanContext")
    return found if isinstance(found, dict) else {}


def _parent(entry: Json) -> str | None:
    """2.x writes the parent's span context, 1.x its id."""
    above = entry.get("parentSpanContext")
    return parent_id(above.get("spanId") if above else entry.get("parentSpanId"))


def _resource(value: Json) -> dict[str, Json]:
    return dict(value.get("attributes") or {}) if isinstance(value, dict) else {}


def _scope(entry: Json) -> str:
    """2.x says scope, 1.x library."""
    about = entry.get("instrumentationScope") or entry.get("instrumentationLibrary") or {}
    return about.get("name") or ""


def _kind(value: Json) -> str:
    """JavaScript counts kinds from 0, the protocol from 1."""
    return _KINDS[value] if isinstance(value, int) and 0 <= value < len(_KINDS) else ""


def _nanoseconds(value: Json) -> int | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    return int(value[0]) * _SECOND + int(value[1]) or None


def _event(event: Json) -> dict[str, Json]:
    return {
        "name": event.get("name") or "",
        "time_ns": _nanoseconds(event.get("time")),
        "attributes": event.get("attributes") or {},
        "body": None,
    }


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Spans of the JavaScript SDK are built in."""
    register(OtelJs())
