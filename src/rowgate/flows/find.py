"""`find`: the spans of trace files that fulfil every condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from rowgate.errors import UsageError
from rowgate.flows.traces import open_traces
from rowgate.model import Span
from rowgate.spans.detection import Bad
from rowgate.spans.filters import Hit, Query, Selection, needles_of
from rowgate.spans.read import OnShare
from rowgate.spans.sorting import sort_key
from rowgate.spans.sources import Place
from rowgate.spans.where import Learnt

R = TypeVar("R")

Render = Callable[[Span, Hit | None], R]
"""What is wanted of a span that was found, and of where its text was; it must be picklable."""


class _Part(NamedTuple):
    """What a part of the files gave: sort keys with rendered spans, spans looked at, fields, how
    many spans of other kinds would have fitted, and values of fields that were asked for."""

    rows: list[tuple[Any, Any]]
    looked_at: int
    learnt: list[Learnt]
    elsewhere: Counter[str]
    values: Mapping[str, Iterable[str]]


class Found(Generic[R]):
    """The rendered spans, as a stream, and what was seen on the way."""

    def __init__(
        self,
        places: Sequence[Place],
        conditions: Mapping[str, Any],
        render: Render[R],
        on_share: OnShare,
    ) -> None:
        self.bad: list[Bad] = []
        self.looked_at = 0
        """How many spans were read so far, of every kind."""
        self._all = False
        self.elsewhere: Counter[str] = Counter()
        """How many of another kind than was asked for fulfil all the rest."""
        self._query, self._key, self._limit = _query(conditions)
        self._sort = str(conditions.get("sort"))
        self._render = render
        self._on_share = on_share
        self._selection = Selection(self._query)
        self._reading = open_traces(places, on_bad=self.bad.append, on_share=on_share)
        self.parts: Iterator[list[R]] = self._limited()
        """The rows as they are found: those of some megabytes of the files together."""

    @property
    def rows(self) -> Iterator[R]:
        """The rows one by one."""
        return chain.from_iterable(self.parts)

    def absent(self) -> list[str]:
        """Where nothing was found: what no span has of what was asked for."""
        return list(self._selection.absent.said()) if self._all and self.looked_at else []

    def _limited(self) -> Iterator[list[R]]:
        room = self._limit
        found = False
        for part in self._in_order() if self._key else self._parts():
            rows = [row for _, row in part[:room]]
            found = found or bool(rows)
            yield rows
            if room is not None:
                room -= len(rows)
                if not room:
                    return
        if not found:
            self._selection.check_seen()

    def _parts(self) -> Iterator[list[tuple[Any, R]]]:
        needles = needles_of(self._query)
        narrowed = bool(needles) and self._reading.narrow(needles)
        for part, share in self._reading.each(self._look_at):
            self.looked_at += part.looked_at
            self.elsewhere += part.elsewhere
            self._all = not narrowed
            self._selection.absent.learn(part.values)
            self._selection.learn(part.learnt)
            self._on_share(share)
            yield part.rows

    def _look_at(self, traces: Iterable[list[Span]]) -> _Part:
        """The rows of some traces: all that is done with a span is done here, where it was read."""
        rows = []
        looked_at = 0
        self._selection.elsewhere.clear()
        for spans in traces:
            looked_at += len(spans)
            for span in spans:
                if self._selection.takes(span):
                    row = self._render(span, self._selection.hit(span))
                    rows.append((self._key(span) if self._key else None, row))
        selection = self._selection
        elsewhere, values = Counter(selection.elsewhere), selection.absent.values
        return _Part(rows, looked_at, selection.learnt(), elsewhere, values)

    def _in_order(self) -> Iterator[list[tuple[Any, R]]]:
        """By the sort key, spans without one last."""
        rows = list(chain.from_iterable(self._parts()))
        known = [row for row in rows if row[0] is not None]
        if rows and not known:
            field = self._sort.removeprefix("-")
            raise UsageError(f"--sort {self._sort}: no span that was found has {field}")
        known.sort(key=lambda row: row[0][1:], reverse=bool(known) and known[0][0][0])
        yield known + [row for row in rows if row[0] is None]


def find(
    places: Sequence[Place],
    conditions: Mapping[str, Any],
    render: Render[R],
    on_share: OnShare = float,
) -> Found[R]:
    """The spans of `places` that fulfil `conditions` (fields of `Query`, `score`, `sort`,
    `limit`), each as `render` makes it.

    Raises `UsageError` for a condition that cannot be, a path that is not there, or a file in
    no known format.
    """
    return Found(places, conditions, render, on_share)


def _query(
    conditions: Mapping[str, Any],
) -> tuple[Query, Callable[[Span], Any] | None, int | None]:
    given = dict(conditions)
    sort, limit = given.pop("sort", None), given.pop("limit", None)
    given["kind"] = None if given.get("kind") == "all" else given.get("kind")
    names = {field.name for field in fields(Query)}
    query = Query(**{key: value for key, value in given.items() if key in names})
    return query, sort_key(sort) if sort else None, limit
