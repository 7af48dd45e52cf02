"""Rows of a CSV file, for the containers that are some."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from rowgate.errors import UsageError

_LARGEST_CELL = 1 << 30


def columns_of(head: bytes) -> set[str]:
    """The names in the first line."""
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    names = first.decode("utf-8", "replace").strip().split(",")
    return {name.strip('"') for name in names}


def rows_of(stream: BinaryIO) -> Iterator[dict[str, str]]:
    """Each row by the names of its columns. Raises UsageError where the file is no whole CSV, after
    the rows that are whole."""
    csv.field_size_limit(_LARGEST_CELL)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    lines = _Lines(text)
    try:
        rows = csv.reader(lines)
        names = next(rows, [])
        row = next(rows, None)
        if row is None and not lines.last.endswith(("\n", "\r")):
            raise UsageError("the CSV is cut off in its first line")
        while row is not None:
            whole = len(row) >= len(names) and not lines.ended
            after = next(rows, None)
            if not whole and after is None and row:
                raise UsageError(f"the CSV is cut off in its last row, line {rows.line_num}")
            if row:
                yield dict(zip(names, row, strict=False))
            row = after
    except csv.Error as error:
        raise UsageError(f"the CSV is damaged: {error}") from None
    finally:
        text.detach()  # the stream is the caller's to close


class _Lines:
    """Lines that know whether more of them were asked for than there are: within a row, its quoted
    cell does not end."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.ended = False
        self.last = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.last = line
            return line
        self.ended = True
        raise StopIteration
