"""Outputs → verdicts: what a model grades is asked side by side, ahead of the rows' turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from rowgate.flows.beside import Beside
from rowgate.flows.cases import Cell
from rowgate.flows.tools import Judges
from rowgate.model import Json, Judge, Output, Verdict

AT_ONCE = 8
"""How many questions a judge is asked at once, where nothing says how many."""


def verdicts_of(
    outputs: Iterable[tuple[Cell, Output]], judges: Judges, at_once: int = AT_ONCE
) -> Iterator[list[Verdict]]:
    """The verdicts on outputs that are there already, in their order."""
    with Beside(at_once) as beside:
        found = []
        for cell, output in outputs:
            judge = judges(cell.repeat)
            late = graded(cell, judge)
            asked = beside.call(partial(judge, output, cell.of.row, late)) if late else None
            found.append((cell, output, judge, asked))
        for cell, output, judge, asked in found:
            yield joined(cell, output, judge, asked.result() if asked else None)


def graded(cell: Cell, judge: Judge) -> list[Json]:
    """The evaluators of a cell that wait for a server."""
    return [one for one in cell.of.entries if not judge.offline(one)]


def joined(
    cell: Cell, output: Output, judge: Judge, given: Sequence[Verdict] | None
) -> list[Verdict]:
    """All verdicts in the order of the evaluators; `given` are those of the model-graded ones."""
    if not given:
        return judge(output, cell.of.row, cell.of.entries)
    known = iter(given)
    return [
        judge(output, cell.of.row, [entry])[0] if judge.offline(entry) else next(known)
        for entry in cell.of.entries
    ]
