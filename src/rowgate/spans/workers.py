"""Work on many items in several processes, results in the order of the items.

Processes are forked, and their results pickled into pipes: `multiprocessing` does the same, but
takes longer to import than a search of a hundred megabytes.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, TypeVar

from rowgate.errors import UsageError
from rowgate.forked import Child, fork
from rowgate.spans import shrunk

T = TypeVar("T")
R = TypeVar("R")


def processes() -> int:
    """How many processes are worth starting here: the cores this one may use; 1 where a process
    cannot be split in two (Windows) or should not be (it has threads)."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(items: Iterable[T], work: Callable[[T], R], count: int) -> Iterator[R]:
    """`work` on every item, by `count` processes in turn; what it raises is raised here.

    The processes are copies of this one, so that work and items may be anything; results are
    pickled. Each works ahead no further than a result that nobody has taken.
    """
    if count < 2:
        yield from map(work, items)
        return
    children: list[Child] = []
    try:
        children.extend(fork(partial(_work, items, work, number, count)) for number in range(count))
        yield from _taken_in_turn(children)
    finally:
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
            child.results.close()
            with suppress(ChildProcessError):
                os.waitpid(child.pid, 0)


def _taken_in_turn(children: Sequence[Child]) -> Iterator[Any]:
    while True:
        for child in children:
            try:
                kind, value = pickle.load(child.results)  # noqa: S301 - of our own child
            except (EOFError, pickle.UnpicklingError):
                raise _killed(child) from None
            if kind == "end":
                return
            if kind == "error":
                raise value
            yield value


def _killed(child: Child) -> UsageError:
    """What is said of a child that ended before its work: a file of its became shorter, or it was
    killed from outside, mostly for want of memory."""
    number = os.WTERMSIG(os.waitpid(child.pid, 0)[1])
    if number == getattr(signal, "SIGBUS", None):
        return shrunk.error()
    return UsageError(
        f"a process that read trace files was killed (signal {number})",
        fix="is there enough memory?",
    )


def _work(
    items: Iterable[T], work: Callable[[T], R], number: int, count: int, results: BinaryIO
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGBUS, signal.SIG_DFL)  # the parent says it, once
    try:
        for place, item in enumerate(items):
            if place % count == number:
                _send(results, "done", work(item))
        _send(results, "end", None)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - raised again where the result is awaited
        _send(results, "error", error)


def _send(results: BinaryIO, kind: str, value: Any) -> None:
    results.write(pickle.dumps((kind, value), pickle.HIGHEST_PROTOCOL))
    results.flush()
