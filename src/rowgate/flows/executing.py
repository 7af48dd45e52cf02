"""Cells → judged outputs: the candidate answers, the evaluators judge."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from rowgate.flows.candidates import Chosen
from rowgate.flows.cases import Cell
from rowgate.flows.judging import graded, joined, verdicts_of
from rowgate.flows.tools import Judges
from rowgate.gate.case import Case, NoOutputError
from rowgate.gate.record import outcome_of
from rowgate.gate.runner import Answered, asking
from rowgate.gate.synthetic import Synthetic
from rowgate.model import Json, Outcome, Output, Verdict
from rowgate.rows import store


class Progress(NamedTuple):
    """How far a run is."""

    done: int
    total: int
    failed: int
    unknown: int
    cost: float | None
    seconds: float


Watch = Callable[[Progress], None]


class Judged(NamedTuple):
    """What an output was judged to be, before anything is redacted."""

    cell: Cell
    output: Output | None
    reason: str
    """Why there is no output."""
    attempts: int
    verdicts: Sequence[Verdict]

    @property
    def outcome(self) -> Outcome:
        """What its verdicts come to."""
        return outcome_of(self.output, self.verdicts, len(self.cell.of.entries))


@contextmanager
def executing(
    chosen: Chosen, cells: Sequence[Cell], judges: Judges, watch: Watch | None = None
) -> Iterator[Iterator[Judged]]:
    """Asks the candidate from here on until the block ends; in it, what was judged, as it comes."""
    with _judged(chosen, cells, judges) as judged:
        yield judged if watch is None else _watched(judged, len(cells), watch)


def _watched(judged: Iterator[Judged], total: int, watch: Watch) -> Iterator[Judged]:
    started, counts = time.monotonic(), {"pass": 0, "fail": 0, "unknown": 0}
    cost: float | None = None
    for done, one in enumerate(judged, start=1):
        counts[one.outcome] += 1
        if one.output is not None and one.output.cost is not None:
            cost = (cost or 0.0) + one.output.cost
        yield one
        taken = time.monotonic() - started
        watch(Progress(min(done, total), total, counts["fail"], counts["unknown"], cost, taken))


@contextmanager
def _judged(chosen: Chosen, cells: Sequence[Cell], judges: Judges) -> Iterator[Iterator[Judged]]:
    if chosen.is_recorded:
        yield _recorded(chosen, cells, judges)
        return
    asked = _Asked(cells, judges)
    with asking(chosen.candidate, asked.cases, chosen.pace, asked.early) as answers:
        yield map(asked.judged, answers)


def _recorded(chosen: Chosen, cells: Sequence[Cell], judges: Judges) -> Iterator[Judged]:
    found = [(cell, *_looked_up(chosen, cell)) for cell in cells]
    there = [(cell, output) for cell, output, _ in found if output is not None]
    verdicts = verdicts_of(there, judges, chosen.pace.concurrency)
    for cell, output, reason in found:
        yield Judged(cell, output, reason, 1, [] if output is None else next(verdicts))


def _looked_up(chosen: Chosen, cell: Cell) -> tuple[Output | None, str]:
    try:
        return chosen.candidate.recorded(*cell.key), ""
    except NoOutputError as error:
        return None, error.reason


class _Asked:
    """Model-graded evaluators wait for a server: they judge where the answer came in, the others
    on the main thread, where a plugin's evaluator can be stopped."""

    def __init__(self, cells: Sequence[Cell], judges: Judges) -> None:
        self._cells = cells
        self._judges = judges
        self._filled: dict[tuple[str, str], Synthetic] = {}
        self.cases = [self._case(at, cell) for at, cell in enumerate(cells, start=1)]

    def _case(self, number: int, cell: Cell) -> Case:
        name = cell.key[:2]
        if name not in self._filled:
            self._filled[name] = Synthetic(cell.of.row.variables)
        filled = self._filled[name].fill(dict(cell.of.row.variables))
        placed: Mapping[str, Json] = _placed(filled, cell.of.path.parent.parent)
        return Case(number, placed, secrets.token_hex(8))

    def early(self, answered: Answered) -> tuple[Output | None, list[Verdict]]:
        cell = self._cells[answered.case.number - 1]
        if answered.output is None:
            return None, []
        output = self._filled[cell.key[:2]].restore(answered.output)
        judge = self._judges(cell.repeat)
        late = graded(cell, judge)
        return output, judge(output, cell.of.row, late) if late else []

    def judged(self, answered: Answered) -> Judged:
        cell = self._cells[answered.case.number - 1]
        output, given = answered.extra
        verdicts = [] if output is None else joined(cell, output, self._judges(cell.repeat), given)
        return Judged(cell, output, answered.reason, answered.attempts, verdicts)


def _placed(data: Json, folder: Path) -> Json:
    """The data with the paths of its assets absolute: a candidate need not know the dataset."""
    if isinstance(data, dict):
        path: Any = data.get("path")
        if isinstance(path, str) and "media_type" in data and path.startswith(f"{store.ASSETS}/"):
            return {**data, "path": str(folder / path)}
        return {key: _placed(value, folder) for key, value in data.items()}
    return [_placed(item, folder) for item in data] if isinstance(data, list) else data
