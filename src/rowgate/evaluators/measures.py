"""Evaluators of what an answer took: cost, time, why it ended.

None of them applies to a recorded response: what production paid says nothing about a
candidate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from rowgate.evaluators.base import Bounds, Evaluator, unknown
from rowgate.hookspecs import hookimpl
from rowgate.model import Output, Row, Verdict


class MaxCost(Evaluator):
    """Passes when the answer cost at most `value` US dollars, by the candidate's own account.

    - `value`: the most it may cost, in USD.

    ```yaml
    evaluator: {max-cost: 0.01}
    pass: [{text: a, cost: 0.01}]
    fail: [{text: a, cost: 0.011}]
    unknown: [{text: a}, {text: a, cost: 0, recorded: true}]
    ```
    """

    name = "max-cost"
    needs = "output"
    applies_to_recorded = False
    loosens = {"value": "up"}
    value: Annotated[float, Bounds(above=0)]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return _within(output.cost, self.value, "USD")


class MaxLatencyMs(Evaluator):
    """Passes when the answer took at most `value` milliseconds.

    - `value`: the most it may take, in milliseconds.

    ```yaml
    evaluator: {max-latency-ms: 2000}
    pass: [{text: a, latency_ms: 2000}]
    fail: [{text: a, latency_ms: 2000.5}]
    unknown: [{text: a}]
    ```
    """

    name = "max-latency-ms"
    needs = "output"
    applies_to_recorded = False
    loosens = {"value": "up"}
    value: Annotated[float, Bounds(above=0)]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return _within(output.latency_ms, self.value, "ms")


class FinishReason(Evaluator):
    """Passes when the answer ended for one of these reasons, in the provider's words.

    - `values`: the reasons accepted, such as `stop` or `tool_calls`.

    ```yaml
    evaluator: {finish-reason: [stop]}
    pass: [{text: a, finish_reason: stop}]
    fail: [{text: a, finish_reason: length}]
    unknown: [{text: a}]
    ```
    """

    name = "finish-reason"
    needs = "output"
    applies_to_recorded = False
    loosens = {"values": "up"}
    values: list[str]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        if output.finish_reason is None:
            return unknown("the candidate does not say why the answer ended")
        passed = output.finish_reason in self.values
        return self.verdict(passed, f"ended by {output.finish_reason!r}")


def _within(measured: float | None, limit: float, unit: str) -> Verdict:
    # A comparison with NaN is false, which would read as a fail that was measured.
    if measured is None or measured != measured or measured < 0:
        return unknown("the candidate does not report it")
    passed = measured <= limit
    return Verdict("pass" if passed else "fail", f"{measured:g} {unit}, at most {limit:g}")


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (MaxCost, MaxLatencyMs, FinishReason):
        register(cls)
