"""OTLP/JSON: `resourceSpans` and `resourceLogs`, one document, JSONL or an array.

Source: opentelemetry-proto 1.x, "JSON Protobuf Encoding" (ids in hex, 64-bit integers as
strings). Read as well, because they are common: snake_case keys, ids in base64 and enum
names (plain protobuf JSON), integers as numbers (JavaScript), AnyValues padded with nulls
(Phoenix), Tempo's `batches` and `trace.resourceSpans`, and `instrumentationLibrarySpans`
(OTLP before 0.15).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.containers.items import NONSENSE, Unread, as_dict, as_text
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import nanoseconds

FAMILY = "otlp"
"""The container's word in `Span.format`, whichever encoding the file had."""

_SPANS = ("resourceSpans", "resource_spans", "batches")
_LOGS = ("resourceLogs", "resource_logs")
_NO_SPANS = ("resourceMetrics", "resource_metrics", "resourceProfiles", "partialSuccess")
_SCOPES = ("scopeSpans", "scope_spans", "instrumentationLibrarySpans",
           "instrumentation_library_spans", "scopeLogs", "scope_logs",
           "instrumentationLibraryLogs")  # fmt: skip
_ENTRIES = ("spans", "logRecords", "log_records", "logs")
_KINDS = ("", "internal", "server", "client", "producer", "consumer")
STATUSES: dict[Json, Status] = {
    1: "ok",
    2: "error",
    "STATUS_CODE_OK": "ok",
    "STATUS_CODE_ERROR": "error",
    "OK": "ok",
    "ERROR": "error",
}


_Read = Callable[[Json, dict[str, Json], str], Record]


class OtlpJson(JsonContainer):
    """Traces and logs in OTLP/JSON."""

    name = "otlp-json"
    trace_key = re.compile(rb'"trace_?[iI]d"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether one of OTLP's top-level keys is there."""
        inner = entry.get("trace")
        facts = inner if isinstance(inner, dict) else entry
        return any(isinstance(facts.get(key), list) for key in (*_SPANS, *_LOGS))

    def is_known(self, entry: Json) -> bool:
        """Metrics may stand between spans, and what a collector answered."""
        return self.accepts(entry) or not entry.keys().isdisjoint(_NO_SPANS) or not entry

    def records(self, entry: Json) -> Iterator[Record]:
        """Spans, and log records (`kind` `log`)."""
        inner = entry.get("trace")
        facts = inner if isinstance(inner, dict) else entry
        yield from _of(facts, _SPANS, span_record, Unread("spans"))
        yield from _of(facts, _LOGS, log_record, Unread("log records"))


def _of(facts: Json, keys: Iterable[str], read: _Read, unread: Unread) -> Iterator[Record]:
    for key in keys:
        for block in unread.objects(facts.get(key)):
            resource = _resource(block, unread)
            for scopes in _SCOPES:
                for scope in unread.objects(block.get(scopes)):
                    yield from _scope(scope, resource, read, unread)
    unread.check()


def _resource(block: Json, unread: Unread) -> dict[str, Json]:
    try:
        return attributes((block.get("resource") or {}).get("attributes"))
    except NONSENSE:
        unread.around += 1
        return {}


def _scope(scope: Json, resource: Json, read: _Read, unread: Unread) -> Iterator[Record]:
    about = scope.get("scope") or scope.get("instrumentationLibrary")
    name = as_text(as_dict(about).get("name"))
    for entries in _ENTRIES:
        for item in scope.get(entries) or ():
            unread.total += 1
            try:
                record = read(item, resource, name)
            except NONSENSE:
                unread.note(item)
            else:
                yield record


def _either(item: Json, camel: str, snake: str) -> Json:
    value = item.get(camel)
    return item.get(snake) if value is None else value


def span_record(item: Json, resource: dict[str, Json], scope: str) -> Record:
    """One span of OTLP/JSON, in either spelling of the keys."""
    get = item.get
    status, message = read_status(get("status"))
    record = Record(
        FAMILY,
        normal_id(get("traceId") or get("trace_id")),
        normal_id(get("spanId") or get("span_id")),
        parent_id(get("parentSpanId") or get("parent_span_id")),
        get("name") or "",
        attributes(get("attributes")),
        resource,
        scope,
        _kind(get("kind")),
        nanoseconds(get("startTimeUnixNano") or get("start_time_unix_nano")),
        nanoseconds(get("endTimeUnixNano") or get("end_time_unix_nano")),
        status,
        message,
        [_event(event) for event in get("events") or ()],
    )
    settle(record, get("droppedAttributesCount") or get("dropped_attributes_count"))
    return record


def settle(record: Record, dropped: Json) -> None:
    """What follows from the whole span: dropped attributes, a status nobody set."""
    if dropped:
        count = int(dropped)
        if count:
            record.marks.append(f"{count} attributes were dropped by a limit, the oldest first")
    if record.status == "unknown":
        failed = record.attributes.get("error.type")
        if failed:
            record.status = "cancelled" if "ancel" in str(failed) else "error"
        elif record.ended_ns:
            # OTLP's unset: the instrumentation saw no error
            record.status = "ok"
    if record.status == "error" and not record.status_message:
        for event in record.events:
            if event["name"] == "exception":
                record.status_message = event["attributes"].get("exception.message")


def read_status(value: Json) -> tuple[Status, str | None]:
    """A status object `{code, message}`; unset is `unknown`."""
    if not value or not isinstance(value, dict):
        return "unknown", None
    return STATUSES.get(value.get("code"), "unknown"), value.get("message") or None


def _kind(value: Json) -> str:
    if isinstance(value, int):
        return _KINDS[value] if 0 <= value < len(_KINDS) else ""
    if isinstance(value, str):
        return value.removeprefix("SPAN_KIND_").lower()
    return ""


def _event(item: Json) -> dict[str, Json]:
    return {
        "name": item.get("name") or "",
        "time_ns": nanoseconds(_either(item, "timeUnixNano", "time_unix_nano")),
        "attributes": attributes(item.get("attributes")),
        "body": None,
    }


def log_record(item: Json, resource: dict[str, Json], scope: str) -> Record:
    """A log record as a record of kind `log`: its name is the event's name, its body decoded."""
    found = attributes(item.get("attributes"))
    name = _either(item, "eventName", "event_name") or found.get("event.name") or ""
    time = nanoseconds(_either(item, "timeUnixNano", "time_unix_nano"))
    observed = nanoseconds(_either(item, "observedTimeUnixNano", "observed_time_unix_nano"))
    return Record(
        container=FAMILY,
        trace_id=normal_id(_either(item, "traceId", "trace_id")),
        span_id=normal_id(_either(item, "spanId", "span_id")),
        parent_id=None,
        name=name if isinstance(name, str) else "",
        attributes=found,
        resource=resource,
        scope=scope,
        kind="log",
        started_ns=time or observed,
        body=any_value(item.get("body")),
    )


# --- AnyValue ---------------------------------------------------------------


def attributes(items: Json) -> dict[str, Json]:
    """A KeyValue list as a dictionary. Strings stay strings, also those that look like JSON."""
    try:  # the common case first: this is where listing a large file spends its time
        return {
            item["key"]: (value := item["value"]).get("stringValue") or any_value(value)
            for item in items or ()
        }
    except (KeyError, AttributeError):  # a key without a value, or with a bare one
        return {item["key"]: any_value(item.get("value")) for item in items}


def any_value(value: Json) -> Json:
    """An AnyValue decoded; `{}` and all-null are null. Bytes stay base64: media are written so."""
    if not isinstance(value, dict):
        return value
    for kind, inner in value.items():
        if inner is not None:
            decode = _DECODERS.get(kind)
            return inner if decode is None else decode(inner)
    return None


def _double(value: Json) -> Json:
    if isinstance(value, str):  # "NaN", "Infinity": no JSON numbers, nothing to compute with
        return None if value in ("NaN", "Infinity", "-Infinity") else float(value)
    return float(value)


def _array(value: Json) -> list[Json]:
    return [any_value(item) for item in value.get("values") or ()]


def _pairs(value: Json) -> dict[str, Json]:
    return attributes(value.get("values"))


_DECODERS: dict[str, Callable[[Json], Json]] = {
    "intValue": int,
    "int_value": int,
    "doubleValue": _double,
    "double_value": _double,
    "arrayValue": _array,
    "array_value": _array,
    "kvlistValue": _pairs,
    "kvlist_value": _pairs,
}


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """OTLP/JSON is built in."""
    register(OtlpJson())
