"""Recorded outputs that a version holds, as lines of a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rowgate.errors import UsageError
from rowgate.flows.cases import Cell, load
from rowgate.flows.governed import config_at
from rowgate.flows.judging import verdicts_of
from rowgate.flows.tools import Judges
from rowgate.flows.workspace import Workspace
from rowgate.gate.candidates.recorded import RecordedCandidate
from rowgate.gate.case import NoOutputError
from rowgate.gate.record import Key, Line, outcome_of
from rowgate.history.versions import Point, Versions
from rowgate.model import Output


def held_lines(
    workspace: Workspace,
    versions: Versions,
    point: Point,
    candidate: str,
    cells: Sequence[Cell],
    judges: Judges,
) -> dict[Key, Line]:
    """What the candidate's outputs at a commit come to by the criteria of today, empty where it
    had recorded none. A row that was another case then is left unjudged under that case."""
    held = _held(workspace, versions, point, candidate)
    if held is None:
        return {}
    cases = dict(_cases(workspace, {cell.of.dataset for cell in cells}, point.commit, judges))
    found = [(cell, output) for cell, output in _outputs(held, cells) if cell.key[:2] in cases]
    same = [(cell, output) for cell, output in found if cases[cell.key[:2]] == cell.of.case]
    lines = {
        cell.key: Line(*cell.key, cases[cell.key[:2]], cell.of.criteria, "unknown", output, ())
        for cell, output in found
    }
    for (cell, output), given in zip(same, verdicts_of(same, judges), strict=True):
        outcome = outcome_of(output, given, len(cell.of.entries))
        lines[cell.key] = lines[cell.key]._replace(verdicts=given, outcome=outcome)
    return lines


def _held(
    workspace: Workspace, versions: Versions, point: Point, candidate: str
) -> RecordedCandidate | None:
    config = config_at(versions, point, workspace.config.root)
    named = config.candidates.get(candidate, {}).get("outputs")
    path = Path(os.path.normpath(config.root / str(named)))
    if not isinstance(named, str) or not path.is_relative_to(versions.top):
        return None
    (content,) = versions.at([(point, path.relative_to(versions.top).as_posix())])
    shown = f"{named}@{point.commit[:12]}"
    return None if content is None else RecordedCandidate.holding(content, shown)


def _cases(
    workspace: Workspace, datasets: Iterable[str], commit: str, judges: Judges
) -> Iterator[tuple[tuple[str, str], str]]:
    """The digests of the cases that the rows were at a commit. A dataset that cannot be read there
    has none: its rows are new."""
    for name in datasets:
        try:
            (then,) = load(workspace, [f"{name}@{commit}"], judges(0))
        except UsageError:
            continue
        for row in then.rows:
            yield (name, row.row.id), row.case


def _outputs(held: RecordedCandidate, cells: Iterable[Cell]) -> Iterator[tuple[Cell, Output]]:
    for cell in cells:
        try:
            yield cell, held.recorded(*cell.key)
        except NoOutputError:
            continue
