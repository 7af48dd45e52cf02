"""The self-check: trying a row's criteria on outputs whose worth is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def and_(self, other: Criteria) -> Criteria:
        """Both together, these first."""
        return Criteria(
            self.here + other.here,
            self.elsewhere + other.elsewhere,
            self.graded + other.graded,
            self.broken or other.broken,
        )


def criteria_of(row: Row, context: Context) -> Criteria:
    """The row's binding evaluators, and the dataset's that read the `expected` the row has."""
    own = context.once(_own, row)
    return own if row.expected is None else own.and_(context.for_all(_reading))


def applied_to(row: Row, context: Context) -> Criteria:
    """Everything the gate will hold an output of this row to: the dataset's evaluators too.

    A dataset evaluator that reads `expected` says nothing on a row that has none.
    """
    of_dataset = context.for_all(_silent if row.expected is None else _of_dataset)
    return context.once(_own, row).and_(of_dataset)


def _own(row: Row, context: Context) -> Criteria:
    return _sorted(row.evaluators, context)


def _of_dataset(context: Context) -> Criteria:
    return _sorted(context.dataset.evaluators, context)


def _reading(context: Context) -> Criteria:
    entries = [one for one in context.dataset.evaluators if reads_expected(one, context)]
    return _sorted(entries, context)


def _silent(context: Context) -> Criteria:
    entries = [one for one in context.dataset.evaluators if not reads_expected(one, context)]
    return _sorted(entries, context)


def _sorted(entries: Sequence[Json], context: Context) -> Criteria:
    """Those of the entries that bind, by who can try them."""
    judge = context.judge
    binding = [one for one in entries if not is_advisory(one)]
    usable = [one for one in binding if judge.fault(one) is None]
    here: list[Json] = []
    elsewhere: list[Json] = []
    for one in usable:
        (here if judge.offline(one) else elsewhere).append(one)
    graded = [one for one in elsewhere if judge.graded(one)]
    return Criteria(here, elsewhere, graded, len(usable) < len(binding))


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
