"""`command`: a program. One process for all cases, JSON lines in and out; or one a case."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rowgate.errors import UsageError
from rowgate.gate.answers import output_of
from rowgate.gate.case import Case, NoOutputError, too_long
from rowgate.gate.settings import Pace
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output
from rowgate.shapes import Either, ListOf, Text

_TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h
_Line = tuple[str, Any]


class CommandCandidate:
    """Runs a program beside rowgate.yaml, without a shell.

    `per: run` (the default): it reads a line of JSON a case from standard input, `{"case": 1,
    "session": …, "variables": {…}}`, and writes a line a case, in any order: `{"case": 1,
    "output": …}`, where the output is a text or a mapping of an output's fields; `error` in its
    place says that there is none. `per: row`: a process a case, which reads that one line and
    writes the answer's text, or with `reads: json` one such mapping.
    """

    name = "command"
    fields = {  # noqa: RUF012 - a schema
        "command": Either("a command line or a list", text=Text(), items=ListOf(Text(empty=True))),
        "per": Text(choices=("run", "row")),
        "reads": Text(choices=("text", "json")),
    }
    keeps_time = True

    def __init__(self, settings: Mapping[str, Json], place: Path) -> None:
        command = settings["command"]
        self._command = shlex.split(command) if isinstance(command, str) else list(command)
        if not self._command:
            raise UsageError("its command is empty", fix="command: python answer.py")
        if shutil.which(self._command[0], path=_search_path(place)) is None:
            raise UsageError(f"{self._command[0]} is no program that can be started")
        self._place = place
        self._asked: set[int] = set()
        self._strays = 0
        self._ended = ""
        self._json = settings.get("reads", "text") == "json"
        self._timeout = Pace.of(settings).timeout
        if settings.get("per", "run") == "run":
            self.answers = self._all

    def answer(self, case: Case) -> Output:
        """The output of one process. Raises NoOutputError."""
        process = self._start()
        try:
            out, _ = process.communicate(_line(case), timeout=self._timeout)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise NoOutputError(too_long(self._timeout), retry=True) from None
        except BaseException:
            _kill(process)
            raise
        if process.returncode:
            raise _failed(process.returncode)
        if not out:
            raise NoOutputError("the candidate wrote nothing")
        text = out.decode("utf-8", "replace")
        return output_of(_parsed(text)) if self._json else Output(text=text.removesuffix("\n"))

    def _all(self, cases: Sequence[Case]) -> Iterator[tuple[int, Output | None, str]]:
        """The outputs of one process for all cases, as they come. Raises NoOutputError."""
        self._asked |= {case.number for case in cases}
        process = self._start()
        lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        threading.Thread(target=_feed, args=(process, cases), daemon=True).start()
        threading.Thread(target=_drain, args=(process, lines), daemon=True).start()
        waiting = {case.number for case in cases}
        try:
            # To the end, though all be answered: a second answer to a case spoils the first.
            for line in iter(partial(lines.get, timeout=self._timeout), None):
                number, output, reason = _read(line)
                self._strays += number not in self._asked
                waiting.discard(number)
                yield number, output, reason
            code = process.wait(self._timeout)
        except (queue.Empty, subprocess.TimeoutExpired):
            raise NoOutputError(too_long(self._timeout), retry=True) from None
        finally:
            _kill(process)
        if waiting and code:
            raise _failed(code)
        if waiting and self._strays:
            raise NoOutputError(f"the candidate gave no output for this case: {self._said()}")
        if code:
            self._ended = f"the candidate {_ending(code)} after its answers"

    @property
    def remarks(self) -> list[str]:
        """What is odd about how the program answered, and decides nothing."""
        return [*filter(None, [self._said() if self._strays else "", self._ended])]

    def _said(self) -> str:
        lines = "1 line" if self._strays == 1 else f"{self._strays} lines"
        return f"{lines} of its output answer no case that it was asked"

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self._command,
                cwd=self._place,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UsageError(f"{self._command[0]} cannot be started: {reason}") from None


def _search_path(place: Path) -> str:
    return os.pathsep.join([str(place), os.environ.get("PATH", os.defpath)])


def _line(case: Case) -> bytes:
    said = {"case": case.number, "session": case.session, "variables": dict(case.variables)}
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _feed(process: subprocess.Popen[bytes], cases: Sequence[Case]) -> None:
    # A program that ends early breaks the pipe: what it did not answer is unknown.
    with (
        contextlib.suppress(OSError, ValueError),
        process.stdin or contextlib.nullcontext() as file,
    ):
        for case in cases:
            if file is not None:
                file.write(_line(case))
                file.flush()


def _drain(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in process.stdout or ():
            if line.strip():
                lines.put(line)
    lines.put(None)


def _read(line: bytes) -> tuple[int, Output | None, str]:
    constants: list[str] = []
    try:
        answer = json.loads(line, parse_constant=constants.append)
    except ValueError:  # a broken text encoding is one, too
        answer = None
    number = answer.get("case") if isinstance(answer, dict) else None
    if type(number) is not int:
        # Which case it answers is not said: the cases that lack an answer end up unknown.
        return -1, None, ""
    if constants:
        return number, None, f"the answer holds {constants[0]}, which is no JSON"
    try:
        return number, output_of(answer), ""
    except NoOutputError as error:
        return number, None, error.reason


def _parsed(text: str) -> Json:
    try:
        return json.loads(text, parse_constant=_no_number)
    except ValueError:
        raise NoOutputError("the answer is no JSON") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _failed(code: int) -> NoOutputError:
    return NoOutputError(f"the candidate {_ending(code)}", retry=code == _TRY_AGAIN)


def _ending(code: int) -> str:
    return f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and what it started; it leads a group of its own."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.close()


@hookimpl
def rowgate_candidates(register: Callable[[type[Any]], None]) -> None:
    """The candidate of this module."""
    register(CommandCandidate)
