"""What the gate says, as text: the first lines answer approved or not, by which rows, what next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from rowgate.reports.gated import (
    AnyComparison,
    AnyLabel,
    AnyRowDecision,
    Gated,
)
from rowgate.reports.problems import counted, one_line

REPORTERS = {
    "text": ("gate", "as_text"),
    "json": ("gate_forms", "as_json"),
    "markdown": ("gate_forms", "as_markdown"),
    "junit": ("gate_junit", "as_junit"),
    "github": ("gate_forms", "as_github"),
}
"""Module and function of each form, by name: each is imported where it is asked for."""

SHOWN = 20
"""Rows that are shown one by one; the rest is counted."""


def reporter(name: str) -> Callable[[Gated], Iterator[str]]:
    """The reporter of this name: a decision → lines."""
    module, function = REPORTERS[name]
    found: Callable[[Gated], Iterator[str]] = getattr(
        import_module(f"rowgate.reports.{module}"), function
    )
    return found


def as_text(found: Gated) -> Iterator[str]:
    """The decision, the rows that decide it, what became of the others, what to do."""
    yield headline(found)
    yield from (f"  {doubt}" for doubt in map(one_line, found.decision.doubts))
    yield from _rows([one for one in found.decision.rows if one.decides])
    yield from _labels(found.decision.labels)
    yield from _others(found.decision.rows)
    yield from (f"note: {one_line(note)}" for note in found.decision.notes)
    if found.comparison is not None:
        yield from compared(found.comparison)
    yield f"next: {advice(found)}"


def headline(found: Gated) -> str:
    """`REJECTED candidate next: 2 of 41 rows do not pass`."""
    rows = [one for one in found.decision.rows if one.role in ("gates", "named", "noisy")]
    deciding = [one for one in rows if one.decides]
    status = found.decision.status.upper()
    missed = [one for one in found.decision.labels if one.outcome != "pass"]
    if not found.decision.rows:
        said = "0 rows"
    elif deciding:
        said = f"{len(deciding)} of {counted(len(rows), 'row')} do not pass"
        said = said.replace("1 of 1 row do not pass", "the only row does not pass")
    elif missed:
        said = f"{counted(len(missed), 'label')} below the threshold"
    elif found.decision.status == "approved":
        said = f"{counted(sum(one.outcome == 'pass' for one in rows), 'row')} of {len(rows)} pass"
    else:
        said = "it cannot be decided"
    return f"{status} candidate {found.candidate}: {said}"


def advice(found: Gated) -> str:
    """What to type or do next, in a line."""
    if found.decision.status == "approved":
        return "nothing stands in the way"
    if not found.decision.rows:
        return "add rows to a release dataset, or name the dataset"
    if found.decision.status == "inconclusive":
        return _to_decide(found, [one for one in found.decision.rows if _is_open(one)])
    where = f" (outputs: {found.run})" if found.run else ""
    return f"mend the candidate and run it again: {_gate(found)}{where}"


def _is_open(one: AnyRowDecision) -> bool:
    return one.outcome == "unknown" and (one.decides or one.role == "noisy")


def _to_decide(found: Gated, unknown: Sequence[AnyRowDecision]) -> str:
    if found.run and any(not one.subject.broken for one in unknown):
        return f"rowgate run --resume {found.run}, then: rowgate gate --run {found.run}"
    if any(one.subject.broken for one in unknown):
        return f"mend what cannot be judged (rowgate check), then: {_gate(found)}"
    if unknown:
        return f"see to what could not be judged, then: {_gate(found)}"
    if any(one.role in ("gates", "named", "noisy") for one in found.decision.rows):
        return f"see to that, and run it anew: {_gate(found)}"
    return "gate a row that decides: name another dataset"


def _gate(found: Gated) -> str:
    return f"rowgate gate --candidate {found.candidate}"


def compared(comparison: AnyComparison) -> Iterator[str]:
    """What was fixed and what regressed since the baseline."""
    counts = ", ".join(f"{len(rows)} {kind}" for kind, rows in comparison.rows.items() if rows)
    of = f" of {comparison.of}" if comparison.of else ""
    yield f"against the baseline{of}: {counts or 'nothing to compare'}"
    for kind in ("regressed", "fixed"):
        for name in comparison.rows.get(kind, ())[:SHOWN]:
            yield f"  {kind} {name}"
    if comparison.rescored:
        again = counted(comparison.rescored, "stored output")
        yield f"  {again} scored again: their criteria changed"
    if comparison.chance is not None:
        chance = f"p = {comparison.chance:.2g} (McNemar, exact)"
        yield f"  a change this uneven comes by chance with {chance}"


def share(one: AnyRowDecision) -> str:
    """`2 of 5 repeats pass, 4 needed (95 % interval 12 to 77 %)`, or nothing for a single run."""
    if one.runs == 1:
        return ""
    low, high = one.interval
    return (
        f"{one.passes} of {one.runs} repeats pass, {one.needed} needed "
        f"(95 % interval {low:.0%} to {high:.0%})"
    )


def why(one: AnyRowDecision) -> str:
    """Why a row has its outcome, in one line."""
    return one_line("; ".join([*filter(None, [share(one)]), *one.reasons]) or one.outcome)


def _rows(rows: Sequence[AnyRowDecision]) -> Iterator[str]:
    for one in rows[:SHOWN]:
        named = " [--fixes]" if one.role == "named" else ""
        yield f"{one.outcome:7} {one.subject.path}{named}"
        if one.subject.row.note:
            yield f"        note: {one_line(one.subject.row.note)}"
        if share(one):
            yield f"        {share(one)}"
        yield from (f"        {one_line(reason)}" for reason in one.reasons[:5])
    if len(rows) > SHOWN:
        yield f"… and {len(rows) - SHOWN} more; --format json lists all of them"


def _labels(labels: Sequence[AnyLabel]) -> Iterator[str]:
    for one in labels:
        low, high = one.interval
        yield (
            f"{one.outcome:7} label {one.label}: {one.passes} of {one.rows} pass, "
            f"{one.threshold:.0%} needed (95 % interval {low:.0%} to {high:.0%})"
        )


def _others(rows: Sequence[AnyRowDecision]) -> Iterator[str]:
    """Rows that do not pass and do not decide: they warn."""
    warned = [one for one in rows if one.outcome != "pass" and not one.decides]
    for one in warned[:SHOWN]:
        reason = one_line(one.reasons[0]) if one.reasons else ""
        yield f"warning {one.subject.path} [{_why_not(one)}] {reason}".rstrip()
    if len(warned) > SHOWN:
        yield f"… and {len(warned) - SHOWN} more warnings"


def _why_not(one: AnyRowDecision) -> str:
    if one.role == "known-failing" and one.subject.row.known_failing:
        return f"known failing until {one.subject.row.known_failing.get('until')}"
    return one.role
