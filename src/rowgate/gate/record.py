"""A run: what a candidate answered on every row and repeat, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rowgate.model import Json, Outcome, Output, Verdict

Key = tuple[str, str, int]
"""Dataset, row, repeat (from 0)."""


class DatasetRun(NamedTuple):
    """Which version of a dataset was run."""

    name: str
    digest: str
    """sha256 over its rows' cases and criteria: another digest is another dataset."""
    rows: int
    commit: str | None = None
    """The commit that was checked out, with `+` where files differ from it; None outside git."""
    ref: str | None = None
    """The version that was named, `v1` of `refunds@v1`; None: the files on disk."""


class Header(NamedTuple):
    """What a run was of."""

    candidate: str
    settings: str
    """The digest of the candidate's settings in rowgate.yaml."""
    datasets: Sequence[DatasetRun]
    cases: int
    """How many lines the whole run has, all its shards together."""
    started_at: str
    tool: str
    versions: Mapping[str, str] = {}
    """What was in force: the candidate's stated version, its model, the judge's model."""
    shard: str | None = None


class Line(NamedTuple):
    """One row, once. Everything in it is redacted."""

    dataset: str
    row: str
    repeat: int
    case: str
    """The digest of the variables: with another one it is another case."""
    criteria: str
    """The digest of expected and evaluators: with another one the output is judged again."""
    outcome: Outcome
    output: Output | None
    verdicts: Sequence[Verdict]
    reason: str = ""
    """Why there is no output, or no outcome."""
    version: str | None = None
    attempts: int = 1
    redactions: Mapping[str, int] = {}
    """How many findings of each type were taken out of the output and the reasons."""

    @property
    def key(self) -> Key:
        """What tells the lines of a run apart."""
        return self.dataset, self.row, self.repeat


class Run(NamedTuple):
    """A whole run file."""

    header: Header
    lines: Mapping[Key, Line]
    versions: Sequence[str] = ()
    """Every version of the candidate that was met: more than one decides nothing."""
    ended: bool = False
    """Whether it came to its end: one that was stopped did not."""


def outcome_of(output: Output | None, verdicts: Sequence[Verdict], wanted: int) -> Outcome:
    """What the verdicts on one output come to. `wanted`: how many evaluators apply.

    Only pass passes: a missing output, a missing verdict, no binding verdict at all, a score
    that is no number are unknown. One binding fail is enough to fail.
    """
    if output is None:
        return "unknown"
    binding = [one for one in verdicts if not one.advisory]
    if any(one.outcome == "fail" for one in binding):
        return "fail"
    sound = all(one.outcome == "pass" and _is_number(one.score) for one in binding)
    return "pass" if binding and sound and len(verdicts) == wanted else "unknown"


def _is_number(score: Json) -> bool:
    return score is None or (isinstance(score, int | float) and math.isfinite(score))
