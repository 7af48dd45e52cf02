"""One call of a candidate that does not outlive its time, plain or a coroutine."""

from __future__ import annotations

import inspect
import queue
import threading
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from rowgate.gate.answers import sound
from rowgate.gate.case import Case, NoOutputError, too_long
from rowgate.gate.patience import passing
from rowgate.model import Output

if TYPE_CHECKING:
    import asyncio


class Caller:
    """Calls `answer` of a candidate; safe to use from several threads."""

    def __init__(self, candidate: Any, timeout: float) -> None:
        self._candidate = candidate
        self._timeout = timeout
        self._later = inspect.iscoroutinefunction(candidate.answer)
        self._keeps_time = bool(getattr(candidate, "keeps_time", False))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: threading.Thread | None = None
        self._starting = threading.Lock()

    def output(self, case: Case) -> Output:
        """What the candidate answers, with the time it took. Raises NoOutputError."""
        started = time.perf_counter()
        output = self._answer(case)
        if type(output) is str:
            output = Output(text=output)
        if not isinstance(output, Output):
            raise NoOutputError(f"the candidate gave {type(output).__name__}, no output")
        output = sound(output)
        if output.latency_ms is None:
            taken = (time.perf_counter() - started) * 1000
            output = output._replace(latency_ms=round(taken, 3))
        return output

    def close(self) -> None:
        """Ends coroutines that are under way."""
        if self._loop is not None and self._serving is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._serving.join(1.0)

    def _answer(self, case: Case) -> Any:
        try:
            if self._later:
                return self._in_loop(self._candidate.answer(case))
            if self._keeps_time:
                return self._candidate.answer(case)
            return self._in_time(case)
        except NoOutputError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a candidate raises
            # Its message may quote the answer, so only the type is shown.
            raise NoOutputError(f"raised {type(error).__name__}", retry=passing(error)) from None

    def _in_loop(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        import asyncio

        future = asyncio.run_coroutine_threadsafe(coroutine, self._running_loop())
        try:
            return future.result(self._timeout)
        except TimeoutError:
            if future.done() and not future.cancelled():
                raise  # the candidate's own
            future.cancel()
            raise NoOutputError(too_long(self._timeout), retry=True) from None

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
            fine, value = box.get(timeout=self._timeout)
        except queue.Empty:
            raise NoOutputError(too_long(self._timeout), retry=True) from None
        if fine:
            return value
        if isinstance(value, Exception):
            raise value
        raise NoOutputError(f"ended by {type(value).__name__}")


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
