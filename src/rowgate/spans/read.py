"""Trace files → traces → spans, in bounded memory.

Two passes over files that can be cut into entries: the first finds, without parsing, in
which entry each trace occurs last; the second parses entry by entry and gives a trace away
as soon as it is whole. What cannot be cut (a container that only has `read`) is read first
and held. Detection goes by content, entries that cannot be read are reported and skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.hookspecs import Container, Dialect
from rowgate.model import Record, Span
from rowgate.spans import framing
from rowgate.spans.assemble import assemble
from rowgate.spans.detection import container_of, head_of, looks_like, unknown
from rowgate.spans.ids import normal_id
from rowgate.spans.sources import Place, Source, sources


class Bad(NamedTuple):
    """An entry, or a whole file (line None), that could not be read. Never quotes its content."""

    file: str
    line: int | None
    reason: str


OnBad = Callable[[Bad], None]


class TraceFile(NamedTuple):
    """A source and the container that reads it."""

    source: Source
    container: Any
    lines: bool
    """Whether it is JSONL: else it is one document (or several, pretty-printed)."""


def read_spans(
    places: Iterable[Place],
    containers: Sequence[Container],
    dialects: Sequence[Dialect],
    *,
    project: str | None = None,
    on_bad: OnBad | None = None,
) -> Iterator[Span]:
    """Every span in the files, normalised, trace by trace.

    `project` overrides what the files say. `on_bad` is told of every entry that could not be
    read; without it the first one raises UsageError. Raises UsageError for a path that is not
    there, a named file in no known format, and where there is no trace file at all.
    """
    for spans in read_traces(places, containers, dialects, project=project, on_bad=on_bad):
        yield from spans


def read_traces(
    places: Iterable[Place],
    containers: Sequence[Container],
    dialects: Sequence[Dialect],
    *,
    project: str | None = None,
    on_bad: OnBad | None = None,
) -> Iterator[list[Span]]:
    """Like `read_spans`, the spans of each trace together."""
    report = on_bad or _raise
    files = recognise(sources(places), containers, report)
    for records in gather(files, report):
        yield assemble(records, dialects, project)


def _raise(bad: Bad) -> None:
    line = f":{bad.line}" if bad.line else ""
    raise UsageError(f"{bad.file}{line}: {bad.reason}")


def recognise(
    found: Iterable[Source], containers: Sequence[Container], report: OnBad
) -> list[TraceFile]:
    """The sources with their containers. A file of a folder in no known format is reported;
    one named by the user raises UsageError, as does finding none."""
    files: list[TraceFile] = []
    names: list[str] = []
    for source in found:
        names.append(source.name)
        head = head_of(source)
        container = container_of(head, containers)
        if container is not None:
            files.append(TraceFile(source, container, framing.is_lines(head)))
        elif source.asked and head.strip():
            raise unknown(source, head, containers)
        elif source.asked:
            raise UsageError(f"{source.name}: is empty, there are no spans in it")
        else:
            report(Bad(source.name, None, f"{looks_like(head)}: no known trace format, left out"))
    if not files:
        raise UsageError(f"no trace file among {', '.join(names[:5]) or 'nothing'}")
    return files


def gather(files: Sequence[TraceFile], report: OnBad) -> Iterator[list[Record]]:
    """The records of each trace, together, as soon as the trace is whole."""
    whole, cut = _sorted(files)
    pending: dict[str, list[Record]] = {}
    loose: list[Record] = []
    for file in whole:
        for record in _read_whole(file, report):
            _hold(record, pending, loose)
    last = _last_entries(cut) if len(cut) > 1 or any(file.lines for file in cut) else {}
    number = -1
    for file in cut:
        for entry in _entries(file):
            number += 1
            here: dict[str, None] = {}  # in order, each once
            for record in _parse(file, entry, report):
                _hold(record, pending, loose)
                here[record.trace_id] = None
            for trace_id in here:
                if last.get(hash(trace_id)) == number:
                    yield _with(pending.pop(trace_id, []), loose)
    yield from (_with(records, loose) for records in pending.values())


def _hold(record: Record, pending: dict[str, list[Record]], loose: list[Record]) -> None:
    if record.trace_id:
        pending.setdefault(record.trace_id, []).append(record)
    elif record.kind == "log":
        loose.append(record)
    else:  # a span that names no trace is one
        pending.setdefault(f"\0{record.span_id or len(pending)}", []).append(record)


def _with(records: list[Record], loose: list[Record]) -> list[Record]:
    """The records, with those that name only a span (annotations) and belong to one of them."""
    if not loose:
        return records
    here = {record.span_id for record in records}
    return records + [record for record in loose if record.span_id in here]


def _sorted(files: Sequence[TraceFile]) -> tuple[list[TraceFile], list[TraceFile]]:
    """Files to be read whole and first, and files that can be cut and indexed.

    A container with `trace_key` and `parse` is of the second kind. Annotations (records
    without a trace id) come from the first kind, so that they are there in time.
    """
    cut = [
        file
        for file in files
        if hasattr(file.container, "parse") and getattr(file.container, "trace_key", None)
    ]
    return [file for file in files if file not in cut], cut


def _entries(file: TraceFile) -> Iterator[framing.Entry]:
    with file.source.open() as stream:
        yield from framing.lines(stream) if file.lines else framing.documents(stream.read())


def _last_entries(files: Sequence[TraceFile]) -> dict[int, int]:
    """For each trace (by the hash of its id) the number of the last entry that names it."""
    last: dict[int, int] = {}
    number = -1
    for file in files:
        find = file.container.trace_key.findall
        for entry in _entries(file):
            number += 1
            for raw in set(find(entry.data)):
                last[hash(normal_id(raw.decode("utf-8", "replace")))] = number
    return last


def _parse(file: TraceFile, entry: framing.Entry, report: OnBad) -> Iterator[Record]:
    try:
        for record in file.container.parse(entry.data):
            record.origin = file.source.path
            yield record
    except Exception as error:  # noqa: BLE001 - a plugin's container raises what it likes
        report(Bad(file.source.name, entry.line, _said(error, file.container)))


def _read_whole(file: TraceFile, report: OnBad) -> Iterator[Record]:
    if hasattr(file.container, "parse"):
        for entry in _entries(file):
            yield from _parse(file, entry, report)
        return
    try:
        with file.source.open() as stream:
            for record in file.container.read(stream):
                record.origin = file.source.path
                yield record
    except Exception as error:  # noqa: BLE001 - a plugin's container raises what it likes
        report(Bad(file.source.name, None, _said(error, file.container)))


def _said(error: Exception, container: Any) -> str:
    """Why an entry cannot be read. An error that is not ours may quote the entry."""
    ours = type(container).__module__.startswith("rowgate.spans.")
    if isinstance(error, RowgateError) or (ours and isinstance(error, ValueError)):
        return str(error)
    if ours:
        raise error
    return f"the container {container.name} failed: {type(error).__name__}"
