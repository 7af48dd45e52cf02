"""A candidate against an earlier run: what it fixed, what it broke, row by row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from rowgate.gate.record import Key, Line
from rowgate.gate.verdict import Decision, Subject, asked
from rowgate.model import Outcome

Kind = Literal["fixed", "regressed", "still failing", "still passing", "new", "re-baselined"]
KINDS: tuple[Kind, ...] = (
    "regressed", "fixed", "still failing", "still passing", "new", "re-baselined",
)  # fmt: skip


class Comparison(NamedTuple):
    """The rows by what became of them. A row is named `dataset/id`."""

    rows: Mapping[str, Sequence[str]]
    rescored: int
    """Stored outputs of the baseline that were judged again, since criteria changed."""
    chance: float | None
    """How likely so lopsided a change is where nothing changed: the exact McNemar test, two-sided
    (Edwards 1948 has the corrected form; this is the binomial). None where no row changed sides.
    For information: it never overrides a row."""
    of: str = ""
    """The version whose run it is, where one was named."""


def compare(
    decision: Decision, before: Sequence[Subject], stored: Mapping[Key, Line]
) -> Comparison:
    """What became of every row. `before`: the same rows with the baseline's lines, judged by the
    criteria of today; `stored`: those lines as the file has them."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    rescored = 0
    for now, old in zip(decision.rows, before, strict=True):
        found[_kind(now.outcome, old)].append(f"{old.dataset}/{old.row.id}")
        for line in old.lines:
            rescored += line.verdicts is not stored[line.key].verdicts and bool(line.verdicts)
    return Comparison(found, rescored, mcnemar(len(found["regressed"]), len(found["fixed"])))


def mcnemar(regressed: int, fixed: int) -> float | None:
    """The exact two-sided probability of a split at least this uneven."""
    total = regressed + fixed
    if not total:
        return None
    tail = sum(math.comb(total, count) for count in range(min(regressed, fixed) + 1))
    chance: float = 2 * tail / 2**total
    return min(1.0, chance)


def _kind(now: Outcome, old: Subject) -> Kind:
    if not old.lines:
        return "new"
    if any(line.reason == CHANGED for line in old.lines):
        return "re-baselined"
    passed = _passed(old)
    if now == "pass":
        return "still passing" if passed else "fixed"
    return "regressed" if passed else "still failing"


def _passed(old: Subject) -> bool:
    """Whether a row passed then; a baseline with fewer repeats is held to those it has."""
    runs, needed = asked(old.row)
    allowed = runs - needed
    return sum(line.outcome != "pass" for line in old.lines) <= min(allowed, len(old.lines) - 1)


CHANGED = "the case changed since this run"
