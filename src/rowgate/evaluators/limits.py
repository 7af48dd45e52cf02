"""A limit on how long an evaluator of a plugin may take.

By a signal on the main thread (POSIX `setitimer`), because a thread cannot be stopped.
On another thread nothing is limited: a caller that judges there has its own means.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType


class TimeUpError(BaseException):
    """The limit is reached. No `Exception`, so that an evaluator does not swallow it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TimeUpError inside the block once `seconds` have passed.

    A timer that was running before runs on afterwards, with the time it has left.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGALRM, _time_is_up)
    before, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    started = monotonic()
    try:
        # Twice, for a signal that comes after the block and before the timer is off.
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, handler)
        if before:
            left = max(before - (monotonic() - started), 1e-6)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


def _time_is_up(_: int, __: FrameType | None) -> None:
    raise TimeUpError
