"""Messages of binary OTLP as records: Span, LogRecord, KeyValue, AnyValue.

Source: opentelemetry-proto 1.x.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from rowgate.model import Json, Record
from rowgate.spans.containers.otlp_enums import kind_of, status_of
from rowgate.spans.containers.otlp_json import FAMILY, settle

_NULL_ID = (b"\0" * 8, b"")


def span_record(span: Any, resource: dict[str, Json], scope: str) -> Record:
    """A Span as a record."""
    record = Record(
        container=FAMILY,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=None if span.parent_span_id in _NULL_ID else span.parent_span_id.hex(),
        name=span.name,
        attributes=attributes(span.attributes),
        resource=resource,
        scope=scope,
        kind=kind_of(span.kind),
        started_ns=span.start_time_unix_nano or None,
        ended_ns=span.end_time_unix_nano or None,
        status=status_of(span.status.code),
        status_message=span.status.message or None,
        events=[
            {
                "name": event.name,
                "time_ns": event.time_unix_nano or None,
                "attributes": attributes(event.attributes),
                "body": None,
            }
            for event in span.events
        ],
    )
    settle(record, span.dropped_attributes_count)
    return record


def log_record(record: Any, resource: dict[str, Json], scope: str) -> Record:
    """A LogRecord as a record of kind `log`."""
    found = attributes(record.attributes)
    return Record(
        container=FAMILY,
        trace_id=record.trace_id.hex(),
        span_id=record.span_id.hex(),
        parent_id=None,
        name=record.event_name or str(found.get("event.name") or ""),
        attributes=found,
        resource=resource,
        scope=scope,
        kind="log",
        started_ns=record.time_unix_nano or record.observed_time_unix_nano or None,
        body=_any_value(record.body),
    )


def attributes(items: Any) -> dict[str, Json]:
    """KeyValue messages as a dictionary."""
    return {item.key: _any_value(item.value) for item in items}


def _any_value(value: Any) -> Json:
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    inner = getattr(value, kind)
    if kind == "array_value":
        return [_any_value(item) for item in inner.values]
    if kind == "kvlist_value":
        return {item.key: _any_value(item.value) for item in inner.values}
    if kind == "bytes_value":
        return b64encode(inner).decode()
    if kind == "double_value" and (inner != inner or inner in (float("inf"), float("-inf"))):
        return None
    return inner
