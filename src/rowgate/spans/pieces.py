"""Spans that a file holds in pieces (start, end, updates), and what is said of a whole trace."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from rowgate.model import Json, Record, Trace

_EMPTY: tuple[Json, ...] = (None, "", [], {})


def combined(first: Record, second: Record) -> Record:
    """Two pieces of one span as one record; where both say something, the second counts."""
    return replace(
        second,
        parent_id=second.parent_id or first.parent_id,
        name=second.name or first.name,
        attributes=merged(first.attributes, second.attributes),
        resource=merged(first.resource, second.resource),
        scope=second.scope or first.scope,
        kind=second.kind or first.kind,
        started_ns=first.started_ns or second.started_ns,
        ended_ns=second.ended_ns or first.ended_ns,
        status=first.status if second.status == "unknown" else second.status,
        status_message=second.status_message or first.status_message,
        events=[*first.events, *second.events],
        body=merged(first.body, second.body),
        marks=list(dict.fromkeys([*first.marks, *second.marks])),
    )


def merged(first: Json, second: Json) -> Json:
    """The second value over the first: objects key by key, nothing over something never."""
    if isinstance(first, dict) and isinstance(second, dict):
        both = {key: merged(first[key], second[key]) for key in first if key in second}
        return {**first, **second, **both}
    return first if second in _EMPTY else second


@lru_cache(maxsize=1)
def said_of(trace: Trace) -> tuple[Record, ...]:
    """The records of a trace that are about all of it: its session, user, scores."""
    return tuple(record for record in trace.records if record.kind == "trace")
