"""The proof of rows as people read it: a table a row, as Markdown, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from rowgate.model import Json, Row
from rowgate.reports.problems import counted, one_line
from rowgate.reports.proof_table import Trial, aligned, shown, table_of


class Proof(Protocol):
    """What the trials of one row come to."""

    @property
    def row(self) -> Row: ...
    @property
    def trials(self) -> Sequence[Trial]: ...
    @property
    def untried(self) -> Sequence[Json]: ...
    @property
    def remarks(self) -> Sequence[str]: ...


class Proven(Protocol):
    """One row with its file."""

    @property
    def path(self) -> str: ...
    @property
    def standing(self) -> str: ...
    @property
    def proof(self) -> Proof | None: ...
    @property
    def doubts(self) -> Sequence[str]: ...
    @property
    def record(self) -> str: ...


class Spent(Protocol):
    """What a judge took."""

    @property
    def requests(self) -> int: ...
    @property
    def cached(self) -> int: ...
    @property
    def input_tokens(self) -> int: ...
    @property
    def output_tokens(self) -> int: ...
    @property
    def cost(self) -> float | None: ...


def as_text(found: Iterable[Proven]) -> Iterator[str]:
    """Each row's standing, a table of evaluators by answers, and what does not hold."""
    for one in found:
        record = _RECORDS.get(one.record, "")
        yield f"{one.path}: {one.standing}{record}"
        if one.proof is not None and one.proof.trials:
            yield from aligned(table_of(one.proof.trials))
        yield from (f"  {one_line(line)}" for line in _notes(one))


def as_markdown(found: Iterable[Proven]) -> Iterator[str]:
    """One table for a pull request: a row of the dataset a line."""
    yield "| row | wrong response | right answer | says nothing | standing |"
    yield "|---|---|---|---|---|"
    notes = []
    for one in found:
        trials = one.proof.trials if one.proof is not None else ()
        cells = [
            f"`{one.path}`",
            _said([trial for trial in trials if trial.wanted == "fail" and not trial.trivial]),
            _said([trial for trial in trials if trial.wanted == "pass"]),
            _said([trial for trial in trials if trial.trivial]),
            f"**{one.standing}**" if one.standing != "proven" else one.standing,
        ]
        yield f"| {' | '.join(cells)} |"
        notes += [f"- `{one.path}`: {one_line(line)}" for line in _notes(one)]
    if notes:
        yield from ("", *notes)


def as_json(found: Iterable[Proven]) -> Iterator[str]:
    """One JSON object a row and line."""
    for one in found:
        proof = one.proof
        data = {
            "path": one.path,
            "standing": one.standing,
            "record": one.record or None,
            "trials": [_data(trial) for trial in proof.trials] if proof else [],
            "untried": list(proof.untried) if proof else [],
            "doubts": list(one.doubts),
            "remarks": list(proof.remarks) if proof else [],
        }
        yield json.dumps(data, ensure_ascii=False)


def summary(standings: Mapping[str, int], spent: Spent | None) -> str:
    """`3 rows: 2 proven, 1 refuted`; and what the judge took."""
    total = sum(standings.values())
    parts = [f"{standings[name]} {name}" for name in _STANDINGS if standings.get(name)]
    said = f"{counted(total, 'row')}: {', '.join(parts) or 'NOTHING WAS PROVEN'}"
    if spent is None or not spent.requests + spent.cached:
        return said
    if not spent.requests:
        return f"{said}; the judge was not asked: {counted(spent.cached, 'answer')} from the cache"
    tokens = f"{spent.input_tokens} tokens in, {spent.output_tokens} out"
    cost = "" if spent.cost is None else f", {spent.cost:.6f} USD"
    asked = counted(spent.requests, "question")
    return (
        f"{said}; the judge was asked {asked} ({spent.cached} more from the cache), {tokens}{cost}"
    )


FORMS = {"text": as_text, "markdown": as_markdown, "json": as_json}

_STANDINGS = ("proven", "refuted", "unproven")
_RECORDS = {
    "written": " (recorded in review.proof)",
    "held": " (review.proof says so)",
    "due": " (review.proof is left as it is)",
    "withdrawn": " (review.proof said otherwise and is withdrawn)",
}


def _notes(one: Proven) -> Iterator[str]:
    """What does not hold and why, then what a reviewer should know."""
    proof = one.proof
    for trial in proof.trials if proof else ():
        if not trial.holds and not trial.trivial:
            yield from _against(trial)
    yield from one.doubts
    if proof is not None:
        yield from proof.remarks
        if proof.untried:
            names = ", ".join(f"`{shown(entry)}`" for entry in proof.untried)
            yield f"not tried, since a recorded answer has no such figures: {names}"


def _against(trial: Trial) -> Iterator[str]:
    if trial.wanted == "fail" and trial.outcome == "pass":
        yield f"the {trial.answer} is not caught: every evaluator passes it"
        return
    for one in trial.tried:
        if one.verdicts and one.outcome != trial.wanted and one.outcome != "pass":
            name = next(iter(one.evaluator)) if isinstance(one.evaluator, dict) else one.evaluator
            yield f"`{name}` on {trial.answer}: {one.outcome}: {one.reason}"


def _said(trials: Sequence[Trial]) -> str:
    counts = Counter(f"{trial.outcome}{'' if trial.holds else ' ✗'}" for trial in trials)
    if not counts:
        return "-"
    return ", ".join(f"{name} ({n})" if n > 1 else name for name, n in counts.items())


def _data(trial: Trial) -> dict[str, Json]:
    return {
        "answer": trial.answer,
        "wanted": trial.wanted,
        "outcome": trial.outcome,
        "holds": trial.holds,
        "trivial": trial.trivial,
        "tried": [
            {
                "evaluator": one.evaluator,
                "outcome": one.outcome if one.verdicts else None,
                "reason": one.reason,
                "verdicts": [verdict.outcome for verdict in one.verdicts],
            }
            for one in trial.tried
        ],
    }
