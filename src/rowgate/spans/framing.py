"""Cuts a trace file into entries without parsing it.

An entry is one line of JSONL, the whole of a document, or one of several pretty-printed
documents that stand in a row (what console exporters print). Which it is, is told from the
beginning of the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from rowgate.spans import jsontext
from rowgate.spans.views import Buffer

HEAD = 1 << 16
"""Bytes of a file that detection sees."""

_BOM = b"\xef\xbb\xbf"
_NEXT_DOCUMENT = re.compile(rb"(?<=\n[}\]])\s*\n(?=[{\[])")


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
    whole = lines if len(head) < HEAD else lines[:-1]  # of a long file the last is cut off here
    return _is_value(lines[0]) or sum(map(_is_value, whole)) * 2 >= len(whole)


def _is_value(line: bytes) -> bool:
    """A whole object or array: a line inside a pretty-printed document is hardly ever one."""
    try:
        value, _ = jsontext.loads(line)
    except ValueError:
        return False
    return isinstance(value, dict | list) and bool(value)


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of a JSON file, in order."""
    head = stream.read(HEAD)
    if is_lines(head):
        yield from lines(stream, head)
    else:
        yield from documents(head + stream.read())


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


def documents(data: bytes) -> Iterator[Entry]:
    """One document, or pretty-printed documents in a row."""
    start = 0
    line = 1
    for stop in document_stops(data):
        part = data[start:stop]
        if part.strip():
            yield Entry(part.removeprefix(_BOM), line, start)
        line += part.count(b"\n")
        start = stop


def document_stops(data: Buffer) -> Iterator[int]:
    """The offsets where pretty-printed documents in a row end."""
    for match in _NEXT_DOCUMENT.finditer(data):
        yield match.end()
    yield len(data)
