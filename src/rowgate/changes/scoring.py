"""Whether changed criteria got looser, shown by outcome: verdicts that flip from fail to pass.

The recorded response, `expected` and what stored runs hold are scored under the old and the
new criteria. Only what can be judged offline is tried; `unknown` is neither fail nor pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import dumps
from typing import NamedTuple

from rowgate.changes.criteria import is_advisory
from rowgate.changes.fields import identity
from rowgate.changes.versions import Sample, Scoring
from rowgate.model import Dataset, Json, Judge, Outcome, Output, Row

_RESPONSE_FIELDS = frozenset(("text", "tool_calls", "refusal"))


class Criteria(NamedTuple):
    """A row and the dataset whose evaluators apply to it too."""

    row: Row
    dataset: Dataset


class Flip(NamedTuple):
    """An output that failed under the old criteria and passes under the new ones."""

    sample: str
    evaluator: str
    """Whose verdict it is; empty where it is that of all criteria together."""

    def message(self) -> str:
        """What happened, in a sentence."""
        who = f"evaluator {self.evaluator}" if self.evaluator else "the criteria"
        return f"{self.sample} failed {who} before and passes now"


def flips(before: Criteria, after: Criteria, scoring: Scoring) -> list[Flip]:
    """Every verdict that flips from fail to pass, by output and evaluator."""
    judge = scoring.judge()
    return [
        flip
        for sample in _samples(before, after, scoring)
        for flip in _flips_of(sample, before, after, judge)
    ]


def asks_the_same(before: Criteria, after: Criteria) -> bool:
    """Whether both sides hold an output to the same: then no verdict can flip."""
    return _asked(before) == _asked(after)


def _asked(criteria: Criteria) -> str:
    row = criteria.row
    return identity([row.expected, list(row.evaluators), list(criteria.dataset.evaluators)])


def _samples(before: Criteria, after: Criteria, scoring: Scoring) -> Iterator[Sample]:
    seen: set[str] = set()
    old, new = before.row, after.row
    given = (
        ("the recorded response", old.response),
        ("the new response", new.response),
        ("the old expected", old.expected),
        ("the new expected", new.expected),
    )
    unchanged = identity(old.expected) == identity(new.expected)
    for name, value in given:
        if value is None or identity(value) in seen:
            continue
        seen.add(identity(value))
        yield Sample("expected" if unchanged and "expected" in name else name, _output_of(value))
    yield from scoring.stored(after.dataset.name, new.id)


def _output_of(value: Json) -> Output:
    if isinstance(value, str) or (
        isinstance(value, Mapping) and value and value.keys() <= _RESPONSE_FIELDS
    ):
        return Output.of_response(value)
    return Output(text=dumps(value, ensure_ascii=False), recorded=True)


def _flips_of(sample: Sample, before: Criteria, after: Criteria, judge: Judge) -> Iterator[Flip]:
    old = _verdicts(sample.output, before, judge)
    new = _verdicts(sample.output, after, judge)
    named = [name for name, outcome in old.items() if outcome == "fail" and new.get(name) == "pass"]
    for name in named:
        yield Flip(sample.name, name)
    if not named and _together(old) == "fail" and _together(new) == "pass":
        yield Flip(sample.name, "")


def _verdicts(output: Output, criteria: Criteria, judge: Judge) -> dict[str, Outcome]:
    """The outcome of each evaluator by its name; of several with one name the worst."""
    row = criteria.row
    of_dataset = [
        one
        for one in criteria.dataset.evaluators
        if row.expected is not None or not judge.reads_expected(one)
    ]
    entries = [
        one
        for one in (*row.evaluators, *of_dataset)
        if not is_advisory(one) and judge.fault(one) is None and judge.offline(one)
    ]
    found: dict[str, Outcome] = {}
    for verdict in judge(output, row, entries):
        worst = min(verdict.outcome, found.get(verdict.evaluator, "pass"), key=_WORST.index)
        found[verdict.evaluator] = worst
    return found


_WORST: tuple[Outcome, ...] = ("fail", "unknown", "pass")


def _together(verdicts: Mapping[str, Outcome]) -> Outcome:
    return min(verdicts.values(), key=_WORST.index, default="pass")
