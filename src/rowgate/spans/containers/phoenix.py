"""Phoenix's REST API: `/v1/projects/…/spans` and `…/spans/otlpv1`.

Source: files of server 20.26. `spans` has flat attributes and names the kind beside them;
`otlpv1` has protobuf spans in snake_case whose AnyValues are padded with nulls, and whose
nanoseconds went through floating point (Phoenix stores microseconds). Neither holds the
resource, so the project is not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record
from rowgate.spans.containers.items import as_dict, as_list, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.containers.otlp_json import span_record
from rowgate.spans.containers.phoenix_records import FAMILY, original, phoenix_record
from rowgate.spans.times import from_iso


class Phoenix(JsonContainer):
    """Spans from Phoenix's REST API: pages (`{data: […]}`), lists, or a span a line."""

    name = "phoenix"
    lists = ("data",)
    trace_key = re.compile(rb'"trace_id"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a page of Phoenix's spans, or one of them."""
        items = entry.get("data")
        first = items[0] if isinstance(items, list) and items else entry
        return isinstance(first, dict) and (_is_span(first) or _is_otlp(first))

    def records(self, entry: Json) -> Iterator[Record]:
        """The spans."""
        items = entry.get("data")
        yield from read_items(items if isinstance(items, list) else [entry], _read, "Phoenix spans")


def _is_span(item: Json) -> bool:
    named = "span_kind" in item or "status_code" in item
    return named and isinstance(item.get("context"), dict)


def _is_otlp(item: Json) -> bool:
    """Whether it is a protobuf span standing alone, padded with nulls."""
    attributes = item.get("attributes")
    first = attributes[0] if isinstance(attributes, list) and attributes else None
    padded = "string_value" in as_dict(as_dict(first).get("value"))
    return padded or ("span_id" in item and "start_time_unix_nano" in item)


def _read(item: Json) -> Record:
    if "context" not in item:
        return _read_otlp(item)
    context = item["context"]
    return phoenix_record(
        trace_id=context["trace_id"],
        span_id=context["span_id"],
        parent=item.get("parent_id"),
        name=item.get("name"),
        kind=item.get("span_kind"),
        attributes=dict(as_dict(item.get("attributes"))),
        started_ns=from_iso(item.get("start_time")),
        ended_ns=from_iso(item.get("end_time")),
        status=item.get("status_code"),
        message=item.get("status_message"),
        events=[event(one) for one in as_list(item.get("events"))],
    )


def event(item: Json) -> dict[str, Json]:
    """An event as Phoenix writes it."""
    facts = as_dict(item)
    return {
        "name": as_text(facts.get("name")),
        "time_ns": from_iso(facts.get("timestamp")),
        "attributes": as_dict(facts.get("attributes")),
        "body": None,
    }


def _read_otlp(item: Json) -> Record:
    if not item["span_id"]:
        raise KeyError("span_id")
    record = span_record(item, {}, "")
    record.container = FAMILY
    record.attributes = original(record.attributes)
    record.started_ns = _microseconds(record.started_ns)
    record.ended_ns = _microseconds(record.ended_ns)
    return record


def _microseconds(time: int | None) -> int | None:
    return None if time is None else round(time, -3)


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Phoenix's REST API is built in."""
    register(Phoenix())
