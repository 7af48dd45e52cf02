"""Run files on disk: where they go, how they are opened and gone on with, their shards."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rowgate.errors import RowgateError, UsageError
from rowgate.gate.record import Run
from rowgate.gate.runfile import read_run
from rowgate.rows import store


def read_file(path: Path) -> Run:
    """The run that a file holds. Raises `UsageError` where it cannot be read, or is none."""
    return read_run(store.read_file(path), str(path))


def new_path(folder: Path, candidate: str, shard: tuple[int, int] | None) -> Path:
    """A path below `folder` that no file has, named by candidate, time and shard."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    part = f"-{shard[0]}of{shard[1]}" if shard else ""
    path = folder / f"{candidate}-{stamp}{part}.jsonl"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{candidate}-{stamp}{part}-{number}.jsonl"
    return path


def shard_of(before: Run | None) -> tuple[int, int] | None:
    """The shard that a run is of; None: all of it."""
    if before is None or before.header.shard is None:
        return None
    return parse_shard(before.header.shard)


def parse_shard(text: str) -> tuple[int, int]:
    """`2/8` as `(2, 8)`. Raises `UsageError`."""
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise UsageError(f"{text} is no shard", fix="write PART/PARTS, as --shard 2/8")
    return int(part), int(parts)


@contextmanager
def opened(path: Path, *, again: bool) -> Iterator[BinaryIO]:
    """The run file, to be written to its end; a line that was cut short goes first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not again:
            with path.open("xb") as file:
                yield file
            return
        content = path.read_bytes()
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)
            file.seek(0, os.SEEK_END)
            yield file
    except FileExistsError:
        raise UsageError(f"{path} exists already", fix="go on with it by --resume") from None
    except OSError as error:
        raise RowgateError(f"{path}: cannot be written ({store.reason(error)})") from None
