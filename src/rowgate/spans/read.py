"""Trace files → traces → spans, in bounded memory.

Files that can be cut into entries are indexed first (index.py), then parsed task by task; a
trace is given away as soon as it is whole. What cannot be cut (a container that only has
`read`) is first written in a form that can (spool.py). Detection goes by content, entries that
cannot be read are reported and skipped. Large files are read by several processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from rowgate.errors import UsageError
from rowgate.hookspecs import Container, Dialect
from rowgate.model import Record, Span
from rowgate.spans import workers
from rowgate.spans.assemble import Assembler
from rowgate.spans.detection import Bad, OnBad, TraceFile, recognise
from rowgate.spans.entries import cut_off, parse, said
from rowgate.spans.index import Entry, Index, Task
from rowgate.spans.narrow import WORTH, Few, key, narrow
from rowgate.spans.needles import Needle
from rowgate.spans.sources import Place, sources
from rowgate.spans.spool import can_be_cut, respooled
from rowgate.spans.views import OnRead

R = TypeVar("R")

OnShare = Callable[[float], object]
"""Told now and then how much of 1 is read."""

LARGE = 64 << 20
"""Bytes from which on several processes read: starting them costs more than it gains before."""


def read_spans(
    places: Iterable[Place],
    containers: Sequence[Container],
    dialects: Iterable[Dialect],
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
    dialects: Iterable[Dialect],
    *,
    project: str | None = None,
    on_bad: OnBad | None = None,
) -> Iterator[list[Span]]:
    """Like `read_spans`, the spans of each trace together."""
    yield from Reading(places, containers, dialects, project=project, on_bad=on_bad).traces()


def _raise(bad: Bad) -> None:
    line = f":{bad.line}" if bad.line else ""
    raise UsageError(f"{bad.file}{line}: {bad.reason}")


class Reading:
    """Trace files, recognised, to be read once."""

    def __init__(
        self,
        places: Iterable[Place],
        containers: Sequence[Container],
        dialects: Iterable[Dialect],
        *,
        project: str | None = None,
        on_bad: OnBad | None = None,
        on_share: OnShare = float,
    ) -> None:
        """As `read_spans`; `dialects` are iterated over when the first span is made. `on_share` is
        told now and then how much of 1 is read, here and by `traces`."""
        self._report = on_bad or _raise
        self._on_share = on_share
        self._dialects, self._project = dialects, project
        self._loose: list[Record] = []
        files = recognise(sources(places), containers, self._report)
        self._twice = sum(len(file.source.view) for file in files if not can_be_cut(file))
        """Bytes that are read here first: half of the way."""
        self._read = 0
        self.cut = [
            file if can_be_cut(file) else respooled(file, self._bound(file), self._report)
            for file in files
        ]
        self.size = sum(len(file.source.view) for file in self.cut)
        self._few: Few | None = None

    @cached_property
    def _assembler(self) -> Assembler:
        return Assembler(self._dialects, self._project)

    def _bound(self, file: TraceFile) -> Iterator[Record]:
        """The records of a file that has to be read from its beginning. Those that name only a
        span are kept, to be there when it comes."""
        for record in _read_whole(file, self._report, self._advance):
            if record.trace_id or record.kind != "log":
                yield record
            else:
                self._loose.append(record)

    def _advance(self, count: int) -> None:
        self._read += count
        self._on_share(min(1.0, self._read / self._twice) / 2)

    def _so_far(self, share: float) -> float:
        """How much of 1 is read, once so much of the files that can be cut is."""
        return (1 + share) / 2 if self._twice else share

    def narrow(self, needles: Sequence[Needle]) -> bool:
        """Leaves out, unread, the traces that none of the needles is in; what is bad in their
        entries is not seen. False, and all is left in, where that would be no faster."""
        if self.size < WORTH:
            return False
        self._few = narrow(self.cut, needles, _quietly, self._processes())
        return self._few is not None

    def traces(self) -> Iterator[list[Span]]:
        """The spans of every trace."""
        if self._few is not None:
            yield from self._of_few(self._few)
            return
        index = _index(self.cut, self._report)
        for task in index.tasks():
            for records in self._gather(index, task, self._report):
                yield self._assembler.spans(records)
            self._on_share(self._so_far(task.done))

    def _of_few(self, few: Few) -> Iterator[list[Span]]:
        pending: dict[str, list[Record]] = {trace: [] for trace in few.traces}
        for entry in few.entries:
            for record in parse(entry, self._report):
                if key(record) in pending:
                    pending[key(record)].append(record)
        for records in pending.values():
            yield self._assembler.spans(_with(records, self._loose))

    def _processes(self) -> int:
        return workers.processes() if self.size >= LARGE else 1

    def each(self, work: Callable[[Iterator[list[Span]]], R]) -> Iterator[tuple[R, float]]:
        """`work` on the traces of one task after another, and the share of bytes read by then.

        Where the files are large several processes work: its results are pickled.
        """
        if self._few is not None:
            yield work(self.traces()), 1.0
            return
        count = self._processes()
        assembled = self._assembler.spans  # loaded once, before there are several processes
        index = _index(self.cut, self._report, count)

        def do(task: Task) -> tuple[R, list[Bad], float]:
            bad: list[Bad] = []
            traces = map(assembled, self._gather(index, task, bad.append))
            return work(traces), bad, task.done

        for result, bad, share in workers.in_order(index.tasks(), do, count):
            for one in bad:
                self._report(one)
            yield result, self._so_far(share)

    def _gather(self, index: Index, task: Task, report: OnBad) -> Iterator[list[Record]]:
        """The records of each trace that ends in the task, together."""
        pending: dict[str, list[Record]] = {}
        loose = list(self._loose)
        for number in task.entries:
            here: dict[str, None] = {}  # in order, each once
            told = report if number not in task.again else _say_nothing
            for record in parse(index.entry(number), told):
                end = index.last.get(hash(record.trace_id))
                if end is None:
                    if number not in task.again:
                        _hold(record, pending, loose)
                elif task.first <= end <= task.last:
                    trace_id = record.trace_id
                    here[trace_id] = None
                    pending.setdefault(trace_id, []).append(record)
            for trace_id in here:
                if index.last[hash(trace_id)] == number:
                    yield _with(pending.pop(trace_id), loose)
        yield from (_with(records, loose) for records in pending.values())
        index.let_go(task)


def _say_nothing(bad: Bad) -> None:
    pass


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


def _quietly(entry: Entry) -> list[Record]:
    """The records of an entry; what is bad in it is reported when it is read for good."""
    return list(parse(entry, _say_nothing))


def _index(files: Sequence[TraceFile], report: OnBad, processes: int = 1) -> Index:
    index = Index(files, processes)
    for file in index.unclosed:
        if file.damage is None:
            report(cut_off(file))
    return index


def _read_whole(file: TraceFile, report: OnBad, on_read: OnRead) -> Iterator[Record]:
    if hasattr(file.container, "parse"):
        index = _index([file], report)
        for number in range(len(index)):
            yield from parse(index.entry(number), report)
        return
    try:
        with file.source.open(on_read) as stream:
            for record in file.container.read(stream):
                record.origin = file.source.path
                yield record
    except Exception as error:  # noqa: BLE001 - a plugin's container raises what it likes
        if file.damage is None:  # else that is told already
            report(Bad(file.source.name, None, said(error, file.container)))
