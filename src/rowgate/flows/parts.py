"""Work on many things in parts, a core each, where that pays.

Processes are forked: what was loaded is there, and nothing has to be sent but the results.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, BinaryIO, TypeVar

from rowgate.forked import Child, fork

T = TypeVar("T")
R = TypeVar("R")

_PARTS_EACH = 12
"""Parts for each process: whoever is done takes the next, so that all are done at once."""


def cores() -> int:
    """How many processes may run at once; 1 where forking is no option."""
    if sys.platform != "linux":  # on macOS a fork of a process with threads may hang
        return 1
    return len(os.sched_getaffinity(0))


def in_parts(work: Callable[[Sequence[T]], R], items: Sequence[T], processes: int) -> list[R]:
    """What `work` makes of the items, part by part in their order, by so many processes.

    What a part raises is raised here: its part is worked on again, in this process.
    """
    parts = _parts(items, processes)
    queue = _queue(len(parts))
    gc.freeze()
    children = [fork(partial(_answer, work, parts, queue)) for _ in range(processes - 1)]
    done: dict[int, R] = {}
    try:
        _work_off(work, parts, queue, done)
    finally:
        while os.read(queue, 256):  # where this process failed, nobody need go on
            pass
        os.close(queue)
        answers = [_answer_of(child) for child in children]
    for answer in answers:
        done |= pickle.loads(answer) if answer else {}  # noqa: S301 - of our own child
    return [done[at] if at in done else work(part) for at, part in enumerate(parts)]


def _answer_of(child: Child) -> bytes:
    with child.results as results:
        answer = results.read()
    os.waitpid(child.pid, 0)
    return answer


def _parts(items: Sequence[T], processes: int) -> list[Sequence[T]]:
    # A place in the queue is one byte.
    step = -(-len(items) // min(processes * _PARTS_EACH, 256)) or 1
    return [items[at : at + step] for at in range(0, len(items), step)]


def _queue(count: int) -> int:
    """The end of a pipe that gives each number below `count` to one reader only."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(count)))
    os.close(writing)
    return reading


def _work_off(
    work: Callable[[Sequence[T]], R], parts: Sequence[Sequence[T]], queue: int, done: dict[int, R]
) -> None:
    """Works on parts as long as there are any left."""
    while place := os.read(queue, 1):
        done[place[0]] = work(parts[place[0]])


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: among a million small objects that all stay it finds none."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
        gc.unfreeze()


def _answer(
    work: Callable[[Sequence[T]], Any], parts: Sequence[Sequence[T]], queue: int, answer: BinaryIO
) -> None:
    """Writes what a child made, pickled; a part that failed is missing in it."""
    done: dict[int, Any] = {}
    with suppress(Exception):
        try:
            _work_off(work, parts, queue, done)
        finally:
            answer.write(pickle.dumps(done, pickle.HIGHEST_PROTOCOL))
