"""The lines of a run as the criteria of today judge them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rowgate.flows.cases import Cell
from rowgate.flows.judging import verdicts_of
from rowgate.flows.tools import Judges
from rowgate.gate.compare import CHANGED
from rowgate.gate.record import Key, Line, outcome_of
from rowgate.model import Output

_HIDDEN = "the criteria changed since this run, and the output was redacted"


def current(cells: Sequence[Cell], lines: Mapping[Key, Line], judges: Judges) -> dict[Key, Line]:
    """The lines of the cells that have one; stored outputs are judged again where criteria
    changed. The digests of a line are empty where it is of today."""
    found = {cell.key: _known(lines[cell.key], cell) for cell in cells if cell.key in lines}
    stale = list(_stale(cells, lines))
    for (cell, output), given in zip(stale, verdicts_of(stale, judges), strict=True):
        outcome = outcome_of(output, given, len(cell.of.entries))
        found[cell.key] = lines[cell.key]._replace(verdicts=given, outcome=outcome, reason="")
    return found


def _stale(cells: Sequence[Cell], lines: Mapping[Key, Line]) -> Iterator[tuple[Cell, Output]]:
    for cell in cells:
        line = lines.get(cell.key)
        if line is None or line.output is None or line.redactions:
            continue
        if line.case in ("", cell.of.case) and line.criteria not in ("", cell.of.criteria):
            yield cell, line.output


def _known(line: Line, cell: Cell) -> Line:
    """What can be said without a judge."""
    if line.case and line.case != cell.of.case:
        return _undecided(line, CHANGED)
    if line.criteria == cell.of.criteria:
        outcome = outcome_of(line.output, line.verdicts, len(cell.of.entries))
        return line._replace(outcome=outcome)
    if line.criteria and line.output is not None and line.redactions:
        return _undecided(line, _HIDDEN)
    return line


def _undecided(line: Line, reason: str) -> Line:
    return line._replace(outcome="unknown", verdicts=(), reason=reason)
