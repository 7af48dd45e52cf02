"""Adaline: log requests as its SDKs send them, and items as its API gives them back.

Source: the OpenAPI of api.adaline.ai/v2 as published in `adaline-api` 2.2.1. Requests are
`{projectId, span}`, `{projectId, trace, spans?}` and the update `{projectId, logTrace}`; the API
answers with `{pagination, spans}` or `{pagination, traces}`, in whose items `content`,
`attributes`, `tags` and `events` are JSON strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans import jsontext
from rowgate.spans.containers.items import as_dict, as_list, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_number

FAMILY = "adaline"

_STATUSES: dict[Json, Status] = {
    "success": "ok",
    "failure": "error",
    "aborted": "cancelled",
    "cancelled": "cancelled",
}
_ENCODED = ("content", "parsedContent", "attributes", "tags", "events")


class Adaline(JsonContainer):
    """Adaline's spans and traces."""

    name = "adaline"
    trace_key = re.compile(
        rb'"(?:traceReferenceId|traceId|logTraceId|referenceId|id)"\s*:\s*"([^"]+)"'
    )

    def accepts(self, entry: Json) -> bool:
        """Whether it is one of the requests, a page of items, or an item."""
        return any(_is_item(item) for item in (entry, *_inside(entry)))

    def records(self, entry: Json) -> Iterator[Record]:
        """One record a span, and one of kind `trace` a trace or update of one."""
        project = entry.get("projectId")
        sent = as_dict(entry.get("trace"))
        if sent:
            yield _trace(sent, sent.get("referenceId"), project)
        if as_dict(entry.get("logTrace")):
            yield _trace(
                entry["logTrace"], entry.get("referenceId") or entry.get("traceId"), project
            )
        traces = [entry] if "spanIds" in entry else as_list(entry.get("traces"))
        yield from read_items(traces, lambda item: _trace(item, item.get("id"), project), "traces")
        yield from read_items(_spans(entry), lambda item: _span(item, project, sent), "spans")


def _inside(entry: dict[str, Json]) -> Iterator[Json]:
    yield from (entry.get(key) for key in ("span", "trace", "logTrace"))
    for key in ("spans", "traces"):
        if isinstance(entry.get(key), list):
            yield from entry[key][:1]


def _is_item(item: Json) -> bool:
    """A span or trace: times in camel case, and something that only Adaline has."""
    if not isinstance(item, dict) or not ("startedAt" in item or "endedAt" in item):
        return False
    content = item.get("content")
    typed = isinstance(content, dict) and ("type" in content or "input" in content)
    return typed or "logTraceId" in item or "spanIds" in item or _is_trace(item)


def _is_trace(item: dict[str, Json]) -> bool:
    return item.get("status") in (*_STATUSES, "pending", "unknown") and "content" not in item


def _spans(entry: dict[str, Json]) -> list[dict[str, Json]]:
    if isinstance(entry.get("span"), dict):
        return [entry["span"]]
    if "logTraceId" in entry or "traceReferenceId" in entry:
        return [entry]
    return as_list(entry.get("spans"))


def _span(item: dict[str, Any], project: Json, trace: dict[str, Json]) -> Record:
    body, marks = _decoded(item)
    place = (item.get(key) for key in ("traceReferenceId", "traceId", "logTraceId"))
    own = trace.get("referenceId")
    content = body["content"] = as_dict(body.get("content") or body.get("parsedContent"))
    return Record(
        container=FAMILY,
        trace_id=normal_id(next((one for one in place if one), own)),
        span_id=normal_id(item.get("referenceId") or item.get("id")),
        parent_id=parent_id(item.get("parentReferenceId")),
        name=as_text(item.get("name")),
        attributes={**_attributes(body.get("attributes")), "content": _evidence(content)},
        kind=str(item.get("contentType") or content.get("type") or "Model"),
        started_ns=from_number(item.get("startedAt"), 1000),
        ended_ns=from_number(item.get("endedAt"), 1000),
        status=_STATUSES.get(as_text(item.get("status")), "unknown"),
        body={**body, "projectId": project or item.get("projectId"), "trace": trace},
        marks=marks,
    )


def _trace(item: dict[str, Json], trace_id: Json, project: Json) -> Record:
    """What is said of a trace. Its spans know it by the application's own id in requests, by
    Adaline's in what the API gives."""
    body, marks = _decoded(item)
    return Record(
        container=FAMILY,
        trace_id=normal_id(trace_id),
        span_id="",
        parent_id=None,
        name=as_text(item.get("name")),
        attributes=_attributes(body.get("attributes")),
        kind="trace",
        body={**body, "projectId": project},
        marks=marks,
    )


def _decoded(item: dict[str, Json]) -> tuple[dict[str, Json], list[str]]:
    """The item with what the API gives as JSON strings decoded."""
    marks: list[str] = []
    found = {key: jsontext.decode(item[key], key, marks) for key in _ENCODED if item.get(key)}
    return {**item, **found}, marks


def _attributes(value: Json) -> dict[str, Json]:
    """A map, or the list of `{operation, key, value}` of an update."""
    if isinstance(value, list):
        pairs = [as_dict(one) for one in value]
        return {str(one["key"]): one.get("value") for one in pairs if one.get("key")}
    return dict(as_dict(value))


def _evidence(content: dict[str, Json]) -> Json:
    """The content to filter and map by: of a model span without what its messages repeat."""
    if content.get("type") in ("Model", "ModelStream"):
        return {}
    return {key: jsontext.maybe(value) for key, value in content.items()}


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Adaline is built in."""
    register(Adaline())
