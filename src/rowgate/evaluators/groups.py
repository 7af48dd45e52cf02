"""Evaluators made of evaluators: any of them, all of them, none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rowgate.evaluators.base import Evaluator, ParameterError
from rowgate.evaluators.judge import verdict_of
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Outcome, Output, Row, Verdict


class Group(Evaluator):
    """What groups share: the evaluators they hold, and what follows from those.

    - `values`: evaluators, as they stand in a row; none of them `advisory`.
    """

    needs = "output"
    values: list[Json]

    def prepare(self) -> None:
        self.members = [self._member(entry, index) for index, entry in enumerate(self.values)]
        self.deterministic = all(member.deterministic for member in self.members)
        self.reads_expected = any(member.reads_expected for member in self.members)
        self.applies_to_recorded = all(member.applies_to_recorded for member in self.members)

    def _member(self, entry: Json, index: int) -> Evaluator:
        if self.services.build is None:
            raise ParameterError("a group can only be built by rowgate itself")
        try:
            member = self.services.build(entry)
        except ParameterError as error:
            at = ("values", index, *error.at)
            raise ParameterError(error.message, *at, fault=error.fault) from None
        if member.advisory:
            message = "`advisory` belongs to the whole group, not to one of it"
            raise ParameterError(message, "values", index)
        return member

    def offline(self) -> bool:
        return all(member.offline() for member in self.members)

    def inner(self) -> Mapping[str, Sequence[Evaluator]]:
        return {"values": self.members}

    def tools_named(self) -> list[str]:
        return [tool for member in self.members for tool in member.tools_named()]

    def first(self, outcome: Outcome, output: Output, row: Row) -> Verdict:
        """The first verdict with this outcome; else an unknown one, if any; else the last.

        Members after the first hit are not asked: a model-graded one costs money.
        """
        undecided = last = Verdict("unknown", "the group is empty")
        for member in self.members:
            found = verdict_of(member, output, row)
            last = Verdict(found.outcome, f"`{member.name}`: {found.reason}")
            if last.outcome == outcome:
                return last
            if last.outcome == "unknown":
                undecided = last
        return undecided if undecided.reason != "the group is empty" else last


class AnyOf(Group):
    """Passes when at least one of its evaluators passes.

    Where none passes and one is unknown, the group is unknown.

    ```yaml
    evaluator:
      any-of:
        - contains: 30 days
        - regex: (?i)one month
    pass: [Within 30 days., One month.]
    fail: [60 days., {refusal: "No."}]
    ---
    evaluator: {any-of: [matches-expected, {contains: 30 days}]}
    pass: [30 days]
    unknown: [60 days]
    ```
    """

    name = "any-of"
    loosens = {"values": "up", "values[]": "up"}

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return self.first("pass", output, row)


class AllOf(Group):
    """Passes when all of its evaluators pass: useful inside `any-of`.

    ```yaml
    evaluator: {all-of: [{contains: refund}, {max-words: 3}]}
    pass: [A refund follows.]
    fail: [A refund is on its way., None.]
    ---
    evaluator:
      all-of:
        - contains: refund
        - any-of: [{contains: 30 days}, {contains: a month}]
    pass: [A refund within 30 days.]
    fail: [A refund., A month., ""]
    ```
    """

    name = "all-of"
    loosens = {"values": "down", "values[]": "up"}

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return self.first("fail", output, row)


class NoneOf(Group):
    """Passes when all of its evaluators fail.

    An output without text fails here, too, where one of them reads text.

    ```yaml
    evaluator: {none-of: [{starts-with: Sorry}, valid-json]}
    pass: [Within 30 days.]
    fail: ["Sorry, no.", "{}", {refusal: "No."}]
    ---
    evaluator: {none-of: [matches-expected]}
    unknown: [60 days]
    ```
    """

    name = "none-of"
    loosens = {"values": "down", "values[]": "down"}

    def evaluate(self, output: Output, row: Row) -> Verdict:
        if output.text is None and any(reads_text(member) for member in self.members):
            return Verdict("fail", "the output has no text")
        found = self.first("pass", output, row)
        turned: dict[Outcome, Outcome] = {"pass": "fail", "fail": "pass", "unknown": "unknown"}
        return Verdict(turned[found.outcome], found.reason)


def reads_text(evaluator: Evaluator) -> bool:
    """Whether an evaluator, or one inside it, reads text."""
    if isinstance(evaluator, Group):
        return any(map(reads_text, evaluator.members))
    return evaluator.needs == "text"


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (AnyOf, AllOf, NoneOf):
        register(cls)
