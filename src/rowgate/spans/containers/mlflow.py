"""MLflow: traces as its API and exports give them, and `traces.json` as they lie on disk.

Source: `Trace.to_dict` of mlflow 2.14 to 3.17: `{info, data: {spans}}`; on disk `{spans}` alone.
Ids are base64 (3.x) or `0x…` (2.x). Attributes stay as they are written, JSON text each: the
dialect decodes them, since they are the same over OTLP.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.containers.items import Unread, as_dict, as_list, as_text
from rowgate.spans.containers.json_entries import JsonContainer
from rowgate.spans.fields import string
from rowgate.spans.ids import normal_id, parent_id
from rowgate.spans.times import nanoseconds

FAMILY = "mlflow"

_STATUSES: dict[Json, Status] = {
    "STATUS_CODE_OK": "ok",
    "STATUS_CODE_ERROR": "error",
    "OK": "ok",
    "ERROR": "error",
}
_LISTS = ("traces", "data")


class MLflow(JsonContainer):
    """MLflow's traces."""

    name = "mlflow"
    lists = _LISTS
    trace_key = re.compile(rb'"(?:trace_id|request_id)"\s*:\s*"(?:tr-)?([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a trace, or a page of traces, whose spans have MLflow's attributes."""
        return any(_is_trace(trace) for trace in _traces(entry))

    def records(self, entry: Json) -> Iterator[Record]:
        """The spans of a trace, and before them one record of kind `trace`: its info."""
        unread = Unread("spans")
        for trace in _traces(entry):
            info = as_dict(trace.get("info")) or trace
            yield from _with_info(unread.read(_spans(trace), partial(_span, info)), info)
        unread.check()


def _traces(entry: dict[str, Json]) -> list[dict[str, Json]]:
    """The entry itself, or the traces of a page or a dictionary made of one."""
    for key in _LISTS:
        if isinstance(entry.get(key), list):
            return [item for item in entry[key] if isinstance(item, dict)]
    return [entry]


def _with_info(records: Iterator[Record], info: dict[str, Json]) -> Iterator[Record]:
    """The records of one trace, and before the first of them what is said of it."""
    for number, record in enumerate(records):
        if not number:
            yield _about(info, record.trace_id)
        yield record


def _spans(trace: dict[str, Json]) -> list[Any]:
    return as_list(as_dict(trace.get("data")).get("spans") or trace.get("spans"))


def _is_trace(trace: dict[str, Json]) -> bool:
    """MLflow's attributes on a span, or, in a trace without spans, its location."""
    for span in _spans(trace)[:1]:
        return any(key.startswith("mlflow.") for key in as_dict(as_dict(span).get("attributes")))
    info = as_dict(trace.get("info"))
    return "trace_location" in info or "experiment_id" in info


def _span(info: dict[str, Json], item: dict[str, Any]) -> Record:
    context, status = as_dict(item.get("context")), as_dict(item.get("status"))
    code = status.get("code") or item.get("status_code")
    record = Record(
        container=FAMILY,
        trace_id=normal_id(item.get("trace_id") or context.get("trace_id")) or _plain_id(info),
        span_id=normal_id(item.get("span_id") or context.get("span_id")),
        parent_id=parent_id(item.get("parent_span_id") or item.get("parent_id")),
        name=as_text(item.get("name")),
        attributes=dict(as_dict(item.get("attributes"))),
        started_ns=nanoseconds(item.get("start_time_unix_nano") or item.get("start_time")),
        ended_ns=nanoseconds(item.get("end_time_unix_nano") or item.get("end_time")),
        status=_STATUSES.get(as_text(code), "unknown"),
        status_message=string(status.get("message")) or string(item.get("status_message")),
        events=[_event(as_dict(event)) for event in as_list(item.get("events"))],
    )
    if record.status == "error" and not record.status_message:
        record.status_message = _raised(record)
    return record


def _event(item: dict[str, Any]) -> dict[str, Json]:
    time = item.get("time_unix_nano") or item.get("timestamp")
    facts = dict(as_dict(item.get("attributes")))
    return {"name": as_text(item.get("name")), "time_ns": nanoseconds(time), "attributes": facts,
            "body": None}  # fmt: skip


def _raised(record: Record) -> str | None:
    for event in record.events:
        if event["name"] == "exception":
            return string(event["attributes"].get("exception.message"))
    return None


def _plain_id(info: dict[str, Json]) -> str:
    given = info.get("trace_id") or info.get("request_id")
    return normal_id(given.removeprefix("tr-")) if isinstance(given, str) else ""


def _about(info: dict[str, Json], trace_id: str) -> Record:
    return Record(
        container=FAMILY,
        trace_id=trace_id,
        span_id="",
        parent_id=None,
        name="",
        attributes={},
        kind="trace",
        body=info,
    )


@hookimpl
def rowgate_containers(register: Callable[[Container], None]) -> None:
    """MLflow is built in."""
    register(MLflow())
