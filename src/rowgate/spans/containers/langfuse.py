"""Langfuse: downloads of a trace, what its API gives, rows of tables and blob exports.

Source: Langfuse's API reference (traces, observations, scores; v3) and its "Blob storage export
field reference". Forms: `{trace, observations}`; a trace with its `observations`; `{data: […]}`;
rows of observations, traces and scores, in camel case or (blob exports) in snake case.
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
from rowgate.spans.fields import string
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_iso

FAMILY = "langfuse"
SCORE = "langfuse.score"
"""The name of a record that is a score of one observation."""

_TYPES = (
    "GENERATION", "SPAN", "EVENT", "AGENT", "TOOL", "CHAIN", "RETRIEVER", "EVALUATOR",
    "EMBEDDING", "GUARDRAIL",
)  # fmt: skip
_RENAMED = {"providedModelName": "model"}
_WORD = re.compile(r"_+([a-z0-9])")


class Langfuse(JsonContainer):
    """Langfuse's traces, observations and scores."""

    name = "langfuse"
    lists = ("data",)
    trace_key = re.compile(rb'"(?:trace_?[iI]d|id)"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is one of the forms, told from its first observation, trace or score."""
        return any(_kind(_camel(item)) for item in _items(entry))

    def records(self, entry: Json) -> Iterator[Record]:
        """One record an observation; one of kind `trace` a trace, `log` or `trace` a score."""
        what = "observations, traces and scores"
        yield from read_items(_items(entry), record_of, what)


def record_of(fields: dict[str, Json]) -> Record:
    """The record of an observation, a trace or a score. Raises ValueError for anything else."""
    item = _camel(fields)
    kind = _kind(item)
    if kind == "observation":
        return _observation(item)
    if kind == "score":
        return _score(item)
    if kind == "trace":
        return _about(item, item["id"], item)
    raise ValueError("none of Langfuse's objects")


def _items(entry: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """The objects in an entry: a trace before its observations, a page item by item."""
    trace = entry.get("trace")
    page = entry.get("data")
    if isinstance(trace, dict) and _kind(_camel(trace)) == "trace":
        yield trace
        yield from _objects(entry.get("observations"))
    elif isinstance(page, list):
        for item in _objects(page):
            yield from _items(item)
    else:
        yield entry
        yield from _objects(entry.get("observations"))


def _objects(value: Json) -> list[dict[str, Json]]:
    """The objects of a list: the API lists a trace's observations by their ids only."""
    return [item for item in as_list(value) if isinstance(item, dict)]


def _camel(item: dict[str, Json]) -> dict[str, Any]:
    """The item with the keys of the API, whichever export it is of."""
    return {_name(key): value for key, value in item.items()}


def _name(key: str) -> str:
    camel = _WORD.sub(lambda match: match.group(1).upper(), key) if "_" in key else key
    return _RENAMED.get(camel, camel)


def _kind(item: dict[str, Json]) -> str:
    """What an item is; empty where it is none of Langfuse's."""
    if "startTime" in item and item.get("type") in _TYPES and "id" in item:
        return "observation"
    if "dataType" in item and "name" in item and ("value" in item or "stringValue" in item):
        return "score"
    shared = "sessionId" in item or "userId" in item or "projectId" in item
    return "trace" if "timestamp" in item and "id" in item and shared else ""


def _observation(item: dict[str, Any]) -> Record:
    metadata = jsontext.maybe(item.get("metadata")) or {}
    item["metadata"] = metadata if isinstance(metadata, dict) else {"metadata": metadata}
    ended = from_iso(item.get("endTime"))
    return Record(
        container=FAMILY,
        trace_id=normal_id(item.get("traceId")),
        span_id=normal_id(item["id"]),
        parent_id=parent_id(item.get("parentObservationId")),
        name=as_text(item.get("name")),
        attributes=_attributes(item),
        resource=as_dict(item["metadata"].get("resourceAttributes")),
        kind=item["type"],
        started_ns=from_iso(item["startTime"]),
        ended_ns=ended,
        status=_status(item, ended),
        status_message=string(item.get("statusMessage")),
        body=item,
    )


def _status(item: dict[str, Json], ended: int | None) -> Status:
    if item.get("level") == "ERROR":
        return "error"
    answered = item.get("output") is not None
    return "ok" if ended or answered else "unknown"


def _attributes(item: dict[str, Any]) -> dict[str, Json]:
    """What to filter and map by: metadata with the attributes of an OpenTelemetry span in the
    open, and what no message repeats."""
    metadata = item["metadata"]
    found = {k: v for k, v in metadata.items() if k not in ("attributes", "resourceAttributes")}
    found |= as_dict(metadata.get("attributes"))
    if item["type"] != "GENERATION":
        shown = {key: jsontext.maybe(item.get(key)) for key in ("input", "output")}
        found |= {key: value for key, value in shown.items() if value is not None}
    return found


def _score(item: dict[str, Any]) -> Record:
    """A score of an observation is joined to it; one of a trace is said of all of it."""
    record = _about({"scores": [item]}, item.get("traceId"), item)
    if item.get("observationId"):
        record.kind, record.name = "log", SCORE
        record.span_id = normal_id(item["observationId"])
    return record


def _about(body: dict[str, Json], trace_id: Json, item: dict[str, Json]) -> Record:
    return Record(
        container=FAMILY,
        trace_id=normal_id(trace_id),
        span_id="",
        parent_id=None,
        name=as_text(item.get("name")),
        attributes={},
        kind="trace",
        started_ns=from_iso(item.get("timestamp")),
        body=body,
    )


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Langfuse is built in."""
    register(Langfuse())
