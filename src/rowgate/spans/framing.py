"""Cuts a trace file into entries without parsing it.

An entry is one line of JSONL, or one value of documents that stand in a row (documents.py):
an item of a list, or a document (what console exporters print). Which it is, is told from the
beginning of the file.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, NamedTuple

from rowgate.spans import documents, jsontext
from rowgate.spans.views import Buffer, View

HEAD = 1 << 16
"""Bytes of a file that detection sees."""

_BOM = b"\xef\xbb\xbf"


class Entry(NamedTuple):
    """One entry: its bytes, the line it begins on (from 1), its offset in the (unpacked) file."""

    data: bytes
    line: int
    offset: int


def is_lines(head: bytes) -> bool:
    """Whether a file beginning with `head` is JSONL: its lines are JSON values on their own. Some
    may be damaged; and a document may have a line here and there that is one."""
    lines = [line for line in head.removeprefix(_BOM).split(b"\n") if line.strip()]
    if not lines:
        return True
    if len(lines) == 1:
        return b"\n" not in head.strip()
    if _is_value(lines[0]):
        return True
    if [line for line in lines if line.startswith(b"[")] == lines[:1]:
        return False  # a list with an item a line: that it ends can be told of a document only
    return _mostly_values(lines, len(head))


def is_mostly_lines(head: bytes) -> bool:
    """Whether at least half of the lines that a file has at its beginning are JSON values."""
    return _mostly_values([line for line in head.split(b"\n") if line.strip()], len(head))


def _mostly_values(lines: list[bytes], size: int) -> bool:
    whole = lines if size < HEAD else lines[:-1]  # of a long file the last is cut off here
    return sum(map(_is_value, whole)) * 2 >= len(whole)


def is_one_line(view: View) -> bool:
    """Whether a file that is longer than its head has no second line: then it is a document, or
    several without a break, however it begins."""
    if len(view) <= HEAD or b"\n" in view.data[:HEAD]:
        return False
    for start, stop in view.windows():
        line = view.data.find(b"\n", start, stop)
        if line >= 0:
            return not view.data[line : line + HEAD].strip()
    return True


def _is_value(line: bytes) -> bool:
    """A whole object or array: a line inside a pretty-printed document is hardly ever one."""
    try:
        value, _ = jsontext.loads(line.strip(documents.SEPARATORS))
    except ValueError:
        return False
    return isinstance(value, dict | list) and bool(value)


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of a JSON file, in order."""
    head = stream.read(HEAD)
    if is_lines(head):
        yield from lines(stream, head)
    else:
        yield from in_documents(head + stream.read())


def lines(stream: BinaryIO, head: bytes = b"") -> Iterator[Entry]:
    """The lines that are not blank. `head` is what was already read of the stream."""
    offset = 0
    for number, line in enumerate(_joined(stream, head), start=1):
        data = line.removeprefix(_BOM) if number == 1 else line
        if not data.isspace() and data:
            yield Entry(data, number, offset)
        offset += len(line)


def _joined(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    """The stream's lines as if `head` had not been read from it."""
    first = io.BytesIO(head).readlines()
    if first and not first[-1].endswith(b"\n"):
        first[-1] += stream.readline()
    return chain(first, stream)


def in_documents(data: bytes) -> Iterator[Entry]:
    """The values of one document, or of several in a row."""
    line, counted = 1, 0
    for start, stop in documents.Values(data, 0, len(data)):
        line += data.count(b"\n", counted, start)
        counted = start
        yield Entry(data[start:stop], line, start)


def document_stops(data: Buffer, lists: Sequence[str] = ()) -> Generator[int, None, bool]:
    """The offsets where the values of documents end, and where the file does. What stands between
    two belongs to the second. Gives back whether a list in the file has no end."""
    values = documents.Values(data, 0, len(data), lists)
    last = 0
    for _, last in values:
        yield last
    if last < len(data):
        yield len(data)
    return values.unclosed
