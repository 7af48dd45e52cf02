"""Calls that wait for a server, side by side.

Daemon threads, since Ctrl-C must not wait for an answer that does not come.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Self, TypeVar

T = TypeVar("T")
_Call = Callable[[], None]


class Beside:
    """Up to `count` calls at once; leaving the block drops those that have not begun."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._waiting: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._threads = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        for _each in range(self._threads):
            self._waiting.put(None)

    def call(self, work: Callable[[], T]) -> Future[T]:
        """What `work` will have given, or raised."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                future.set_exception(error)

        if self._threads < self._count:
            self._threads += 1
            threading.Thread(target=self._work, daemon=True).start()
        self._waiting.put(run)
        return future

    def _work(self) -> None:
        for run in iter(self._waiting.get, None):
            if self._closed:
                return
            run()
