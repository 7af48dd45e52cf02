"""Evaluators that compare with the row's `expected`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rowgate.evaluators.base import unknown
from rowgate.evaluators.json_values import NotJsonError, difference, parsed
from rowgate.evaluators.text import TextEvaluator
from rowgate.evaluators.text import difference as text_difference
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Output, Row, Verdict

_RESPONSE_FIELDS = {"text", "tool_calls", "refusal"}


class MatchesExpected(TextEvaluator):
    """Passes when the output is the row's `expected`.

    Text is compared as text. An `expected` of the fields of a response (`text`, `tool_calls`,
    `refusal`) is compared field by field: tool calls by name and arguments, in order, and of
    a refusal only that there is one. Any other value is compared as JSON. A row without
    `expected` is unknown.

    - `json`: compare as JSON where `expected` is text, too.
    - `fold_whitespace`: count every run of whitespace as one space, and none at the ends; on
      unless you turn it off.

    ```yaml
    evaluator: matches-expected
    expected: Within 30 days.
    pass: [Within 30 days., "Within  30\\ndays.\\n"]
    fail: [within 30 days., Returns are accepted within 30 days., ""]
    ---
    evaluator: matches-expected
    unknown: [Within 30 days.]
    ---
    evaluator: {matches-expected: {ignore_case: true, fold_whitespace: false}}
    expected: "Yes"
    pass: ["YES"]
    fail: ["yes\\n"]
    ---
    evaluator: matches-expected
    expected: {days: 30}
    pass: ['{"days": 30.0}']
    fail: ['{"days": "30"}', 30 days, {tool_calls: [{name: days, arguments: {days: 30}}]}]
    ---
    evaluator: matches-expected
    expected: {tool_calls: [{name: get_order, arguments: {id: A1}}]}
    pass:
      - {tool_calls: [{id: call_7, name: get_order, arguments: {id: A1}}]}
    fail:
      - {tool_calls: [{name: get_order, arguments: {id: A2}}]}
      - {tool_calls: []}
      - Order A1
    ```
    """

    name = "matches-expected"
    needs = "output"
    json: bool = False
    fold_whitespace: bool = True
    reads_expected = True

    def evaluate(self, output: Output, row: Row) -> Verdict:
        expected = row.expected
        if expected is None:
            return unknown("the row has no `expected`")
        if is_response(expected):
            return self._of_response(expected, output)
        if output.text is None:
            return Verdict("fail", "the output has no text")
        if isinstance(expected, str) and not self.json:
            return self._of_text(expected, output.text)
        return _of_json(expected, output.text)

    def _of_text(self, expected: str, text: str) -> Verdict:
        wanted, given = self.fold(expected), self.fold(text)
        if wanted == given:
            return Verdict("pass", "as expected")
        return Verdict("fail", text_difference(wanted, given))

    def _of_response(self, expected: Mapping[str, Json], output: Output) -> Verdict:
        if expected.get("refusal") and output.refusal is None:
            return Verdict("fail", "a refusal is expected")
        calls = difference(_calls(expected.get("tool_calls")), _calls(output.tool_calls))
        if calls:
            return Verdict("fail", f"the tool calls differ {calls}")
        if expected.get("text") is None:
            return Verdict("pass", "as expected")
        if output.text is None:
            return Verdict("fail", "the output has no text")
        return self._of_text(expected["text"], output.text)


def is_response(expected: Json) -> bool:
    """Whether an `expected` has the form of a response that is more than text."""
    return isinstance(expected, dict) and bool(expected) and expected.keys() <= _RESPONSE_FIELDS


def _calls(calls: Any) -> list[Json]:
    return [{"name": call.get("name"), "arguments": call.get("arguments")} for call in calls or ()]


def _of_json(expected: Json, text: str) -> Verdict:
    if isinstance(expected, str):
        try:
            expected = parsed(expected)
        except NotJsonError:
            return unknown("the row's `expected` is text, and no JSON")
    try:
        found = difference(expected, parsed(text))
    except NotJsonError as error:
        return Verdict("fail", str(error))
    return Verdict("fail", str(found)) if found else Verdict("pass", "as expected")


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    register(MatchesExpected)
