"""A detector that raises, overruns its time or reports nonsense stops everything.

Two ways to stop a call that does not come back. On the main thread a built-in detector
runs under an interval timer (SIGALRM): its patterns are linear and Python code between
them sees the signal, so does a backtracking `re`. Any other detector, and any detector off the
main thread, runs in a forked process that is killed: a signal is not seen by C code
that holds the interpreter's lock, and a thread cannot be stopped at all.

No error here carries a text, not even by `__context__`: it is raised after the handler
of the one that caused it has ended.
"""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import nullcontext
from typing import TYPE_CHECKING, ClassVar

from rowgate.errors import RowgateError
from rowgate.model import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

SECONDS = 10.0
SECONDS_PER_MEGABYTE = 3.0
_SOON = 0.001


class RedactionFailed(RowgateError):  # noqa: N818 - the word of the docs
    """A detector failed, so nothing may be written. Names the detector, never a value."""

    def __init__(self, detector: str, what: str) -> None:
        super().__init__(
            f"redactor {detector} {what}; nothing was written",
            fix=f"mend or remove the redactor {detector}",
        )
        self.detector = detector
        self.what = what


class _OutOfTime(BaseException):
    """Raised by the signal inside of a detector; no `except Exception` there may eat it."""


def seconds_over(text: str) -> float:
    """How much longer a plugin's detector, or all built-in ones together, may take over a text."""
    return len(text) / 1_000_000 * SECONDS_PER_MEGABYTE


def on_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def one_alarm() -> AbstractContextManager[object]:
    """For all texts looked at within it; nothing off the main thread, where no signal comes."""
    return Alarm() if on_main_thread() else nullcontext()


class Alarm:
    """On the main thread, for as long as it is entered: stops calls that overrun.

    Entered within another it is the other: a handler is set up once for many texts.
    """

    _entered: ClassVar[Alarm | None] = None

    def __enter__(self) -> Alarm:
        if Alarm._entered is None:
            Alarm._entered = self
            self._running = False
            self._armed = False
        return Alarm._entered

    def __exit__(self, *_: object) -> None:
        if Alarm._entered is not self:
            return
        Alarm._entered = None
        if self._armed:
            signal.setitimer(signal.ITIMER_REAL, *self._outer)
            signal.signal(signal.SIGALRM, self._before)

    def arm(self, seconds: float) -> None:
        """Gives the calls from here on so much time together."""
        if not self._armed:
            self._armed = True
            self._before = signal.signal(signal.SIGALRM, self._out_of_time)
            self._outer = signal.getitimer(signal.ITIMER_REAL)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def call(self, name: str, find: Callable[[str], Iterable[Finding]], text: str) -> list[Finding]:
        """The findings of one detector. Raises RedactionFailed."""
        return self.each(name, find, (text,))[0]

    def each(
        self, name: str, find: Callable[[str], Iterable[Finding]], texts: Iterable[str]
    ) -> list[list[Finding]]:
        """The findings of one detector in each of several texts. Raises RedactionFailed."""
        found, failure = None, "ran out of time"
        try:
            self._running = True
            found = [list(find(text)) for text in texts]
            self._running = False
        except _OutOfTime:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it raises, it failed
            failure = f"failed with {named(error)}"
        self._running = False
        if found is None:
            raise RedactionFailed(name, failure)
        return found

    def _out_of_time(self, _signal: int, _frame: object) -> None:
        # Between two calls there is nothing to stop: the next one has no time left.
        if self._running:
            raise _OutOfTime
        signal.setitimer(signal.ITIMER_REAL, _SOON)


def named(error: BaseException) -> str:
    """What an error is called, where that stood in a module before it was raised: a class made
    on the spot may be called after what its maker was looking at."""
    for kind in type(error).__mro__:
        if getattr(sys.modules.get(kind.__module__), kind.__name__, None) is kind:
            return str(kind.__name__)
    return "an error"


def checked(name: str, found: Iterable[object], length: int) -> list[Finding]:
    """Findings whose ranges lie in the text and whose types are words. Raises RedactionFailed."""
    good: list[Finding] = []
    for each in found:
        if not isinstance(each, tuple) or len(each) < 3:
            raise RedactionFailed(name, "reported something that is no finding")
        start, end, type_ = each[:3]
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
            raise RedactionFailed(name, "reported a range outside of the text")
        if not is_type(type_):
            raise RedactionFailed(name, "reported a type that is no lower-case word")
        good.append(Finding(start, end, type_, name))
    return good


def is_type(type_: object) -> bool:
    """Lower-case words joined by dashes, so that it makes a placeholder's name."""
    return (
        isinstance(type_, str)
        and 0 < len(type_) <= 60
        and type_.isascii()
        and type_[0].isalpha()
        and all(part.isalnum() and part == part.lower() for part in type_.split("-"))
    )
