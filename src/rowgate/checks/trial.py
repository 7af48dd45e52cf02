"""The self-check: trying a row's criteria on outputs whose worth is known."""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps
from typing import NamedTuple

from rowgate.checks.context import Context
from rowgate.model import Json, Output, Row, Verdict

_RESPONSE_FIELDS = frozenset(("text", "tool_calls", "refusal"))


class Criteria(NamedTuple):
    """What tells a right output of one row from a wrong one."""

    here: list[Json]
    """Entries that can judge a recorded response offline."""
    elsewhere: list[Json]
    """Entries that cannot: graded by a model, or measuring what no recording has."""
    graded: list[Json]
    """Those of `elsewhere` that a model grades: `rowgate prove` tries them."""
    broken: bool
    """Whether an entry cannot be used, as RG401, RG402 or RG410 say: nothing is certain then."""

    @property
    def certain(self) -> bool:
        """Whether the verdicts found here are all there will ever be."""
        return not (self.elsewhere or self.broken)


def criteria_of(row: Row, context: Context) -> Criteria:
    """The row's binding evaluators, and the dataset's that read the `expected` the row has."""
    entries = [one for one in row.evaluators if not is_advisory(one)]
    if row.expected is not None:
        entries += [
            one
            for one in context.dataset.evaluators
            if not is_advisory(one) and reads_expected(one, context)
        ]
    return _sorted(entries, context)


def applied_to(row: Row, context: Context) -> Criteria:
    """Everything the gate will hold an output of this row to: the dataset's evaluators too.

    A dataset evaluator that reads `expected` says nothing on a row that has none.
    """
    of_dataset = [
        one
        for one in context.dataset.evaluators
        if row.expected is not None or not reads_expected(one, context)
    ]
    entries = [one for one in (*row.evaluators, *of_dataset) if not is_advisory(one)]
    return _sorted(entries, context)


def _sorted(entries: list[Json], context: Context) -> Criteria:
    judge = context.judge
    usable = [one for one in entries if judge.fault(one) is None]
    here = [one for one in usable if judge.offline(one)]
    elsewhere = [one for one in usable if not judge.offline(one)]
    graded = [one for one in elsewhere if judge.graded(one)]
    return Criteria(here, elsewhere, graded, len(usable) < len(entries))


def tried(output: Output, row: Row, entries: list[Json], context: Context) -> list[Verdict]:
    """The binding verdicts on an output; those of advisory evaluators are left out."""
    return [one for one in context.judge(output, row, entries) if not one.advisory]


def on_response(row: Row, context: Context) -> list[Verdict]:
    """The verdicts of the row's criteria on its recorded response."""
    entries = context.once(criteria_of, row).here
    return tried(Output.of_response(row.response), row, entries, context)


def output_of(value: Json) -> Output:
    """An `expected` (a response, or any JSON) as the output that would be exactly right."""
    if isinstance(value, str) or (
        isinstance(value, Mapping) and value and value.keys() <= _RESPONSE_FIELDS
    ):
        return Output.of_response(value)
    return Output(text=dumps(value, ensure_ascii=False), recorded=True)


def reads_expected(entry: Json, context: Context) -> bool:
    """Whether an evaluator compares with the row's `expected`."""
    return context.judge.reads_expected(entry)


def is_advisory(entry: Json) -> bool:
    """Whether an entry says of itself that it only warns."""
    if not isinstance(entry, Mapping):
        return False
    return any(isinstance(one, Mapping) and one.get("advisory") is True for one in entry.values())


def named(verdicts: list[Verdict]) -> str:
    """The evaluators of verdicts, each once: `contains`, `max-words`."""
    return ", ".join(dict.fromkeys(f"`{one.evaluator}`" for one in verdicts))
