"""What a command writes to: whoever reads it may go, and the disk below it may be full."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

_STOPPING = ("find", "show", "log", "status", "owners", "plugins", "rule", "evaluators", "schema")
"""Commands that only tell. Any other does its work to the end, and says by its exit code how it
came out, though nobody reads the lines."""


def prepare(command: str) -> None:
    """Makes both streams fit for a command."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    stream = sys.stdout
    if (
        command not in _STOPPING
        and stream is sys.__stdout__
        and isinstance(stream, io.TextIOWrapper)
    ):
        sys.stdout = _patient(stream)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # The name of a file need not be UTF-8: its bytes are spelt out, as JSON spells them.
            stream.reconfigure(errors="backslashreplace")


def give_up() -> None:
    """Nothing left to say, nor to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Patient(io.FileIO):
    """A file whose reader may go."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(data)


def _patient(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    try:
        raw = _Patient(stream.fileno(), "w", closefd=False)
    except OSError:
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=stream.encoding, line_buffering=stream.line_buffering
    )
