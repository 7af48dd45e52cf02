"""What Logfire saw streamed: a log beside the request, `streaming response from …`.

Source: logfire 3.25 to 5.2.0, _internal/integrations/llm_providers/llm_provider.py. The log
repeats the request and adds the answer, usage and cost; nothing but that names its request.
"""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.model import Json, Record, Trace
from rowgate.spans import jsontext

_TEMPLATE = "logfire.msg_template"
_START = "streaming response from "
_EVENTS = "events"
_EQUAL = ("request_data", "gen_ai.input.messages", "gen_ai.system_instructions")


def streamed(record: Record, trace: Trace, marks: list[str]) -> Mapping[str, Json]:
    """The attributes of the log of a streamed request; none where there is none.

    Equal requests under one parent are told apart by their order; `marks` says where that is
    not sure.
    """
    beside = trace.siblings(record)
    logs = [log for log in beside if _is_log(log) and _is_about(log, record)]
    if not logs:
        return {}
    logs.sort(key=_started)
    again = [other for other in beside if not _is_log(other) and _is_equal(other, record)]
    same = sorted([record, *again], key=_started)
    if len(same) == len(logs):
        return logs[same.index(record)].attributes
    marks.append("of several equal streamed requests it is unclear which answer is whose")
    return next((log for log in logs if _started(log) >= _started(record)), logs[-1]).attributes


def is_alone(record: Record, trace: Trace) -> bool:
    """Whether it is the log of a request that is not in the trace: without a span around them each
    is a trace of its own, and the log alone knows the answer."""
    if not _is_log(record):
        return False
    return not any(
        not _is_log(other) and _is_about(record, other) for other in trace.siblings(record)
    )


def _is_log(record: Record) -> bool:
    return str(record.attributes.get(_TEMPLATE, "")).startswith(_START)


def _is_equal(one: Record, other: Record) -> bool:
    keys = (*_EQUAL, _EVENTS)
    return all(one.attributes.get(key) == other.attributes.get(key) for key in keys)


def _is_about(log: Record, request: Record) -> bool:
    """Whether the log repeats the request: events of the answer follow those of the request."""
    if any(log.attributes.get(key) != request.attributes.get(key) for key in _EQUAL):
        return False
    asked, whole = (jsontext.maybe(one.attributes.get(_EVENTS)) for one in (request, log))
    if not isinstance(asked, list) or not isinstance(whole, list):
        return bool(asked == whole)
    return whole[: len(asked)] == asked


def _started(record: Record) -> int:
    return record.started_ns or 0
