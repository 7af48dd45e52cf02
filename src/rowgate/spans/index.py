"""Which entry of the files names which trace, found without parsing; and what to read together.

A trace may be split over lines and files, its children before their parents. The index knows
the last entry of each trace, so that reading can give a trace away as soon as it is whole, and
can be cut into tasks of a few megabytes that need nothing of each other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Generator, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rowgate.spans.detection import TraceFile
from rowgate.spans.framing import document_stops
from rowgate.spans.ids import normal_id
from rowgate.spans.workers import in_order

TASK = 8 << 20
"""Bytes that are read together: what is parsed at one time, and what a process does at once."""

_STRETCH = 32 << 20
"""Bytes of a file that are indexed at once."""


class Entry(NamedTuple):
    """One entry: its bytes, the file, where in it they stand."""

    data: bytes
    file: TraceFile
    offset: int


class Task(NamedTuple):
    """What to read, to give away every trace whose last entry is one of `first` … `last`."""

    entries: Sequence[int]
    """Numbers of entries over all files, ascending."""
    first: int
    last: int
    again: frozenset[int]
    """Those of them that an earlier task read too, for other traces of theirs."""
    done: float
    """The share of all bytes that is read after it."""


class Stretch(NamedTuple):
    """A part of a file, from one entry's beginning to another's end."""

    place: int
    """Which of the files."""
    file: TraceFile
    start: int
    stop: int


class _Scanned(NamedTuple):
    """What an index knows of a stretch. Owners count from its first entry."""

    starts: array[int]
    mentions: array[int]
    owners: array[int]
    unclosed: bool
    """Whether a list in it has no end."""


class Index:
    """The entries of files that can be cut into some, numbered through, and their traces."""

    def __init__(self, files: Sequence[TraceFile], processes: int = 1) -> None:
        self.files = files
        self.last: dict[int, int] = {}
        """The hash of a trace's id to the number of the last entry that names it."""
        self._bases = [0]
        for file in files:
            self._bases.append(self._bases[-1] + len(file.source.view))
        self._starts: array[int] = array("q")
        self._mentions: array[int] = array("q")
        self._owners: array[int] = array("q")
        self.unclosed: list[TraceFile] = []
        """Files that end in the middle of a list."""
        parts = stretches(files)
        for part, found in zip(parts, in_order(parts, _scan, processes), strict=True):
            self._add(self._bases[part.place], found)
            self.unclosed += [part.file] if found.unclosed else []
        self._starts.append(self._bases[-1])
        self.last.update(zip(self._mentions, self._owners, strict=True))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def _add(self, base: int, found: _Scanned) -> None:
        first = len(self._starts)
        self._starts.extend(base + start for start in found.starts)
        self._mentions.extend(found.mentions)
        self._owners.extend(first + owner for owner in found.owners)

    def entry(self, number: int) -> Entry:
        """An entry by its number."""
        start, stop = self._starts[number], self._starts[number + 1]
        place = bisect_right(self._bases, start) - 1
        file, base = self.files[place], self._bases[place]
        return Entry(file.source.view.data[start - base : stop - base], file, start - base)

    def let_go(self, task: Task) -> None:
        """The task is done: the pages of its entries are not needed for now."""
        places = {bisect_right(self._bases, self._starts[n]) - 1 for n in task.entries}
        for place in places:
            view = self.files[place].source.view
            view.let_go(0, len(view))

    def naming(self, traces: Collection[str]) -> Iterator[Entry]:
        """The entries that name one of these traces."""
        keys = {hash(trace_id) for trace_id in traces}
        pairs = zip(self._owners, self._mentions, strict=True)
        for number in dict.fromkeys(owner for owner, key in pairs if key in keys):
            yield self.entry(number)

    def tasks(self) -> Iterator[Task]:
        """Tasks that read everything, in the order of the files."""
        waiting: dict[int, list[int]] = {}
        read = bytearray(len(self))
        needed: set[int] = set()
        first = size = done = 0
        for number, mentions in self._mentioned():
            ends = [] if mentions else [number]
            for key in mentions:
                if self.last.get(key, number) == number:
                    ends += [*waiting.pop(key, ()), number]
                else:
                    waiting.setdefault(key, []).append(number)
            for needs in ends:
                if needs not in needed:
                    needed.add(needs)
                    size += self._starts[needs + 1] - self._starts[needs]
            if size >= TASK or number == len(self) - 1:
                again = frozenset(n for n in needed if read[n])
                for n in needed - again:
                    read[n] = 1
                    done += self._starts[n + 1] - self._starts[n]
                yield Task(sorted(needed), first, number, again, done / (self._bases[-1] or 1))
                needed, first, size = set(), number + 1, 0

    def _mentioned(self) -> Iterator[tuple[int, list[int]]]:
        """Every entry's number with the traces it names."""
        pairs = zip(self._owners, self._mentions, strict=True)
        next_number = 0
        for number, group in groupby(pairs, key=lambda pair: pair[0]):
            yield from ((n, []) for n in range(next_number, number))
            yield number, [key for _, key in group]
            next_number = number + 1
        yield from ((n, []) for n in range(next_number, len(self)))


def stretches(files: Sequence[TraceFile]) -> list[Stretch]:
    """The files in parts: a file of lines is cut at some of them, documents are not many."""
    parts: list[Stretch] = []
    for place, file in enumerate(files):
        data = file.source.view.data
        start = 0
        while start < len(data):
            stop = len(data)
            if file.lines and stop - start > _STRETCH:
                stop = data.find(b"\n", start + _STRETCH) + 1 or stop
            parts.append(Stretch(place, file, start, stop))
            start = stop
    return parts


def _scan(part: Stretch) -> _Scanned:
    """The beginnings of the entries and the traces they name, each once in a row."""
    view = part.file.source.view
    key = getattr(part.file.container, "trace_key", None)
    starts, mentions, owners = array("q"), array("q"), array("q")
    stops = stops_of(part)
    stop = part.start
    number, seen = -1, b""
    for window in view.windows(part.start, part.stop):
        for match in key.finditer(view.data, *window) if key else ():
            while match.start() >= stop:
                starts.append(stop)
                stop, number, seen = next(stops), number + 1, b""
            if match[1] != seen:
                seen = match[1]
                mentions.append(hash(normal_id(seen.decode("utf-8", "replace"))))
                owners.append(number)
    while stop < part.stop:
        starts.append(stop)
        stop = next(stops)
    return _Scanned(starts, mentions, owners, _is_unclosed(stops))


def _is_unclosed(stops: Generator[int, None, bool]) -> bool:
    """What is known of a list without an end once nothing stops any more."""
    try:
        next(stops)
    except StopIteration as end:
        return bool(end.value)
    return False


def stops_of(part: Stretch) -> Generator[int, None, bool]:
    """Where its entries end. Gives back whether a list has no end."""
    data = part.file.source.view.data
    if not part.file.lines:
        unclosed = yield from document_stops(data, getattr(part.file.container, "lists", ()))
        return unclosed and not getattr(part.file.container, "noisy", True)
    stop = part.start
    while stop < part.stop:
        stop = data.find(b"\n", stop, part.stop) + 1 or part.stop
        yield stop
    return False
