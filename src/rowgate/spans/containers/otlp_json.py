"""OTLP/JSON: `resourceSpans` and `resourceLogs`, one document, JSONL or an array.

Source: opentelemetry-proto 1.x, "JSON Protobuf Encoding" (ids in hex, 64-bit integers as
strings). Read as well, because they are common: snake_case keys, ids in base64 and enum
names (plain protobuf JSON), integers as numbers (JavaScript), AnyValues padded with nulls
(Phoenix), Tempo's `batches` and `trace.resourceSpans`, and `instrumentationLibrarySpans`
(OTLP before 0.15).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.containers.items import NONSENSE, Unread, as_dict, as_text, is_strange
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.containers.otlp_enums import kind_of, read_status
from rowgate.spans.containers.otlp_keys import LEVELS, LOGS, NO_SPANS, SCOPES, SPANS
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import nanoseconds

FAMILY = "otlp"
"""The container's word in `Span.format`, whichever encoding the file had."""


class OtlpJson(JsonContainer):
    """Traces and logs in OTLP/JSON."""

    name = "otlp-json"
    lists = (*SPANS, *LOGS)
    levels = LEVELS
    trace_key = re.compile(rb'"trace_?[iI]d"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether one of OTLP's keys is there."""
        facts = _unwrapped(entry)
        return any(isinstance(facts.get(key), list) for key in (*SPANS, *LOGS, *SCOPES))

    def is_known(self, entry: Json) -> bool:
        """Metrics may stand between spans, and what a collector answered."""
        return self.accepts(entry) or not entry.keys().isdisjoint(NO_SPANS) or not entry

    def records(self, entry: Json) -> Iterator[Record]:
        """Spans, and log records (`kind` `log`)."""
        facts = _unwrapped(entry)
        unread = Unread("log records" if any(key in facts for key in LOGS) else "spans")
        for key in (*SPANS, *LOGS):
            for block in unread.objects(facts.get(key)):
                unread.around += is_strange(block, SCOPES)
                yield from _block(block, unread)
        yield from _block(facts, unread)
        unread.check()


def _unwrapped(entry: Json) -> Json:
    """What is inside the answer of an API: Tempo's `trace`, Jaeger's `result`."""
    inner = (entry.get(key) for key in ("trace", "result", "data"))
    return next((one for one in inner if isinstance(one, dict)), entry)


def _block(block: Json, unread: Unread) -> Iterator[Record]:
    """The spans or log records of one resource, which may stand alone."""
    resource: dict[str, Json] | None = None
    for scopes in SCOPES:
        if scopes in block:
            for scope in unread.objects(block[scopes]):
                resource = _resource(block, unread) if resource is None else resource
                yield from _scope(scope, resource, unread)


def _resource(block: Json, unread: Unread) -> dict[str, Json]:
    try:
        return attributes((block.get("resource") or {}).get("attributes"))
    except NONSENSE:
        unread.around += 1
        return {}


def _scope(scope: Json, resource: dict[str, Json], unread: Unread) -> Iterator[Record]:
    about = scope.get("scope") or scope.get("instrumentationLibrary")
    name = as_text(as_dict(about).get("name"))
    unread.around += is_strange(scope, _ITEMS)
    for entries, read in _ENTRIES:
        if entries not in scope:
            continue
        for item in scope[entries] or ():
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


_UNSET: tuple[Status, None] = ("unknown", None)


def span_record(item: Json, resource: dict[str, Json], scope: str) -> Record:
    """One span of OTLP/JSON, in either spelling of the keys."""
    get = item.get
    given, events = get("status"), get("events")
    status, message = read_status(given) if given else _UNSET
    record = Record(
        FAMILY,
        normal_id(get("traceId") or get("trace_id")),
        normal_id(get("spanId") or get("span_id")),
        parent_id(get("parentSpanId") or get("parent_span_id")),
        get("name") or "",
        attributes(get("attributes")),
        resource,
        scope,
        kind_of(get("kind")),
        nanoseconds(get("startTimeUnixNano") or get("start_time_unix_nano")),
        nanoseconds(get("endTimeUnixNano") or get("end_time_unix_nano")),
        status,
        message,
        [_event(event) for event in events] if events else [],
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


_ENTRIES = (
    ("spans", span_record),
    ("logRecords", log_record),
    ("log_records", log_record),
    ("logs", log_record),
)

_ITEMS = tuple(name for name, _ in _ENTRIES)

# --- AnyValue ---------------------------------------------------------------


def attributes(items: Json) -> dict[str, Json]:
    """A KeyValue list as a dictionary. Strings stay strings, also those that look like JSON."""
    try:  # the common case first: this is where listing a large file spends its time
        return {
            item["key"]: (value := item["value"]).get("stringValue") or any_value(value)
            for item in items or ()
        }
    except (KeyError, AttributeError, TypeError):  # a key without a value, or with a bare one
        if isinstance(items, dict):  # an exporter of its own
            return {key: any_value(value) for key, value in items.items()}
        return {item["key"]: any_value(item.get("value")) for item in items}


def any_value(value: Json) -> Json:
    """An AnyValue decoded; `{}` and all-null are null. Bytes stay base64: media are written so."""
    if value.__class__ is not dict:
        return value
    number = value.get("intValue")
    if number.__class__ is str and number.isdecimal():  # what most are that are no strings
        return int(number)
    for kind, inner in value.items():
        if inner is not None:
            decode = _DECODERS.get(kind)
            if decode is not None:
                return decode(inner)
            return inner if kind in _AS_THEY_ARE else value
    return None


def _integer(value: Json) -> Json:
    try:
        return int(value) if isinstance(value, str) else value
    except ValueError:
        return _double(value)


def _double(value: Json) -> Json:
    if isinstance(value, str):  # "NaN", "Infinity": no JSON numbers, nothing to compute with
        return None if value in ("NaN", "Infinity", "-Infinity") else float(value)
    return float(value)


def _array(value: Json) -> list[Json]:
    return [
        (item.get("stringValue") or any_value(item)) if isinstance(item, dict) else item
        for item in value.get("values") or ()
    ]


def _pairs(value: Json) -> dict[str, Json]:
    return attributes(value.get("values"))


_AS_THEY_ARE = frozenset(
    ("stringValue", "string_value", "boolValue", "bool_value", "bytesValue", "bytes_value")
)
_DECODERS: dict[str, Callable[[Json], Json]] = {
    "intValue": _integer,
    "int_value": _integer,
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
