"""MLflow: traces as its API and exports give them, and `traces.json` as they lie on disk.

Source: `Trace.to_dict` of mlflow 2.14 to 3.17: `{info, data: {spans}}`; on disk `{spans}` alone.
Ids are base64 (3.x) or `0x…` (2.x). Attributes stay as they are written, JSON text each: the
dialect decodes them, since they are the same over OTLP.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rowgate.hookspecs import Container, hookimpl
from rowgate.model import Json, Record, Status
from rowgate.spans.containers.json_entries import JsonContainer
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
    trace_key = re.compile(rb'"(?:trace_id|request_id)"\s*:\s*"(?:tr-)?([^"]+)"')

    def accepts(self, entry: Json) -> bool:
        """Whether it is a trace, or a page of traces, whose spans have MLflow's attributes."""
        return any(_is_trace(trace) for trace in _traces(entry))

    def records(self, entry: Json) -> Iterator[Record]:
        """The spans of a trace, and before them one record of kind `trace`: its info."""
        for trace in _traces(entry):
            info = trace.get("info")
            spans = _spans(trace)
            info = info if isinstance(info, dict) else trace
            records = [_span(item, info) for item in spans]
            if records:
                yield _about(info, records[0].trace_id)
            yield from records


def _traces(entry: dict[str, Json]) -> list[dict[str, Json]]:
    """The entry itself, or the traces of a page or a dictionary made of one."""
    for key in _LISTS:
        if isinstance(entry.get(key), list):
            return [item for item in entry[key] if isinstance(item, dict)]
    return [entry]


def _spans(trace: dict[str, Json]) -> list[Any]:
    data = trace.get("data")
    spans = data.get("spans") if isinstance(data, dict) else trace.get("spans")
    return spans if isinstance(spans, list) else []


def _is_trace(trace: dict[str, Json]) -> bool:
    """MLflow's attributes on a span, or, in a trace without spans, its location."""
    for span in _spans(trace)[:1]:
        attributes = span.get("attributes") if isinstance(span, dict) else None
        return isinstance(attributes, dict) and any(key.startswith("mlflow.") for key in attributes)
    info = trace.get("info")
    return isinstance(info, dict) and ("trace_location" in info or "experiment_id" in info)


def _span(item: dict[str, Any], info: dict[str, Json]) -> Record:
    context = item.get("context") or {}  # 2.x
    status = item.get("status") or {}
    code = status.get("code") if isinstance(status, dict) else status
    message = status.get("message") if isinstance(status, dict) else None
    record = Record(
        container=FAMILY,
        trace_id=normal_id(item.get("trace_id") or context.get("trace_id")) or _plain_id(info),
        span_id=normal_id(item.get("span_id") or context.get("span_id")),
        parent_id=parent_id(item.get("parent_span_id") or item.get("parent_id")),
        name=item.get("name") or "",
        attributes=dict(item.get("attributes") or {}),
        started_ns=nanoseconds(item.get("start_time_unix_nano") or item.get("start_time")),
        ended_ns=nanoseconds(item.get("end_time_unix_nano") or item.get("end_time")),
        status=_STATUSES.get(code or item.get("status_code"), "unknown"),
        status_message=message or item.get("status_message") or None,
        events=[_event(event) for event in item.get("events") or ()],
    )
    if record.status == "error" and not record.status_message:
        record.status_message = _raised(record)
    return record


def _event(item: dict[str, Any]) -> dict[str, Json]:
    time = item.get("time_unix_nano") or item.get("timestamp")
    facts = dict(item.get("attributes") or {})
    return {"name": item.get("name") or "", "time_ns": nanoseconds(time), "attributes": facts,
            "body": None}  # fmt: skip


def _raised(record: Record) -> Json:
    for event in record.events:
        if event["name"] == "exception":
            return event["attributes"].get("exception.message")
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
