"""An entry of a file → its records; and what is said of one that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from rowgate.errors import RowgateError
from rowgate.hookspecs import Container
from rowgate.model import Record
from rowgate.spans.detection import Bad, OnBad, TraceFile
from rowgate.spans.documents import SEPARATORS, UNCLOSED, Values
from rowgate.spans.index import Entry

_BOM = b"\xef\xbb\xbf"
_BEFORE = SEPARATORS + b"[]"
_DOUBT = "the file is damaged: its text may be another than was written"
_HALF = "; the file ends in the middle of this line: is it still being written?"


def parse(entry: Entry, report: OnBad) -> Iterator[Record]:
    """The records of an entry; where it cannot be read, that is reported."""
    data = entry.data.removeprefix(_BOM) if entry.file.lines else _value_of(entry)
    if not data or data.isspace():
        return
    origin = entry.file.source.path
    damage = entry.file.damage
    doubt = damage is not None and damage.wrong
    try:
        for record in entry.file.container.parse(data):
            record.origin = origin
            if doubt:
                record.marks.append(_DOUBT)
            yield record
    except Exception as error:  # noqa: BLE001 - a plugin's container raises what it likes
        reason = said(error, entry.file.container)
        if not doubt and not (damage and _is_last(entry)):  # the damage is told already
            report(_bad(entry, reason))


def _value_of(entry: Entry) -> bytes:
    """The value of a document's entry, without what leads into the list it stands in."""
    lists = getattr(entry.file.container, "lists", ())
    return entry.data[Values(entry.data, 0, len(entry.data), lists).begin() :]


def cut_off(file: TraceFile) -> Bad:
    """What is said of a file that ends in the middle of a document."""
    view = file.source.view
    return Bad(file.source.name, view.lines_before(len(view)) + 1, UNCLOSED)


def _is_last(entry: Entry) -> bool:
    return entry.offset + len(entry.data) == len(entry.file.source.view)


def _bad(entry: Entry, reason: str) -> Bad:
    if entry.file.made:
        return Bad(entry.file.source.name, None, reason)
    view = entry.file.source.view
    half = _is_last(entry) and entry.data[-1:] not in b"\n]}"
    start = entry.offset + len(entry.data) - len(entry.data.lstrip(_BEFORE))
    line = view.lines_before(start) + 1
    place = "" if entry.file.lines or line > 1 or not start else f" (at byte {start})"
    return Bad(entry.file.source.name, line, reason + place + (_HALF if half else ""))


def said(error: Exception, container: Container) -> str:
    """Why an entry cannot be read. An error that is not ours may quote the entry: only its type."""
    ours = type(container).__module__.startswith("rowgate.spans.")
    if isinstance(error, RowgateError) or (ours and isinstance(error, ValueError)):
        return str(error)
    if ours:
        raise error
    return f"the container {container.name} failed: {type(error).__name__}"
