"""Opik (Comet): spans and traces as its SDK sends and its API gives them.

Source: files of the SDK's messages (opik 2.2.122): a span or trace a line, perhaps twice, while
it runs and when it has ended. Pages of the REST API (`{content: […]}`) and files of `opik
export` (`{trace, spans}`) hold the same objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.containers.items import as_dict, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_iso

FAMILY = "opik"

_TYPES = ("general", "llm", "tool", "guardrail")


class Opik(JsonContainer):
    """Opik's spans and traces."""

    name = "opik"
    lists = ("content",)
    trace_key = re.compile(rb'"(?:trace_id|id)"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a span, a trace, or holds some."""
        return any(_is_item(item) for item in _items(entry))

    def records(self, entry: Json) -> Iterator[Record]:
        """The spans, and what is said of their traces (`kind` `trace`)."""
        yield from read_items(_items(entry), _read, "Opik spans or traces")


def _items(entry: Json) -> list[Json]:
    found = [entry["trace"]] if isinstance(entry.get("trace"), dict) else []
    for key in ("spans", "content"):
        if isinstance(entry.get(key), list):
            found += entry[key]
    return found or [entry]


def _is_item(item: Json) -> bool:
    if not isinstance(item, dict) or "start_time" not in item or "run_type" in item:
        return False
    owned = "project_name" in item or "project_id" in item
    return owned and (item.get("type") in _TYPES if "trace_id" in item else "type" not in item)


def _read(item: Json) -> Record:
    failed = as_dict(item.get("error_info"))
    status: Status = "unknown"
    if failed:
        status = "error"
    elif item.get("end_time"):
        status = "ok"
    is_span = "trace_id" in item
    message = as_text(failed.get("message")) or as_text(failed.get("exception_type"))
    return Record(
        container=FAMILY,
        trace_id=normal_id(item["trace_id"] if is_span else item["id"]),
        span_id=normal_id(item["id"]) if is_span else "",
        parent_id=parent_id(item.get("parent_span_id")),
        name=as_text(item.get("name")),
        attributes={**as_dict(item.get("metadata")), **_evidence(item)},
        kind=as_text(item["type"]) if is_span else "trace",
        started_ns=from_iso(item.get("start_time")),
        ended_ns=from_iso(item.get("end_time")),
        status=status,
        status_message=message or None,
        body=item,
    )


def _evidence(item: dict[str, Json]) -> dict[str, Json]:
    """Input and output to filter and map by; those of a model span are its messages."""
    if item.get("type") == "llm":
        return {}
    return {key: item[key] for key in ("input", "output") if item.get(key) is not None}


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Opik is built in."""
    register(Opik())
