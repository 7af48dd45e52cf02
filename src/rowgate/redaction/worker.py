"""A detector in a process of its own, which can be killed whatever it is doing.

The process is forked from this one, so that any object with `find` will do; it serves
one detector until it is closed, fails, or this process ends. Texts and findings go
through pipes; nothing is written to a disk.
"""

from __future__ import annotations

import logging
import marshal
import os
import select
import signal
import struct
import sys
import time
import warnings
import weakref
from typing import TYPE_CHECKING, Any

from rowgate.redaction.limits import RedactionFailed, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rowgate.model import Finding

_LENGTH = struct.Struct("!Q")


class Worker:
    """One forked detector. `call` is as the detector's own `find`, with a limit in seconds."""

    def __init__(self, name: str, find: Callable[[str], Iterable[Finding]]) -> None:
        self.name = name
        down_read, self._down = os.pipe()
        self._up, up_write = os.pipe()
        with warnings.catch_warnings():
            # The child runs one detector and leaves by `_exit`; a lock it finds taken by
            # another thread makes it hang, and hanging is what it is killed for.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            os.close(self._down)
            os.close(self._up)
            _silence()
            _serve(find, down_read, up_write)
        os.close(down_read)
        os.close(up_write)
        self._end = weakref.finalize(self, _kill, pid, self._down, self._up)

    def call(self, text: str, seconds: float) -> list[Any]:
        """The findings as plain tuples. Raises RedactionFailed; the process is gone then."""
        failure = "ran out of time"
        try:
            deadline = time.monotonic() + seconds
            _send(self._down, marshal.dumps(text), deadline)
            answer = marshal.loads(_receive(self._up, deadline))  # noqa: S302 - our own child
            if isinstance(answer, list):
                return answer
            failure = f"failed with {answer}"
        except TimeoutError:
            pass
        except (OSError, EOFError, ValueError, TypeError):
            failure = "ended its process"
        self.close()
        raise RedactionFailed(self.name, failure)

    @property
    def ended(self) -> bool:
        return not self._end.alive

    def close(self) -> None:
        """Kills the process."""
        self._end()


def _serve(find: Callable[[str], Iterable[Finding]], source: int, sink: int) -> None:
    """The child: answers until the parent closes its end. Never returns."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        here = os.getpid()
        while True:
            text = marshal.loads(_receive(source, None))  # noqa: S302 - our own parent
            payload = _answer(find, text)
            if os.getpid() != here:
                break  # a fork that the detector made and did not end: one of us answers
            _send(sink, payload, None)
    finally:
        os._exit(0)


def _answer(find: Callable[[str], Iterable[Finding]], text: str) -> bytes:
    try:
        return marshal.dumps([tuple(each) for each in find(text)])
    except Exception as error:  # noqa: BLE001 - whatever it raises, it failed
        return marshal.dumps(named(error))


def _silence() -> None:
    """Nothing that a detector prints, warns of or logs is seen: it may be what it looked at."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in range(3):
        os.dup2(nowhere, fd)
    os.close(nowhere)
    # Who runs us may have put streams of their own in the places of the three.
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    warnings.simplefilter("ignore")
    logging.disable()


def _send(fd: int, payload: bytes, deadline: float | None) -> None:
    view = memoryview(_LENGTH.pack(len(payload)) + payload)
    while view:
        if deadline is not None:
            _wait([], [fd], deadline)
        # No more than a pipe takes at once: a blocking write could outlive the deadline.
        view = view[os.write(fd, view[:4096]) :]


def _receive(fd: int, deadline: float | None) -> bytes:
    (length,) = _LENGTH.unpack(_read(fd, _LENGTH.size, deadline))
    return _read(fd, length, deadline)


def _read(fd: int, length: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while length:
        if deadline is not None:
            _wait([fd], [], deadline)
        part = os.read(fd, min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _wait(readable: list[int], writable: list[int], deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not any(select.select(readable, writable, [], left)):
        raise TimeoutError


def _kill(pid: int, *fds: int) -> None:
    for fd in fds:
        os.close(fd)
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
