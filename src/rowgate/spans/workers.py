"""Work on many items in several processes, results in the order of the items."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

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
    from multiprocessing import get_context

    context = get_context("fork")
    pipes, children = [], []
    try:
        for number in range(count):
            here, there = context.Pipe(duplex=False)
            child = context.Process(target=_work, args=(items, work, number, count, there))
            child.daemon = True
            child.start()
            there.close()
            pipes.append(here)
            children.append(child)
        yield from _taken_in_turn(pipes)
    finally:
        for child in children:
            child.terminate()
            child.join()


def _taken_in_turn(pipes: list[Any]) -> Iterator[Any]:
    while True:
        for pipe in pipes:
            try:
                kind, value = pipe.recv()
            except EOFError:
                raise ChildProcessError("a process that read trace files was killed") from None
            if kind == "end":
                return
            if kind == "error":
                raise value
            yield value


def _work(
    items: Iterable[T], work: Callable[[T], R], number: int, count: int, results: Any
) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    try:
        for place, item in enumerate(items):
            if place % count == number:
                results.send(("done", work(item)))
        results.send(("end", None))
    except BrokenPipeError:
        pass
    except Exception as error:  # noqa: BLE001 - raised again where the result is awaited
        results.send(("error", error))
