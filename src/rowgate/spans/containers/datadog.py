"""Datadog LLM Observability: what ddtrace sends, and what the HTTP API takes and gives.

Source: bodies sent by ddtrace 4.16 (lists of events with `spans` and `meta`); from the
documentation, the intake of the HTTP API (`{data: {attributes: {ml_app, session_id, tags,
spans}}}`) and the answers of the export API (`{data: [{attributes: {…}}]}`), whose spans have
the parts of `meta` beside the rest. Ids are decimal and stay so: Datadog shows them that way.
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
from rowgate.spans.times import from_any_unit

FAMILY = "datadog"

_STATUSES: dict[Json, Status] = {"ok": "ok", "error": "error"}
_META = ("input", "output", "metadata", "model_name", "model_provider", "tool_definitions", "error")
_SHARED = ("ml_app", "session_id", "tags")
_TAGS = {
    "service": "service.name",
    "env": "deployment.environment.name",
    "session_id": "session.id",
    "user_id": "user.id",
}
"""Tags that say what OpenTelemetry has names for."""


class Datadog(JsonContainer):
    """Spans of Datadog LLM Observability."""

    name = "datadog"
    trace_key = re.compile(rb'"trace_id"\s*:\s*"?([^",}\s]+)')

    def accepts(self, entry: Json) -> bool:
        """Whether it is an event, a request or an answer that holds spans of Datadog's."""
        if "_dd.stage" in entry and "spans" in entry:
            return True
        return any(_is_span(item) for item in _items(entry)[:1])

    def records(self, entry: Json) -> Iterator[Record]:
        """The spans."""
        yield from read_items(_items(entry), _read, "Datadog spans")


def _items(entry: Json) -> list[Json]:
    """The spans in an entry, each with what the request says of all of them."""
    data = entry.get("data")
    if isinstance(data, list):
        return [as_dict(item).get("attributes") for item in data]
    request = as_dict(as_dict(data).get("attributes")) or entry
    spans = request.get("spans")
    shared = {key: request[key] for key in _SHARED if key in request}
    if not isinstance(spans, list):
        return [entry]
    return [{**shared, **span} if isinstance(span, dict) else span for span in spans]


def _is_span(item: Json) -> bool:
    if not isinstance(item, dict) or "span_id" not in item:
        return False
    return "start_ns" in item and (isinstance(item.get("meta"), dict) or "span_kind" in item)


def _read(item: Json) -> Record:
    meta = as_dict(item.get("meta")) or {key: item[key] for key in _META if key in item}
    tags, known = _read_tags(item.get("tags"))
    started = from_any_unit(item.get("start_ns"))  # milliseconds in the export API's example
    duration = item.get("duration")
    took = duration if isinstance(duration, int | float) else None
    error = as_dict(meta.get("error"))
    project = string(item.get("ml_app")) or tags.get("ml_app")
    return Record(
        container=FAMILY,
        trace_id=_id(item["trace_id"]),
        span_id=_id(item["span_id"]),
        parent_id=_parent(item.get("parent_id")),
        name=as_text(item.get("name")),
        attributes={**known, **_evidence(meta), "tags": tags},
        resource={"service.name": project} if project else {},
        kind=as_text(as_dict(meta.get("span")).get("kind") or meta.get("kind"))
        or as_text(item.get("span_kind")),
        started_ns=started,
        ended_ns=started + int(took) if started and took is not None else None,
        status=_STATUSES.get(as_text(item.get("status")), "unknown"),
        status_message=as_text(error.get("message")) or as_text(error.get("type")) or None,
        body={**item, "meta": meta},
    )


def _id(value: Json) -> str:
    return str(value) if isinstance(value, int) else normal_id(value)


def _parent(value: Json) -> str | None:
    """A root says `undefined`, or 0."""
    return None if value == "undefined" else parent_id(_id(value))


def _read_tags(value: Json) -> tuple[dict[str, str], dict[str, Json]]:
    """Tags (`key:value` each, or an object) by their keys; and those that have common names."""
    if isinstance(value, dict):
        pairs = [(str(key), str(inner)) for key, inner in value.items()]
    else:
        texts = [tag for tag in value if isinstance(tag, str)] if isinstance(value, list) else []
        pairs = [(tag.partition(":")[0], tag.partition(":")[2]) for tag in texts]
    tags = dict(pairs)
    return tags, {name: tags[key] for key, name in _TAGS.items() if tags.get(key)}


def _evidence(meta: dict[str, Json]) -> dict[str, Json]:
    """What the application's own spans took and gave, and metadata, to filter and map by."""
    found: dict[str, Json] = {"metadata": as_dict(meta.get("metadata"))}
    for side in ("input", "output"):
        value = as_dict(meta.get(side)).get("value")
        if value is not None:
            found[side] = value
    return found


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Datadog is built in."""
    register(Datadog())
