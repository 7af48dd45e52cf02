"""Files that can only be read from their beginning, made into ones that can be cut.

Binary OTLP, tables and what plugins read: their records are written once, a line each, into a
temporary file without a name. It is then read like any other, in bounded memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace

import orjson

from rowgate.model import Record
from rowgate.spans import jsontext
from rowgate.spans.detection import TraceFile
from rowgate.spans.views import spooled

_SEP = b"\x1f"
"""Around the trace's id, before the record: JSON has this character in no text."""
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
    return hasattr(container, "parse") and getattr(container, "trace_key", None) is not None


def respooled(file: TraceFile, records: Iterator[Record]) -> TraceFile:
    """The file with these, its records, as lines."""
    view = spooled(map(line_of, records))
    marked = hasattr(file.container, "parse")
    source = file.source._replace(make=lambda: view)
    return TraceFile(source, LINES, True, None if marked else file.damage)


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
