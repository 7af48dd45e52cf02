"""Helicone: requests as its API answers and its export tool writes them.

Source: documentation only: the API reference (`POST /v1/request/query`, `/v1/request/{id}`) and
`@helicone/export`: `{data: […]}`, a list, or JSONL of requests. Every request is a trace of its
own; requests of one session share the property `Helicone-Session-Id`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.calls import error_text
from rowgate.spans.containers.items import as_dict, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.fields import number
from rowgate.spans.ids import normal_id
from rowgate.spans.times import from_iso

FAMILY = "helicone"

_PENDING, _CANCELLED = -2, -3
_MILLISECOND = 1_000_000


class Helicone(JsonContainer):
    """Helicone's requests."""

    name = "helicone"
    lists = ("data",)
    trace_key = re.compile(rb'"request_id"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a request, or an answer that holds some."""
        return any(_is_request(request) for request in _requests(entry)[:1])

    def records(self, entry: Json) -> Iterator[Record]:
        """One record a request."""
        yield from read_items(_requests(entry), _record, "requests")


def _is_request(request: Json) -> bool:
    created = ("request_created_at", "request_body", "response_status")
    return (
        isinstance(request, dict)
        and "request_id" in request
        and (any(key in request for key in created))
    )


def _requests(entry: dict[str, Json]) -> list[Any]:
    data = entry.get("data")
    if isinstance(data, list):
        return data
    return [data] if isinstance(data, dict) and "request_id" in data else [entry]


def _record(request: dict[str, Any]) -> Record:
    span_id = normal_id(request["request_id"])
    properties = request.get("request_properties") or request.get("properties")
    facts = dict(as_dict(properties))
    started = from_iso(request.get("request_created_at"))
    status = _status(request.get("response_status"))
    return Record(
        container=FAMILY,
        trace_id=span_id,
        span_id=span_id,
        parent_id=None,
        name=as_text(facts.get("Helicone-Session-Path")) or as_text(request.get("request_path")),
        attributes=facts,
        kind=as_text(request.get("request_path")),
        started_ns=started,
        ended_ns=_ended(request, started),
        status=status,
        status_message=error_text(request.get("response_body")) if status == "error" else None,
        body=request,
    )


def _status(code: Json) -> Status:
    """An HTTP status, or one of Helicone's own below zero."""
    value = number(code)
    if value is None or value == _PENDING:
        return "unknown"
    if value == _CANCELLED:
        return "cancelled"
    return "ok" if 200 <= value < 300 else "error"


def _ended(request: dict[str, Json], started: int | None) -> int | None:
    delay = number(request.get("delay_ms"))
    if started is None or delay is None:
        return from_iso(request.get("response_created_at"))
    return started + int(delay * _MILLISECOND)


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Helicone is built in."""
    register(Helicone())
