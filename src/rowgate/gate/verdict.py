"""Approved or not: what the outcomes of all rows come to, and which rows decide it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from rowgate.gate.record import Line
from rowgate.model import Outcome, Row, Verdict

Role = Literal["gates", "named", "noisy", "advisory", "known-failing", "exploratory"]
Status = Literal["approved", "rejected", "inconclusive"]


class Subject(NamedTuple):
    """One row before the gate, with what the run says of it."""

    dataset: str
    path: str
    row: Row
    release: bool
    lines: Sequence[Line]
    """A line a repeat; a repeat that is missing has none."""
    broken: str = ""
    """Why nothing can be said of the row: its file is faulty, or it has no pass criteria."""
    named: bool = False
    """Whether `--fixes` names it."""


class RowDecision(NamedTuple):
    """What the gate says of one row."""

    subject: Subject
    role: Role
    outcome: Outcome
    passes: int
    needed: int
    runs: int
    reasons: Sequence[str] = ()

    @property
    def decides(self) -> bool:
        """Whether it stands in the way of an approval by itself."""
        return self.role in ("gates", "named") and self.outcome != "pass"

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of its repeats that pass."""
        return wilson(self.passes, self.runs)


class LabelDecision(NamedTuple):
    """What the gate says of the rows of a noisy label, taken together."""

    label: str
    threshold: float
    passes: int
    rows: int
    outcome: Outcome
    interval: tuple[float, float]


class Decision(NamedTuple):
    """What the gate says of a candidate."""

    status: Status
    rows: Sequence[RowDecision]
    labels: Sequence[LabelDecision] = ()
    doubts: Sequence[str] = ()
    """What keeps the whole from being decided, whatever the rows say."""
    notes: Sequence[str] = ()


def decide(
    subjects: Sequence[Subject],
    *,
    today: str,
    thresholds: Mapping[str, float] | None = None,
    doubts: Sequence[str] = (),
) -> Decision:
    """Approved where every binding row passes; rejected where one fails; else inconclusive.

    `today` as YYYY-MM-DD, for exemptions that expire. `thresholds`: the share of the rows of a
    label that must pass, where the label's rows are too noisy to be decided one by one.
    """
    limits = dict(thresholds or {})
    rows = [_row(subject, today, limits) for subject in subjects]
    labels = [_label(label, limits[label], rows) for label in limits]
    labels = [one for one in labels if one.rows]
    outcomes = [one.outcome for one in rows if one.role in ("gates", "named")]
    outcomes += [one.outcome for one in labels]
    doubts = [*doubts, *_nothing(rows, outcomes)]
    status: Status = "approved"
    if "fail" in outcomes:
        status = "rejected"
    elif doubts or "unknown" in outcomes:
        status = "inconclusive"
    return Decision(status, rows, labels, doubts, list(_notes(rows, labels, limits, today)))


def wilson(passes: int, runs: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson score; Wilson 1927, Brown, Cai and DasGupta 2001)."""
    if not runs:
        return 0.0, 1.0
    share, square = passes / runs, z * z / runs
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / runs + square / (4 * runs)) / (1 + square)
    low = 0.0 if passes == 0 else max(0.0, middle - half)
    return low, 1.0 if passes == runs else min(1.0, middle + half)


def asked(row: Row) -> tuple[int, int]:
    """How many runs a row asks for, and how many of them must pass."""
    repeat = row.repeat or {}
    runs = repeat.get("runs", 1)
    return runs, repeat.get("pass", runs)


def exempt(row: Row, today: str) -> bool:
    """Whether `known_failing` holds: it has a reason, and its last day is not over."""
    given = row.known_failing
    if not given or not (given.get("reason") or "").strip():
        return False
    until = given.get("until", "")
    return _is_date(until) and until >= today


def _row(subject: Subject, today: str, limits: Mapping[str, float]) -> RowDecision:
    runs, needed = asked(subject.row)
    passes = sum(line.outcome == "pass" for line in subject.lines)
    fails = sum(line.outcome == "fail" for line in subject.lines)
    outcome: Outcome = "unknown"
    if not subject.broken and 1 <= needed <= runs:
        if passes >= needed and len(subject.lines) == runs:
            outcome = "pass"
        elif fails > runs - needed:
            outcome = "fail"
    role = _role(subject, today, limits)
    reasons = [] if outcome == "pass" else _reasons(subject, runs, needed)
    return RowDecision(subject, role, outcome, passes, needed, runs, reasons)


def _role(subject: Subject, today: str, limits: Mapping[str, float]) -> Role:
    if subject.named:
        return "named"
    if not subject.release:
        return "exploratory"
    if exempt(subject.row, today):
        return "known-failing"
    if subject.row.advisory:
        return "advisory"
    # A threshold forgives noise; a row that cannot be judged at all is none.
    noisy = not subject.broken and any(label in limits for label in subject.row.labels)
    return "noisy" if noisy else "gates"


def _reasons(subject: Subject, runs: int, needed: int) -> list[str]:
    if subject.broken:
        return [subject.broken]
    if not 1 <= needed <= runs:
        return [f"repeat asks for {needed} passes in {runs} runs"]
    found: dict[str, None] = {}
    for line in subject.lines:
        if line.outcome != "pass":
            found |= dict.fromkeys(_of_line(line))
    missing = runs - len(subject.lines)
    if missing:
        found[
            "not in the run" if runs == 1 else f"{missing} of {runs} repeats are not in the run"
        ] = None
    return list(found)


def _of_line(line: Line) -> list[str]:
    if line.reason:
        return [line.reason]
    said = [_said(one) for one in line.verdicts if one.outcome != "pass" and not one.advisory]
    return said or ["the verdicts of some evaluators are missing"]


def _said(verdict: Verdict) -> str:
    if not verdict.reason or verdict.reason.startswith(f"`{verdict.evaluator}`"):
        return verdict.reason or verdict.evaluator
    return f"{verdict.evaluator}: {verdict.reason}"


def _label(label: str, threshold: float, rows: Sequence[RowDecision]) -> LabelDecision:
    of_label = [one for one in rows if one.role == "noisy" and label in one.subject.row.labels]
    passes = sum(one.outcome == "pass" for one in of_label)
    unknown = sum(one.outcome == "unknown" for one in of_label)
    total = len(of_label)
    outcome: Outcome = "fail"
    # Divided, not multiplied: 0.55 of 100 rows are 55, and 0.55 * 100 is a little more.
    if total and passes and passes / total >= threshold:
        outcome = "pass"
    elif total and (passes + unknown) / total >= threshold:
        outcome = "unknown"
    return LabelDecision(label, threshold, passes, total, outcome, wilson(passes, total))


def _nothing(rows: Sequence[RowDecision], outcomes: Sequence[Outcome]) -> list[str]:
    if not rows:
        return ["there are no rows: nothing was judged"]
    return [] if outcomes else ["no row decides: all of them are exempt, advisory or exploratory"]


def _notes(
    rows: Sequence[RowDecision],
    labels: Sequence[LabelDecision],
    limits: Mapping[str, float],
    today: str,
) -> list[str]:
    notes = []
    for one in rows:
        row = one.subject.row
        if one.role == "known-failing" and one.outcome == "pass":
            notes.append(f"{row.id} passes: known_failing can go")
        elif row.known_failing and not exempt(row, today):
            notes.append(f"{row.id}: known_failing has expired or says too little, so it counts")
    met = {one.label for one in labels}
    notes += [
        f"no row is judged by the threshold of label {name}" for name in limits if name not in met
    ]
    return notes


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except (TypeError, ValueError):
        return False
