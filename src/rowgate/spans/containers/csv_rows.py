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
    """Each row by the names of its columns. Raises UsageError where the file is no whole CSV."""
    csv.field_size_limit(_LARGEST_CELL)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        yield from csv.DictReader(text)
    except csv.Error as error:
        raise UsageError(f"the CSV is damaged: {error}") from None
    finally:
        text.detach()  # the stream is the caller's to close
