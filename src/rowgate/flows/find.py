"""`find`: the spans of trace files that fulfil every condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain, islice
from typing import Any

from rowgate.errors import UsageError
from rowgate.flows.traces import read_traces
from rowgate.model import Span
from rowgate.shapes import meant
from rowgate.spans.filters import Query, select
from rowgate.spans.jsonform import FIELDS
from rowgate.spans.read import Bad
from rowgate.spans.sources import Place


class Found:
    """The spans, as a stream, and what was seen on the way."""

    def __init__(self, places: Sequence[Place], conditions: Mapping[str, Any]) -> None:
        self.bad: list[Bad] = []
        self._seen = 0
        query, sort, limit = _query(conditions)
        traces = read_traces(places, on_bad=self.bad.append)
        spans = select(self._counted(chain.from_iterable(traces)), query)
        if sort is not None:
            spans = iter(_sorted(spans, sort))
        self.spans: Iterator[Span] = islice(spans, limit)

    def looked_at(self) -> int:
        """How many spans were read, of every kind, so far."""
        return self._seen

    def _counted(self, spans: Iterator[Span]) -> Iterator[Span]:
        for span in spans:
            self._seen += 1
            yield span


def find(places: Sequence[Place], conditions: Mapping[str, Any]) -> Found:
    """The spans of `places` that fulfil `conditions` (fields of `Query`, `score`, `sort`, `limit`).

    Raises `UsageError` for a condition that cannot be, a path that is not there, or a file in
    no known format.
    """
    return Found(places, conditions)


def _query(conditions: Mapping[str, Any]) -> tuple[Query, str | None, int | None]:
    given = dict(conditions)
    sort, limit = given.pop("sort", None), given.pop("limit", None)
    scores = tuple(f"scores.{text.strip()}" for text in given.pop("score", ()))
    given["where"] = (*given.get("where", ()), *scores)
    given["kind"] = None if given.get("kind") == "all" else given.get("kind")
    names = {field.name for field in fields(Query)}
    return Query(**{key: value for key, value in given.items() if key in names}), sort, limit


def _sorted(spans: Iterator[Span], sort: str) -> list[Span]:
    """By a field of the span, absent values last. Raises `UsageError` for an unknown field."""
    name, _, inner = sort.removeprefix("-").partition(".")
    if name not in (*FIELDS, "duration_ms"):
        raise UsageError(f"no field {name} to sort by", fix=meant(name, list(FIELDS)))

    def key(span: Span) -> Any:
        value = span.duration_ms() if name == "duration_ms" else getattr(span, name)
        return value.get(inner) if inner and isinstance(value, dict) else value

    def comparable(span: Span) -> tuple[str, Any]:
        value = key(span)
        return type(value).__name__ if not isinstance(value, int | float) else "number", value

    known = [(comparable(span), span) for span in spans]
    there = [pair for pair in known if isinstance(pair[0][1], str | int | float)]
    absent = [span for (_, value), span in known if not isinstance(value, str | int | float)]
    there.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [span for _, span in there] + absent
