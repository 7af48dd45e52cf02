"""Cells → lines: the candidate answers, the evaluators judge, the redactors clean."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rowgate.flows.candidates import Chosen
from rowgate.flows.cases import Cell
from rowgate.flows.cleaning import Cleaner
from rowgate.gate.case import Case, NoOutputError
from rowgate.gate.record import Line, outcome_of
from rowgate.gate.runner import Answered, ask_all
from rowgate.gate.synthetic import Synthetic
from rowgate.model import Json, Judge, Output, Verdict
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


class _Made(NamedTuple):
    """What an output was judged to be, before anything is redacted."""

    cell: Cell
    output: Output | None
    reason: str
    attempts: int
    verdicts: Sequence[Verdict]


def execute(
    chosen: Chosen, cells: Sequence[Cell], judge: Judge, clean: Cleaner, watch: Watch | None = None
) -> Iterator[Line]:
    """A line a cell, in the order the answers come. Closing the iterator stops the candidate."""
    made = _recorded(chosen, cells, judge) if chosen.is_recorded else _asked(chosen, cells, judge)
    started, counts = time.monotonic(), {"pass": 0, "fail": 0, "unknown": 0}
    cost: float | None = None
    try:
        for done, one in enumerate(made, start=1):
            outcome = outcome_of(one.output, one.verdicts, len(one.cell.of.entries))
            counts[outcome] += 1
            if one.output is not None and one.output.cost is not None:
                cost = (cost or 0.0) + one.output.cost
            yield clean(one.cell, one.output, one.verdicts, outcome, one.reason, one.attempts)
            if watch is not None:
                taken = time.monotonic() - started
                watch(Progress(done, len(cells), counts["fail"], counts["unknown"], cost, taken))
    finally:
        made.close()


def _recorded(chosen: Chosen, cells: Sequence[Cell], judge: Judge) -> Generator[_Made, None, None]:
    for cell in cells:
        try:
            output: Output | None = chosen.candidate.recorded(*cell.key)
            reason = ""
        except NoOutputError as error:
            output, reason = None, error.reason
        verdicts = [] if output is None else judge(output, cell.of.row, cell.of.entries)
        yield _Made(cell, output, reason, 1, verdicts)


def _asked(chosen: Chosen, cells: Sequence[Cell], judge: Judge) -> Generator[_Made, None, None]:
    """Model-graded evaluators wait for a server: they judge where the answer came in, the others
    here, on the main thread, where a plugin's evaluator can be stopped."""
    filled = {cell.key[:2]: Synthetic(cell.of.row.variables) for cell in cells if not cell.repeat}
    for cell in cells:
        if cell.key[:2] not in filled:
            filled[cell.key[:2]] = Synthetic(cell.of.row.variables)

    def early(answered: Answered) -> tuple[Output | None, list[Verdict]]:
        cell = cells[answered.case.number - 1]
        if answered.output is None:
            return None, []
        output = filled[cell.key[:2]].restore(answered.output)
        late = [one for one in cell.of.entries if not judge.offline(one)]
        return output, judge(output, cell.of.row, late) if late else []

    cases = [_case(at, cell, filled[cell.key[:2]]) for at, cell in enumerate(cells, start=1)]
    answers = ask_all(chosen.candidate, cases, chosen.pace, early)
    try:
        for answered in answers:
            cell = cells[answered.case.number - 1]
            output, given = answered.extra
            verdicts = [] if output is None else _joined(cell, output, judge, given)
            yield _Made(cell, output, answered.reason, answered.attempts, verdicts)
    finally:
        answers.close()


def _joined(cell: Cell, output: Output, judge: Judge, given: Sequence[Verdict]) -> list[Verdict]:
    """All verdicts in the order of the evaluators; `given` are those of the model-graded ones."""
    known = iter(given)
    return [
        judge(output, cell.of.row, [entry])[0] if judge.offline(entry) else next(known)
        for entry in cell.of.entries
    ]


def _case(number: int, cell: Cell, synthetic: Synthetic) -> Case:
    folder = cell.of.path.parent.parent
    variables: Mapping[str, Json] = _placed(synthetic.fill(dict(cell.of.row.variables)), folder)
    return Case(number, variables, secrets.token_hex(8))


def _placed(data: Json, folder: Path) -> Json:
    """The data with the paths of its assets absolute: a candidate need not know the dataset."""
    if isinstance(data, dict):
        path: Any = data.get("path")
        if isinstance(path, str) and "media_type" in data and path.startswith(f"{store.ASSETS}/"):
            return {**data, "path": str(folder / path)}
        return {key: _placed(value, folder) for key, value in data.items()}
    return [_placed(item, folder) for item in data] if isinstance(data, list) else data
