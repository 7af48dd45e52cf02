"""What commands that read traces say beside their output: how far they are, what was bad."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

from rowgate.errors import USAGE

if TYPE_CHECKING:
    from rowgate.flows.executing import Progress as RunProgress
    from rowgate.spans.detection import Bad

T = TypeVar("T")

_AFTER = 0.7
"""Seconds before anything is said; `ROWGATE_PROGRESS_AFTER` sets others."""


class Progress:
    """Told the share that is done, it shows it; it clears its line before other output."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._after = float(os.environ.get("ROWGATE_PROGRESS_AFTER") or _AFTER)
        self._next = time.monotonic() + self._after
        self._shown = False

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if self._on and now >= self._next:
            self._next = now + self._after / 4
            self._shown = True
            click.echo(f"\r\x1b[Kread {share:.0%}", err=True, nl=False)

    def around(self, lines: Iterable[T]) -> Iterator[T]:
        """The lines (or several at a time), each free of what was shown."""
        for line in lines:
            self.clear()
            yield line
        self.clear()

    def clear(self) -> None:
        """Takes the line away."""
        if self._shown:
            self._shown = False
            click.echo("\r\x1b[K", err=True, nl=False)


def told(found: Iterable[Bad], *, skip_bad: bool = False) -> int:
    """Says on standard error what could not be read, and gives the exit code for it: files of a
    folder that are no traces are no failure."""
    code = 0
    for bad in found:
        where = f"{bad.file}:{bad.line}" if bad.line else bad.file
        click.echo(f"rowgate: {where}: {bad.reason}", err=True)
        if not bad.foreign and not skip_bad:
            code = USAGE
    return code


class _RunLine:
    """One line of a terminal, written anew at most ten times a second."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, progress: RunProgress) -> None:
        from rowgate.reports.runs import progress_line

        now, last = time.monotonic(), progress.done == progress.total
        if now < self._next and not last:
            return
        self._next = now + 0.1
        end = "\n" if last else ""
        sys.stderr.write(f"\r{progress_line(progress)}\x1b[K{end}")
        sys.stderr.flush()


def watcher() -> _RunLine | None:
    """Shows progress where a person sees it, and nowhere else."""
    return _RunLine() if sys.stderr.isatty() else None
