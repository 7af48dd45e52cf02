"""Zipkin v2 JSON: a list of spans, or of traces.

Source: the OpenAPI of api/v2, and "OpenTelemetry to Zipkin Transformation" (OTel 1.37). All tags
are text; the resource's and the scope's are among them; an event's name and attributes are the
text of an annotation, which each SDK writes in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans import jsontext
from rowgate.spans.containers.items import as_dict, as_list, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.containers.otlp_enums import status_of
from rowgate.spans.containers.otlp_json import settle
from rowgate.spans.fields import string
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_number
from rowgate.spans.untyped import retyped

_MICROSECONDS = 1_000_000
RESOURCE = ("telemetry.", "service.", "deployment.", "host.", "process.", "k8s.", "cloud.", "os.")
"""Beginnings of names that OpenTelemetry gives to a resource."""

SCOPES = ("otel.scope.name", "otel.library.name")
OWN = (*SCOPES, "otel.scope.version", "otel.library.version", "otel.status_code",
       "otel.status_description", "otel.dropped_attributes_count", "error")  # fmt: skip
"""Tags that the translation from OpenTelemetry adds."""

_NAMED = re.compile(r'"?([\w.\-]+)"?:\s*(\{.*\})\s*\Z', re.DOTALL)


class Zipkin(JsonContainer):
    """Spans in Zipkin's v2 JSON."""

    name = "zipkin"
    trace_key = re.compile(rb'"traceId"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a span: Zipkin's ids, and an endpoint or tags."""
        own = ("localEndpoint", "tags", "remoteEndpoint")
        return (
            "traceId" in entry
            and "id" in entry
            and any(isinstance(entry.get(key), dict) for key in own)
        )

    def records(self, entry: Json) -> Iterator[Record]:
        """The span."""
        yield from read_items([entry], _read, "Zipkin spans")


def _read(item: Json) -> Record:
    tags = as_dict(item.get("tags"))
    started = from_number(item.get("timestamp"), _MICROSECONDS)
    took = item.get("duration")
    record = Record(
        container="zipkin",
        trace_id=normal_id(item["traceId"]),
        span_id=normal_id(item["id"]),
        parent_id=parent_id(item.get("parentId")),
        name=as_text(item.get("name")),
        attributes=retyped(attributes_of(tags)),
        resource=_resource(item, tags),
        scope=scope_of(tags),
        kind=as_text(item.get("kind")).lower(),
        started_ns=started,
        ended_ns=started + int(took) * 1000 if started and isinstance(took, int | float) else None,
        status=status_of(tags.get("otel.status_code")),
        events=[one for item in as_list(item.get("annotations")) for one in _events(item)],
    )
    said = string(tags.get("error"))
    if said and said.lower() != "false":
        record.status = "error"
        record.status_message = said if said.lower() != "true" else None
    settle(record, tags.get("otel.dropped_attributes_count"))
    return record


def attributes_of(tags: dict[str, Json]) -> dict[str, Json]:
    """The span's own among the tags."""
    return {
        name: value
        for name, value in tags.items()
        if name not in OWN and not name.startswith(RESOURCE)
    }


def scope_of(tags: dict[str, Json]) -> str:
    """The instrumentation's name among the tags."""
    return next((as_text(tags[name]) for name in SCOPES if tags.get(name)), "")


def _resource(item: dict[str, Json], tags: dict[str, Json]) -> dict[str, Json]:
    found = {name: value for name, value in tags.items() if name.startswith(RESOURCE)}
    service = string(as_dict(item.get("localEndpoint")).get("serviceName"))
    if service:
        found.setdefault("service.name", service)
    return found


def _events(item: Json) -> Iterator[dict[str, Json]]:
    """The events in an annotation: `{name: attributes}` (Python), `name: attributes` (Go), or
    just a name."""
    facts = as_dict(item)
    text = as_text(facts.get("value"))
    value = jsontext.maybe(text)
    found = value if isinstance(value, dict) else {}
    if not found:
        match = _NAMED.match(text)
        found = {match.group(1): jsontext.maybe(match.group(2))} if match else {text: {}}
    for name, attributes in found.items():
        yield {
            "name": name,
            "time_ns": from_number(facts.get("timestamp"), _MICROSECONDS),
            "attributes": as_dict(attributes),
            "body": None,
        }


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Zipkin is built in."""
    register(Zipkin())
