"""Lines of a run, redacted in a process of their own while the candidate is asked.

Redaction is the one thing of a run that computes: beside it, answers would wait for their turn.
The process is forked before any thread runs, since what a thread holds at a fork nobody gives
back; where there are threads already, lines are redacted here. What the process is sent, the
outputs as they came, goes through a pipe and touches no disk.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, NoReturn, Protocol

from rowgate.errors import RowgateError
from rowgate.flows.cleaning import Raw, Whole
from rowgate.gate.record import Line

Keep = Callable[[Line], None]


class EndedError(RowgateError):
    """The process that redacts is gone before all was redacted."""


class Redacting(Protocol):
    """Takes raw lines, and hands on each when it is redacted."""

    def into(self, keep: Keep) -> None:
        """From here on `keep` gets the redacted lines, in their order; it may be called from
        another thread, though never by two at once."""

    def put(self, raw: Raw) -> None:
        """Hands a line over."""

    def finish(self) -> None:
        """Waits until every line is kept. Raises what redacting or keeping them raised."""


@contextmanager
def redacting(clean: Whole) -> Iterator[Redacting]:
    """Redacts beside this process where that can be done safely, else in it."""
    if threading.active_count() > 1:
        yield Here(clean)
        return
    apart = Apart(clean)
    try:
        yield apart
    finally:
        apart.close()


class Here:
    """Redacts each line at once."""

    def __init__(self, clean: Whole) -> None:
        self._clean = clean
        self._keep: Keep = lambda _: None

    def into(self, keep: Keep) -> None:
        self._keep = keep

    def put(self, raw: Raw) -> None:
        self._keep(self._clean(raw))

    def finish(self) -> None:
        """Nothing waits."""


class Apart:
    """Redacts in a forked process; threads send and receive, so that Ctrl-C cuts no line in two."""

    def __init__(self, clean: Whole) -> None:
        down_read, down_write = os.pipe()
        up_read, up_write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(down_write)
            os.close(up_read)
            _serve(clean, os.fdopen(down_read, "rb"), os.fdopen(up_write, "wb"))
        os.close(down_read)
        os.close(up_write)
        self._down = os.fdopen(down_write, "wb")
        self._up = os.fdopen(up_read, "rb")
        self._waiting: queue.SimpleQueue[Raw | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._failure: Exception | None = None

    def into(self, keep: Keep) -> None:
        for work in (self._send, lambda: self._receive(keep)):
            self._threads.append(threading.Thread(target=self._tried, args=(work,), daemon=True))
            self._threads[-1].start()

    def put(self, raw: Raw) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiting.put(raw)

    def finish(self) -> None:
        self._waiting.put(None)
        for thread in self._threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Ends the process; what it has not handed on is lost."""
        self._waiting.put(None)
        os.kill(self._pid, signal.SIGKILL)
        for thread in self._threads:
            thread.join()
        os.waitpid(self._pid, 0)
        with suppress(BrokenPipeError):
            self._down.close()
        self._up.close()

    def _tried(self, work: Callable[[], None]) -> None:
        """Does a thread's work; where one fails, the other must not wait for it."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised again on the main thread
            self._failure = self._failure or error
            os.kill(self._pid, signal.SIGKILL)
            self._waiting.put(None)

    def _send(self) -> None:
        # A broken pipe is the receiver's to tell: it sees why.
        with suppress(BrokenPipeError):
            for raw in iter(self._waiting.get, None):
                _write(self._down, raw)
            _write(self._down, None)

    def _receive(self, keep: Keep) -> None:
        while (line := _received(self._up)) is not None:
            keep(line)


def _received(file: BinaryIO) -> Line | None:
    """The next redacted line, None after the last. Raises EndedError where none will come."""
    said = "ended"
    try:
        found = pickle.load(file)  # noqa: S301 - our own child
        if not isinstance(found, str):
            return found  # type: ignore[no-any-return]
        said = f"failed with {found}"
    except (EOFError, pickle.UnpicklingError):
        pass
    raise EndedError(f"the process that redacts outputs {said}; what it had redacted is kept")


def _serve(clean: Whole, source: BinaryIO, sink: BinaryIO) -> NoReturn:
    """The child: redacts until it is told that there is no more, or the parent is gone."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says what Ctrl-C means
        clean.warm()
        while (raw := pickle.load(source)) is not None:  # noqa: S301 - our own parent
            _write(sink, clean(raw))
        _write(sink, None)
    except BaseException as error:  # noqa: BLE001 - no message of it is shown: it may quote
        with suppress(OSError, ValueError):
            _write(sink, type(error).__name__)
    finally:
        os._exit(0)


def _write(file: BinaryIO, data: Raw | Line | str | None) -> None:
    file.write(pickle.dumps(data, pickle.HIGHEST_PROTOCOL))
    file.flush()
