"""Files that can only be read from their beginning, made into ones that can be cut.

Binary OTLP, tables and what plugins read: their records are written once, a line each, into a
temporary file without a name. It is then read like any other, in bounded memory. So is a JSON
document with an item that is too large, in smaller documents (unfold.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import orjson

from rowgate.model import Record
from rowgate.spans import jsontext, unfold
from rowgate.spans.detection import Bad, OnBad, TraceFile
from rowgate.spans.documents import Values
from rowgate.spans.packing import Damage
from rowgate.spans.views import spooled

_SEP = b"\x1f"
"""Around the trace's id, before the record: JSON has this character in no text."""
_LOST = "is cut off or damaged"
_MISSING = "what follows is missing"
_TOO_DEEP = "its content is nested too deeply to be kept"


class RecordLines:
    """Records as lines of a file."""

    name = "records"
    trace_key = re.compile(rb"\x1f([^\x1f\n]+)\x1f")

    def parse(self, entry: bytes) -> Iterator[Record]:
        """The record of a line."""
        value, replaced = jsontext.loads(entry.rpartition(_SEP)[2])
        record = Record(**value)
        if replaced:
            record.marks.append(jsontext.REPLACED)
        yield record


LINES = RecordLines()


def can_be_cut(file: TraceFile) -> bool:
    """Whether the file can be indexed. Annotations (records without a trace id) come from files
    that cannot, which are read first: so they are there in time."""
    container = file.container
    return (
        hasattr(container, "parse")
        and getattr(container, "trace_key", None) is not None
        and not _is_folded(file)
    )


def _is_folded(file: TraceFile) -> bool:
    """Whether it is a document with an item that is too large to be parsed whole."""
    view, levels = file.source.view, getattr(file.container, "levels", ())
    if file.lines or not levels or len(view) <= unfold.LARGEST:
        return False
    longer = Values(view.data, 0, len(view), levels[0].lists).is_longer(unfold.LARGEST)
    view.let_go(0, len(view))
    return longer


def respooled(file: TraceFile, records: Iterator[Record], report: OnBad) -> TraceFile:
    """The file as lines: of these, its records, or of documents that are less."""
    if getattr(file.container, "trace_key", None) is not None and _is_folded(file):
        return _unfolded(file, report)
    marked = hasattr(file.container, "parse")
    return _made(file, LINES, map(line_of, records), None if marked else file.damage)


def _unfolded(file: TraceFile, report: OnBad) -> TraceFile:
    document = unfold.Unfolded(file.source.view, file.container.levels)
    made = _made(file, file.container, document.lines(), file.damage)
    if document.lost is not None and file.damage is None:
        report(Bad(file.source.name, None, f"{_LOST} at byte {document.lost}: {_MISSING}"))
    return made


def _made(
    file: TraceFile, container: Any, lines: Iterator[bytes], damage: Damage | None
) -> TraceFile:
    view = spooled(lines)
    source = file.source._replace(make=lambda: view)
    return TraceFile(source, container, True, damage, made=True)


def line_of(record: Record) -> bytes:
    """A record as a line."""
    trace = record.trace_id.encode("utf-8", "replace")
    return b"".join((_SEP, trace, _SEP, _json(record), b"\n"))


def _json(record: Record) -> bytes:
    try:
        return orjson.dumps(record)
    except TypeError:  # integers of more than 64 bits, half a surrogate pair, a plugin's own types
        try:
            return json.dumps(asdict(record), default=str, skipkeys=True).encode()
        except RecursionError:
            bare = replace(record, attributes={}, events=[], body=None)
            return orjson.dumps(replace(bare, marks=[*record.marks, _TOO_DEEP]))
