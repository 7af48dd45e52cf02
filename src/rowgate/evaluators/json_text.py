"""Evaluators of a text that should be JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from rowgate.evaluators.base import Bounds, Evaluator, ParameterError, unknown
from rowgate.evaluators.json_values import NotJsonError, difference, parsed
from rowgate.evaluators.parameters import EXPECTED
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output, Row, Verdict

FENCED: Mapping[str, str] = {"fenced": "up"}


class JsonEvaluator(Evaluator):
    """What evaluators of JSON share.

    - `fenced`: also accept JSON inside one Markdown code fence.
    """

    fenced: bool = False
    loosens = FENCED

    def evaluate(self, output: Output, row: Row) -> Verdict:
        try:
            value = parsed(output.text or "", fenced=self.fenced)
        except NotJsonError as error:
            return Verdict("fail", str(error))
        return self.of_value(value, row)

    def of_value(self, value: Json, row: Row) -> Verdict:
        """The verdict on the value that the text stands for."""
        raise NotImplementedError


class ValidJson(JsonEvaluator):
    """Passes when the whole text is one JSON value (RFC 8259), with nothing around it.

    ```yaml
    evaluator: valid-json
    pass: ['{"days": 30}', "[]", '"text"', " 12\\n"]
    fail: ["", "{'days': 30}", '{"days": 30,}', 'Here: {"days": 30}', "NaN", "```json\\n{}\\n```"]
    ---
    evaluator: {valid-json: {fenced: true}}
    pass: ["```json\\n{}\\n```", "{}"]
    fail: ["Here:\\n```json\\n{}\\n```"]
    ```
    """

    name = "valid-json"

    def of_value(self, value: Json, row: Row) -> Verdict:
        return Verdict("pass", "valid JSON")


class _ComparedJson(JsonEvaluator):
    """What evaluators that compare JSON share.

    - `tolerance`: how far a number may lie from the wanted one.
    """

    value: Json = EXPECTED
    tolerance: Annotated[float, Bounds(least=0)] = 0.0
    loosens = {**FENCED, "tolerance": "up"}
    _subset = False

    def prepare(self) -> None:
        self.reads_expected = self.value is EXPECTED

    def of_value(self, value: Json, row: Row) -> Verdict:
        wanted = row.expected if self.value is EXPECTED else self.value
        if self.value is EXPECTED:
            if wanted is None:
                return unknown("the row has no `expected`")
            if isinstance(wanted, str):
                try:
                    wanted = parsed(wanted, fenced=self.fenced)
                except NotJsonError:
                    return unknown("the row's `expected` is text, and no JSON")
        found = difference(wanted, value, tolerance=self.tolerance, subset=self._subset)
        return Verdict("fail", str(found)) if found else Verdict("pass", "the wanted JSON")


class JsonEquals(_ComparedJson):
    """Passes when the text is JSON with exactly this value: key order and spacing do not count.

    - `value`: the wanted value. Without it, the row's `expected` (as a value, or as JSON text).

    ```yaml
    evaluator: {json-equals: {value: {days: 30, items: [1, 2]}}}
    pass: ['{"items": [1, 2.0], "days": 30}']
    fail:
      - '{"days": 30}'
      - '{"days": 30, "items": [2, 1]}'
      - '{"days": true, "items": [1, 2]}'
      - 30 days
    ---
    evaluator: {json-equals: {tolerance: 0.01}}
    expected: {total: 9.99}
    pass: ['{"total": 10}']
    fail: ['{"total": 10.5}', '{"total": 10, "currency": "EUR"}']
    ```
    """

    name = "json-equals"


class JsonContains(_ComparedJson):
    """Passes when the text is JSON that holds this value: objects may have more keys.

    Inside a list every item counts, in order; each may have more keys again.

    - `value`: what the JSON must hold. Without it, the row's `expected`.

    ```yaml
    evaluator: {json-contains: {value: {order: {id: A1}}}}
    pass: ['{"order": {"id": "A1", "state": "open"}, "note": ""}']
    fail: ['{"order": {"state": "open"}}', '{"id": "A1"}', "[]"]
    ```
    """

    name = "json-contains"
    _subset = True

    def prepare(self) -> None:
        super().prepare()
        if self.value == {}:
            raise ParameterError("`value` is empty: every object holds it", "value")
        if isinstance(self.value, dict):
            self.loosens = {**self.loosens, "value": "down"}


class JsonCondition(JsonEvaluator):
    """Passes when a JMESPath condition is true of the JSON in the text.

    The result must be `true`; `false` and `null` (a missing key) fail, and any other result
    is unknown, since the expression then is no condition. Write strings as `'open'` and
    other values in backticks.

    - `value`: the condition, as jmespath.org describes it.

    ```yaml
    evaluator: {json-condition: "total > `100` && state == 'open'"}
    pass: ['{"total": 101, "state": "open"}']
    fail: ['{"total": 99, "state": "open"}', '{"state": "open"}', "total: 101"]
    ---
    evaluator: {json-condition: total}
    unknown: ['{"total": 101}']
    ```
    """

    name = "json-condition"
    value: str

    def prepare(self) -> None:
        import jmespath
        from jmespath.exceptions import JMESPathError

        try:
            self._expression = jmespath.compile(self.value)
        except JMESPathError as error:
            raise ParameterError(
                f"`value` is no JMESPath: {str(error).splitlines()[0]}", "value"
            ) from None
        from rowgate.evaluators.conditions import fault_of

        fault = fault_of(self._expression)
        if fault:
            raise ParameterError(f"`value` is no condition: {fault}", "value")

    def of_value(self, value: Json, row: Row) -> Verdict:
        result = self._expression.search(value)
        if result is None or isinstance(result, bool):
            return self.verdict(result is True, f"the condition is {'true' if result else 'false'}")
        return unknown("the expression gives a value, not true or false: write a condition")


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (ValidJson, JsonEquals, JsonContains, JsonCondition):
        register(cls)
