"""Evaluators of the tools that the model called, with which arguments, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from rowgate.evaluators.base import Bounds, Evaluator, ParameterError
from rowgate.evaluators.json_values import NotJsonError, difference, parsed
from rowgate.evaluators.text import quoted
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output, Row, Verdict


class Called(Evaluator):
    """Passes when the output calls a tool, with these arguments if any are given.

    - `tool`: the name of the tool.
    - `arguments`: arguments that one call must hold; it may have more.
    - `exact`: the arguments are all there are.
    - `tolerance`: how far a number among the arguments may lie from the wanted one.
    - `times`: how many such calls there must be; without it, at least one.

    ```yaml
    evaluator: {called: get_order}
    pass: [{tool_calls: [{name: get_order, arguments: {id: A1}}]}]
    fail: [{tool_calls: [{name: get_orders, arguments: {}}]}, I called get_order., {refusal: "No"}]
    ---
    evaluator: {called: {tool: get_order, arguments: {id: A1}}}
    pass: [{tool_calls: [{name: get_order, arguments: {id: A1, full: true}}]}]
    fail: [{tool_calls: [{name: get_order, arguments: {id: A2}}]}]
    ---
    evaluator: {called: {tool: get_order, arguments: {id: A1}, exact: true, times: 1}}
    pass: [{tool_calls: [{name: get_order, arguments: '{"id": "A1"}'}]}]
    fail: [{tool_calls: [{name: get_order, arguments: {id: A1, full: true}}]}]
    ```
    """

    name = "called"
    needs = "output"
    loosens = {"arguments": "down", "exact": "down", "tolerance": "up", "times": "absent"}
    tool: str
    arguments: dict[str, Json] | None = None
    exact: bool = False
    tolerance: Annotated[float, Bounds(least=0)] = 0.0
    times: Annotated[int, Bounds(least=1)] | None = None

    def prepare(self) -> None:
        if self.arguments == {} and not self.exact:
            raise ParameterError(
                "`arguments` is empty: every call holds it; add `exact: true`", "arguments"
            )
        if self.exact and self.arguments is None:
            raise ParameterError("`exact` needs `arguments`", "exact")
        # One call more that fits is one too many where they are counted.
        if self.times is not None:
            self.loosens = {}
        elif self.exact:
            self.loosens = {"tolerance": "up"}

    def tools_named(self) -> list[str]:
        return [self.tool]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        calls = [call for call in output.tool_calls if call.get("name") == self.tool]
        fitting = sum(self._fits(call) for call in calls)
        passed = fitting > 0 if self.times is None else fitting == self.times
        what = f"{quoted(self.tool)} is called {_times(len(calls))}"
        if self.arguments is not None:
            what += f", {_times(fitting)} with the wanted arguments"
        return self.verdict(passed, what)

    def _fits(self, call: Mapping[str, Json]) -> bool:
        if self.arguments is None:
            return True
        return not difference(
            self.arguments, arguments_of(call), tolerance=self.tolerance, subset=not self.exact
        )


class NotCalled(Evaluator):
    """Passes when the output does not call a tool; without `tool`, none at all.

    - `tool`: the name of the tool that must not be called.

    ```yaml
    evaluator: {not-called: refund}
    pass: [Done., {tool_calls: [{name: get_order, arguments: {}}]}]
    fail: [{tool_calls: [{name: refund, arguments: {}}]}]
    ---
    evaluator: not-called
    pass: [Done.]
    fail: [{tool_calls: [{name: get_order, arguments: {}}]}]
    ```
    """

    name = "not-called"
    needs = "output"
    tool: str | None = None

    def tools_named(self) -> list[str]:
        return [] if self.tool is None else [self.tool]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        called = [name for name in names_of(output.tool_calls) if self.tool in (None, name)]
        if called:
            return Verdict("fail", f"{quoted(called[0])} is called")
        return Verdict("pass", "not called")


class CalledInOrder(Evaluator):
    """Passes when the output calls these tools in this order, others between them or not.

    - `tools`: the names of the tools, in order; one may stand more than once.
    - `exact`: these calls are all there are.

    ```yaml
    evaluator: {called-in-order: [get_order, refund]}
    pass:
      - tool_calls: [{name: get_order}, {name: get_policy}, {name: refund}]
    fail:
      - tool_calls: [{name: refund}, {name: get_order}]
      - tool_calls: [{name: get_order}]
      - Refunded.
    ---
    evaluator: {called-in-order: {tools: [get_order, refund], exact: true}}
    pass: [{tool_calls: [{name: get_order}, {name: refund}]}]
    fail: [{tool_calls: [{name: get_order}, {name: get_policy}, {name: refund}]}]
    ```
    """

    name = "called-in-order"
    needs = "output"
    loosens = {"tools": "down", "exact": "down"}
    tools: list[str]
    exact: bool = False

    def prepare(self) -> None:
        if self.exact:
            self.loosens = {}

    def tools_named(self) -> list[str]:
        return self.tools

    def evaluate(self, output: Output, row: Row) -> Verdict:
        called = names_of(output.tool_calls)
        rest = iter(called)
        passed = called == self.tools if self.exact else all(tool in rest for tool in self.tools)
        return self.verdict(passed, f"called: {', '.join(called) or 'nothing'}")


class CallsOnly(Evaluator):
    """Passes when the output calls no tool but these: some of them, or none.

    - `tools`: the names of the tools that may be called.

    ```yaml
    evaluator: {calls-only: [get_order, get_policy]}
    pass: [Done., {tool_calls: [{name: get_order}, {name: get_order}]}]
    fail: [{tool_calls: [{name: get_order}, {name: refund}]}]
    ```
    """

    name = "calls-only"
    needs = "output"
    loosens = {"tools": "up"}
    tools: list[str]

    def tools_named(self) -> list[str]:
        return self.tools

    def evaluate(self, output: Output, row: Row) -> Verdict:
        other = [name for name in names_of(output.tool_calls) if name not in self.tools]
        if other:
            return Verdict("fail", f"{quoted(other[0])} is called")
        return Verdict("pass", "calls no other tool")


def names_of(calls: Sequence[Mapping[str, Json]]) -> list[str]:
    """The names of the tools called, in order."""
    return [str(call.get("name")) for call in calls]


def arguments_of(call: Mapping[str, Json]) -> Json:
    """The arguments of a call; a text of JSON counts as what it stands for."""
    arguments = call.get("arguments")
    if not isinstance(arguments, str):
        return {} if arguments is None else arguments
    try:
        return parsed(arguments)
    except NotJsonError:
        return arguments


def _times(number: int) -> str:
    return {0: "never", 1: "once"}.get(number, f"{number} times")


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (Called, NotCalled, CalledInOrder, CallsOnly):
        register(cls)
