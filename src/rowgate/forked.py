"""A copy of this process that does one piece of work and writes what comes of it into a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import BinaryIO, NamedTuple


class Child(NamedTuple):
    """A forked process, and the end of the pipe that its results come out of."""

    pid: int
    results: BinaryIO


def fork(work: Callable[[BinaryIO], None]) -> Child:
    """A child in which `work` writes to the pipe.

    What `work` raises ends the child and nothing else: whoever reads sees the pipe's end.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return Child(child, os.fdopen(reading, "rb"))
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as results:
            work(results)
    finally:
        # Never up into the parent's frames, its `finally` and its buffers.
        os._exit(0)
