"""Reads the few entries that can matter out of many, told from their bytes.

First the entries that hold what is looked for; of their records those that really do; then
every entry that names the traces of these, for a trace is read whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from rowgate.model import Record
from rowgate.spans.detection import TraceFile
from rowgate.spans.index import Entry, Index, Stretch, stops_of, stretches
from rowgate.spans.needles import Find, Needle, whole_id
from rowgate.spans.views import View
from rowgate.spans.workers import in_order

WORTH = 4 << 20
"""Bytes from which on narrowing pays; below, everything is read and all that is bad is seen."""

_MOST = 64 << 20
"""Bytes of entries from which on it no longer pays."""

_SAMPLE = 1 << 16

_EACH = 4
"""Traces that are looked for one by one; more are found by an index of all."""


class Few(NamedTuple):
    """The entries to read, and the traces to give away. `key` names the trace of a record."""

    entries: Sequence[Entry]
    traces: Collection[str]


def key(record: Record) -> str:
    """What tells the record's trace from others: its id, or that of a span that names none."""
    return record.trace_id or f"\0{record.span_id}"


def narrow(
    files: Sequence[TraceFile],
    needles: Sequence[Needle],
    parse: Callable[[Entry], Sequence[Record]],
    processes: int,
) -> Few | None:
    """What to read to see every trace that a needle is in; None where that is so much that reading
    everything is no slower."""
    plain = {place for place, file in enumerate(files) if _has_plain_ids(file)}
    hits = _entries_with(files, needles, plain, processes)
    if hits == [] and any(needle.find_plain for needle in needles):
        plain = set()
        hits = _entries_with(files, needles, plain, processes)
    if hits is None:
        return None
    wanted: set[str] = set()
    for entry in hits:
        for record in parse(entry):
            if any(needle.is_in(record) for needle in needles):
                wanted.add(key(record))
    named = [
        trace
        for trace in wanted
        if not trace.startswith("\0") and not any(needle.names(trace) for needle in needles)
    ]
    whole = [whole_id(trace) for trace in named]
    if len(whole) <= _EACH and None not in whole:
        more = _entries_with(files, [needle for needle in whole if needle], plain, processes)
    else:
        more = _bounded(Index(files, processes).naming(named))
    if more is None:
        return None
    both = {(entry.file.source.name, entry.offset): entry for entry in (*hits, *more)}
    order = {file.source.name: place for place, file in enumerate(files)}
    return Few([both[at] for at in sorted(both, key=lambda at: (order[at[0]], at[1]))], wanted)


def _entries_with(
    files: Sequence[TraceFile], needles: Sequence[Needle], plain: Collection[int], processes: int
) -> list[Entry] | None:
    """The entries that one of the needles is in; None where they are too many."""
    parts = stretches(files) if needles else []

    def look(part: Stretch) -> list[tuple[int, int]]:
        simple = part.place in plain
        return _hits(part, [(simple and one.find_plain) or one.find for one in needles])

    found = in_order(parts, look, processes if len(parts) > 1 else 1)
    return _bounded(
        Entry(part.file.source.view.data[start:stop], part.file, start)
        for part, places in zip(parts, found, strict=True)
        for start, stop in places
    )


def _bounded(entries: Iterable[Entry]) -> list[Entry] | None:
    kept: list[Entry] = []
    size = 0
    for entry in entries:
        kept.append(entry)
        size += len(entry.data)
        if size > _MOST:
            return None
    return kept


def _has_plain_ids(file: TraceFile) -> bool:
    """Whether the ids at both ends of the file are lower-case hex: writers do not mix forms."""
    data = file.source.view.data
    ends = data[:_SAMPLE] + data[-_SAMPLE:]
    ids = file.container.trace_key.findall(ends)
    return all(not one.strip(b"0123456789abcdef") for one in ids)


def _places(view: View, part: Stretch, finders: Sequence[Find]) -> Iterator[int]:
    for window in view.windows(part.start, part.stop):
        for find in finders:
            yield from find(view.data, *window)


def _values_around(part: Stretch, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The values of documents that these places are in. They are cut no further than needed."""
    stops = stops_of(part)
    start = stop = part.start
    for place in places:
        if place < stop:
            continue
        while stop <= place:
            start, stop = stop, next(stops)
        yield start, stop


def _hits(part: Stretch, finders: Sequence[Find]) -> list[tuple[int, int]]:
    """Where the entries of a stretch begin and end that hold one of the needles."""
    view = part.file.source.view
    if not part.file.lines:
        return list(_values_around(part, sorted(_places(view, part, finders))))
    lines: set[tuple[int, int]] = set()
    line = (0, 0)
    for window in view.windows(part.start, part.stop):
        for find in finders:
            for at in find(view.data, *window):
                if not line[0] <= at < line[1]:
                    line = view.line_around(at)
                    lines.add(line)
    return sorted(lines)
