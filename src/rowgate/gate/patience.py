"""When a candidate is asked, and asked again: its rate, and the waits between attempts."""

from __future__ import annotations

import random
import threading
import time

_FIRST_DELAY = 0.5
_LONGEST_DELAY = 30.0


class Turns:
    """Lets at most `rate` callers go each second, evenly spaced."""

    def __init__(self, rate: float | None, stopped: threading.Event) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._next = 0.0
        self._lock = threading.Lock()
        self._stopped = stopped

    def wait(self) -> None:
        if not self._gap:
            return
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now)
            self._next = turn + self._gap
        self._stopped.wait(turn - now)


def delay(attempt: int, after: float | None) -> float:
    if after is not None:
        return min(after, _LONGEST_DELAY)
    longest: float = min(_FIRST_DELAY * 2 ** (attempt - 1), _LONGEST_DELAY)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads the retries, no secret


def passing(error: Exception) -> bool:
    """Whether an error of the candidate's own code looks like one that passes."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in (408, 409, 425, 429) or status >= 500
    return isinstance(error, ConnectionError | TimeoutError)
