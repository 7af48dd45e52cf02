"""Weave (Weights & Biases): calls as its API gives them, one JSON object a line.

Source: `calls/stream_query` and `CallSchema` of weave 0.54, and a file of its client. Lists and
pages (`{calls: […]}`) of calls are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans import jsontext
from rowgate.spans.containers.items import as_dict, as_text, read_items
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import from_iso

FAMILY = "weave"

_NAME = re.compile(r"weave:///.*/op/([^:/]+)(?::[^:/]*)?\Z")


class Weave(JsonContainer):
    """Weave's calls."""

    name = "weave"
    lists = ("calls",)
    trace_key = re.compile(rb'"trace_id"\s*:\s*"([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a call, or a page of calls."""
        calls = entry.get("calls")
        first = calls[0] if isinstance(calls, list) and calls else entry
        return isinstance(first, dict) and "op_name" in first and "project_id" in first

    def records(self, entry: Json) -> Iterator[Record]:
        """The calls."""
        calls = entry.get("calls")
        yield from read_items(calls if isinstance(calls, list) else [entry], _read, "Weave calls")


def _read(call: Json) -> Record:
    status, message = _status(call)
    return Record(
        container=FAMILY,
        trace_id=normal_id(call["trace_id"]),
        span_id=normal_id(call["id"]),
        parent_id=parent_id(call.get("parent_id")),
        name=as_text(call.get("display_name")) or _op(as_text(call["op_name"])),
        attributes={**as_dict(call.get("attributes")), "op_name": call["op_name"]},
        started_ns=from_iso(call.get("started_at")),
        ended_ns=from_iso(call.get("ended_at")),
        status=status,
        status_message=message,
        body=call,
    )


def _op(reference: str) -> str:
    """The name in a reference to an operation, `weave:///entity/project/op/name:digest`."""
    match = _NAME.match(reference)
    return match.group(1) if match else reference


def _status(call: dict[str, Json]) -> tuple[Status, str | None]:
    """A call that raised keeps the exception as JSON text `{type, message, traceback}`."""
    if call.get("exception"):
        raised = jsontext.maybe(call["exception"])
        said = raised.get("message") if isinstance(raised, dict) else raised
        return "error", as_text(said) or None
    return ("ok" if call.get("ended_at") else "unknown"), None


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """Weave is built in."""
    register(Weave())
