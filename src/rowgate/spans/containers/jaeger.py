"""Jaeger's JSON: what its UI downloads and its query API answers, and single spans.

Source: jaeger model/json, and OpenTelemetry's translation to Jaeger. `{data: [trace…]}`, a trace
`{traceID, spans, processes}`, or a list of spans that carry their process. Times are
microseconds; tags are `{key, type, value}`; lists are JSON text. Tags of spans from
Elasticsearch are an object (`tag`), with `@` for the dots.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.items import Unread, as_dict, as_list, as_text
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.containers.otlp_enums import status_of
from rowgate.spans.containers.otlp_json import settle
from rowgate.spans.containers.zipkin import attributes_of, scope_of
from rowgate.spans.fields import number, string
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_number
from rowgate.spans.untyped import retyped

_MICROSECONDS = 1_000_000


class Jaeger(JsonContainer):
    """Traces in Jaeger's JSON."""

    name = "jaeger"
    lists = ("data",)
    trace_key = re.compile(rb'"traceID"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is an answer with traces, a trace or a span."""
        traces = entry.get("data")
        first = traces[0] if isinstance(traces, list) and traces else entry
        return isinstance(first, dict) and "traceID" in first

    def records(self, entry: Json) -> Iterator[Record]:
        """The spans."""
        traces = entry.get("data")
        unread = Unread("Jaeger spans")
        for trace in traces if isinstance(traces, list) else [entry]:
            facts = as_dict(trace)
            spans = facts.get("spans")
            processes = as_dict(facts.get("processes"))
            found = spans if isinstance(spans, list) else [trace]
            yield from unread.read(found, partial(_read, processes=processes))
        unread.check()


def _read(item: Json, processes: Mapping[str, Json]) -> Record:
    tags = _tags(item)
    process = as_dict(item.get("process")) or as_dict(processes.get(as_text(item.get("processID"))))
    started = from_number(item.get("startTime"), _MICROSECONDS)
    took = number(item.get("duration"))
    said = {name: tags.pop(name, None) for name in ("span.kind", "error")}
    record = Record(
        container="jaeger",
        trace_id=normal_id(item["traceID"]),
        span_id=normal_id(item["spanID"]),
        parent_id=_parent(item),
        name=as_text(item.get("operationName")),
        attributes=retyped(attributes_of(tags)),
        resource=_resource(process),
        scope=scope_of(tags),
        kind=as_text(said["span.kind"]),
        started_ns=started,
        ended_ns=started + int(took * 1000) if started and took is not None else None,
        status=status_of(tags.get("otel.status_code")),
        status_message=string(tags.get("otel.status_description")),
        events=[_event(log) for log in as_list(item.get("logs"))],
    )
    if said["error"] in (True, "true"):
        record.status = "error"
    settle(record, tags.get("otel.dropped_attributes_count"))
    return record


def _parent(item: dict[str, Json]) -> str | None:
    """The first span of the same trace it refers to: its parent before what it follows."""
    found = [
        as_dict(one)
        for one in as_list(item.get("references"))
        if as_dict(one).get("traceID") in (None, item["traceID"])
    ]
    found.sort(key=lambda one: one.get("refType") != "CHILD_OF")
    return parent_id(found[0].get("spanID") if found else item.get("parentSpanID"))


def _resource(process: dict[str, Json]) -> dict[str, Json]:
    service = string(process.get("serviceName"))
    found = _tags(process)
    return {**found, "service.name": service} if service else found


def _tags(item: dict[str, Json], name: str = "tags") -> dict[str, Json]:
    flat = as_dict(item.get("tag"))
    found = {key.replace("@", "."): value for key, value in flat.items()}
    for tag in as_list(item.get(name)):
        facts = as_dict(tag)
        if isinstance(facts.get("key"), str):
            found[facts["key"]] = _value(facts.get("type"), facts.get("value"))
    return found


def _value(kind: Json, value: Json) -> Json:
    """A tag's value; some writers give text whatever the type."""
    if not isinstance(value, str):
        return value
    if kind == "bool":
        return value == "true"
    if kind in ("int64", "float64"):
        return number(value)
    return value


def _event(log: Json) -> dict[str, Json]:
    fields = _tags(as_dict(log), "fields")
    name = fields.pop("event", None) or fields.pop("name", None)
    return {
        "name": as_text(name),
        "time_ns": from_number(as_dict(log).get("timestamp"), _MICROSECONDS),
        "attributes": fields,
        "body": None,
    }


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Jaeger is built in."""
    register(Jaeger())
