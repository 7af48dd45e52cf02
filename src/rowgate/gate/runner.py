"""Asks a candidate for the outputs of many cases: side by side, at a rate, with retries.

Threads, since a candidate may be any code; they are daemons, so that Ctrl-C never waits for
an answer that does not come.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from rowgate.gate.answers import sound
from rowgate.gate.calling import Caller
from rowgate.gate.case import Case, NoOutputError
from rowgate.gate.patience import Turns, delay
from rowgate.gate.settings import Pace
from rowgate.model import Output


class Answered(NamedTuple):
    """What became of one case."""

    case: Case
    output: Output | None
    reason: str = ""
    """Why there is no output."""
    attempts: int = 1
    extra: Any = None
    """What the caller's `then` made of it, in the same thread."""


_TWICE = "the candidate answered this case more than once"
Then = Callable[[Answered], Any]


@contextmanager
def asking(
    candidate: Any, cases: Sequence[Case], pace: Pace, then: Then | None = None
) -> Iterator[Iterator[Answered]]:
    """Asks from here on until the block ends; in it, the answers in the order they come.

    A candidate that has `answers(cases)` gets all of them at once and streams, from the first
    answer that is waited for; another's `answer(case)` may be a function or a coroutine function.
    """
    if hasattr(candidate, "answers"):
        streamed = _streamed(candidate, cases, pace, then)
        try:
            yield streamed
        finally:
            streamed.close()
        return
    found = _Asking(candidate, pace, then)
    found.start(cases)
    try:
        yield found.answers(len(cases))
    finally:
        found.stop()


def _streamed(
    candidate: Any, cases: Sequence[Case], pace: Pace, then: Then | None
) -> Generator[Answered, None, None]:
    asked = {case.number: case for case in cases}
    waiting = dict(asked)
    attempts, said = 0, "the candidate gave no output for this case"
    while waiting and attempts <= pace.retries:
        attempts += 1
        try:
            for number, output, reason in candidate.answers(list(waiting.values())):
                if number in waiting:
                    answered = _sound(Answered(waiting.pop(number), output, reason, attempts))
                    yield _after(answered, then)
                elif number in asked:
                    # Nobody can tell which of the two was meant, so neither counts.
                    yield _after(Answered(asked[number], None, _TWICE, attempts), then)
            break
        except NoOutputError as error:
            said = error.reason
            if not error.retry:
                break
    for case in waiting.values():
        yield _after(Answered(case, None, said, attempts), then)


def _sound(answered: Answered) -> Answered:
    try:
        return answered._replace(output=answered.output and sound(answered.output))
    except NoOutputError as error:
        return answered._replace(output=None, reason=error.reason)


def _after(answered: Answered, then: Then | None) -> Answered:
    return answered if then is None else answered._replace(extra=then(answered))


class _Asking:
    """Worker threads that take cases and put answers."""

    def __init__(self, candidate: Any, pace: Pace, then: Then | None) -> None:
        self._caller = Caller(candidate, pace.timeout)
        self._pace = pace
        self._then = then
        self._stopped = threading.Event()
        self._turns = Turns(pace.rate, self._stopped)
        self._done: queue.SimpleQueue[Answered | BaseException] = queue.SimpleQueue()

    def start(self, cases: Sequence[Case]) -> None:
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

    def answers(self, count: int) -> Iterator[Answered]:
        for _ in range(count):
            done = self._done.get()
            if isinstance(done, BaseException):
                raise done
            yield done

    def stop(self) -> None:
        self._stopped.set()
        self._caller.close()

    def _ask(self, case: Case) -> Answered:
        attempt = 0
        while True:
            attempt += 1
            self._turns.wait()
            try:
                return Answered(case, self._caller.output(case), attempts=attempt)
            except NoOutputError as error:
                last = error
            if not last.retry or attempt > self._pace.retries or self._stopped.is_set():
                return Answered(case, None, last.reason, attempt)
            self._stopped.wait(delay(attempt, last.after))
