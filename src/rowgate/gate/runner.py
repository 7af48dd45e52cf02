"""Asks a candidate for the outputs of many cases: side by side, at a rate, with retries.

Threads, since a candidate may be any code; they are daemons, so that Ctrl-C never waits for
an answer that does not come.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rowgate.gate.case import Case, NoOutputError
from rowgate.gate.settings import Pace
from rowgate.model import Output

if TYPE_CHECKING:
    import asyncio

_FIRST_DELAY = 0.5
_LONGEST_DELAY = 30.0


class Answered(NamedTuple):
    """What became of one case."""

    case: Case
    output: Output | None
    reason: str = ""
    """Why there is no output."""
    attempts: int = 1
    extra: Any = None
    """What the caller's `then` made of it, in the same thread."""


Then = Callable[[Answered], Any]


def ask_all(
    candidate: Any, cases: Sequence[Case], pace: Pace, then: Then | None = None
) -> Generator[Answered, None, None]:
    """Every case's answer, in the order they come. Closing the iterator stops the asking.

    A candidate that has `answers(cases)` gets all of them at once and streams; another's
    `answer(case)` may be a function or a coroutine function.
    """
    if hasattr(candidate, "answers"):
        yield from _streamed(candidate, cases, pace, then)
        return
    asking = _Asking(candidate, pace, then)
    try:
        yield from asking.all(cases)
    finally:
        asking.stop()


def _streamed(
    candidate: Any, cases: Sequence[Case], pace: Pace, then: Then | None
) -> Iterator[Answered]:
    waiting = {case.number: case for case in cases}
    attempts, said = 0, "the candidate gave no output for this case"
    while waiting and attempts <= pace.retries:
        attempts += 1
        try:
            for number, output, reason in candidate.answers(list(waiting.values())):
                case = waiting.pop(number, None)
                if case is not None:
                    yield _after(Answered(case, output, reason, attempts), then)
            break
        except NoOutputError as error:
            said = error.reason
            if not error.retry:
                break
    for case in waiting.values():
        yield _after(Answered(case, None, said, attempts), then)


def _after(answered: Answered, then: Then | None) -> Answered:
    return answered if then is None else answered._replace(extra=then(answered))


class _Asking:
    """Worker threads that take cases and put answers."""

    def __init__(self, candidate: Any, pace: Pace, then: Then | None) -> None:
        self._candidate = candidate
        self._pace = pace
        self._then = then
        self._stopped = threading.Event()
        self._turns = _Turns(pace.rate, self._stopped)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: threading.Thread | None = None
        self._starting = threading.Lock()
        self._done: queue.SimpleQueue[Answered | BaseException] = queue.SimpleQueue()

    def all(self, cases: Sequence[Case]) -> Iterator[Answered]:
        waiting = iter(cases)
        taking = threading.Lock()

        def work() -> None:
            while not self._stopped.is_set():
                with taking:
                    case = next(waiting, None)
                if case is None:
                    return
                try:
                    self._done.put(_after(self._ask(case), self._then))
                except BaseException as error:  # noqa: BLE001 - a bug of ours ends the run, loudly
                    self._done.put(error)
                    return

        for _ in range(min(self._pace.concurrency, len(cases))):
            threading.Thread(target=work, daemon=True).start()
        for _ in cases:
            done = self._done.get()
            if isinstance(done, BaseException):
                raise done
            yield done

    def stop(self) -> None:
        self._stopped.set()
        if self._loop is not None and self._serving is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._serving.join(1.0)

    def _ask(self, case: Case) -> Answered:
        attempt = 0
        while True:
            attempt += 1
            self._turns.wait()
            try:
                return Answered(case, self._timed(case), attempts=attempt)
            except NoOutputError as error:
                last = error
            if not last.retry or attempt > self._pace.retries or self._stopped.is_set():
                return Answered(case, None, last.reason, attempt)
            self._stopped.wait(_delay(attempt, last.after))

    def _timed(self, case: Case) -> Output:
        started = time.perf_counter()
        output = self._answer(case)
        if type(output) is str:
            output = Output(text=output)
        if not isinstance(output, Output):
            raise NoOutputError(f"the candidate gave {type(output).__name__}, no output")
        if output.latency_ms is None:
            taken = (time.perf_counter() - started) * 1000
            output = output._replace(latency_ms=round(taken, 3))
        return output

    def _answer(self, case: Case) -> Any:
        import inspect

        try:
            if inspect.iscoroutinefunction(self._candidate.answer):
                return self._in_loop(self._candidate.answer(case))
            if getattr(self._candidate, "keeps_time", False):
                return self._candidate.answer(case)
            return self._in_time(case)
        except NoOutputError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a candidate raises
            # Its message may quote the answer, so only the type is shown.
            raise NoOutputError(f"raised {type(error).__name__}", retry=_passing(error)) from None

    def _in_loop(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        import asyncio

        future = asyncio.run_coroutine_threadsafe(coroutine, self._running_loop())
        try:
            return future.result(self._pace.timeout)
        except TimeoutError:
            if future.done() and not future.cancelled():
                raise  # the candidate's own
            future.cancel()
            raise NoOutputError(self._too_long(), retry=True) from None

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        import asyncio

        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._serving = threading.Thread(target=_serve, args=(self._loop,), daemon=True)
                self._serving.start()
            return self._loop

    def _in_time(self, case: Case) -> Any:
        """Calls a function in a thread of its own: one that hangs is left behind."""
        box: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

        def call() -> None:
            try:
                box.put((True, self._candidate.answer(case)))
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                box.put((False, error))

        threading.Thread(target=call, daemon=True).start()
        try:
            fine, value = box.get(timeout=self._pace.timeout)
        except queue.Empty:
            raise NoOutputError(self._too_long(), retry=True) from None
        if fine:
            return value
        if isinstance(value, Exception):
            raise value
        raise NoOutputError(f"ended by {type(value).__name__}")

    def _too_long(self) -> str:
        return f"no answer within {self._pace.timeout:g} seconds"


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    """Runs coroutines until the loop is stopped, then ends those that are not done."""
    import asyncio

    try:
        loop.run_forever()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=1.0))
    finally:
        loop.close()


class _Turns:
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


def _delay(attempt: int, after: float | None) -> float:
    if after is not None:
        return min(after, _LONGEST_DELAY)
    longest: float = min(_FIRST_DELAY * 2 ** (attempt - 1), _LONGEST_DELAY)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads the retries, no secret


def _passing(error: Exception) -> bool:
    """Whether an error of the candidate's own code looks like one that passes."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in (408, 409, 425, 429) or status >= 500
    return isinstance(error, ConnectionError | TimeoutError)
