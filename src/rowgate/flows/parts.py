"""Work on many things in parts, a core each, where that pays.

Processes are forked: what was loaded is there, and nothing has to be sent but the results.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_OWN_SHARE = 0.92
"""Of an even share: this process has the results to put together besides."""


def cores() -> int:
    """How many processes may run at once; 1 where forking is no option."""
    if sys.platform != "linux":  # on macOS a fork of a process with threads may hang
        return 1
    return len(os.sched_getaffinity(0))


def in_parts(work: Callable[[Sequence[T]], R], items: Sequence[T], parts: int) -> list[R]:
    """What `work` makes of the items, in as many parts, in their order.

    What a part raises is raised here: its part is worked on again, in this process.
    """
    first, *others = _shares(items, parts)
    gc.freeze()
    children = [(_fork(work, share), share) for share in others]
    found = [work(first)]
    for (child, pipe), share in children:
        with os.fdopen(pipe, "rb") as answer:
            data = answer.read()
        os.waitpid(child, 0)
        found.append(pickle.loads(data) if data else work(share))  # noqa: S301 - of our own child
    return found


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


def _shares(items: Sequence[T], parts: int) -> list[Sequence[T]]:
    own = int(len(items) / parts * _OWN_SHARE)
    step = -(-(len(items) - own) // (parts - 1))
    rest = [items[at : at + step] for at in range(own, len(items), step)]
    return [items[:own], *rest]


def _fork(work: Callable[[Sequence[T]], Any], share: Sequence[T]) -> tuple[int, int]:
    """The child's process id, and the end of a pipe that its pickled result comes out of."""
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        data = pickle.dumps(work(share), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as answer:
            answer.write(data)
    finally:
        # Never up into the parent's frames, its `finally` and its buffers; an empty answer says
        # that this part failed.
        os._exit(0)
