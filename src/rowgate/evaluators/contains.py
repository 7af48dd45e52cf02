"""Evaluators that look for given texts in the text of the output."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from rowgate.evaluators.text import FOLDING, UNFOLDING, TextEvaluator, quoted
from rowgate.evaluators.typography import Haystack
from rowgate.hookspecs import hookimpl
from rowgate.model import Verdict


class _OneText(TextEvaluator):
    """What evaluators with one text to look for share."""

    value: str

    def prepare(self) -> None:
        self._needle = self.fold_needle(self.value, "value")


class Contains(_OneText):
    """Passes when the text contains `value`.

    - `value`: the text that must occur.

    ```yaml
    evaluator: {contains: 30 days}
    pass: [Returns are accepted within 30 days.]
    fail: [You have 60 days., "30\\ndays", 30 Days]
    ---
    evaluator: {contains: {value: 30 days, ignore_case: true, fold_whitespace: true}}
    pass: ["Within 30\\nDAYS."]
    fail: [30days]
    ```
    """

    name = "contains"
    loosens = {**FOLDING, "value": "down"}

    def of_text(self, text: str) -> Verdict:
        if self._needle in text:
            return Verdict("pass", f"contains {quoted(self.value)}")
        return Verdict("fail", f"does not contain {quoted(self.value)}")


class NotContains(_OneText):
    """Passes when the text does not contain `value`.

    Nor in other typography: with no-break spaces and hyphens, curly quotes, dashes, invisible or
    decomposed characters.

    - `value`: the text that must not occur.

    ```yaml
    evaluator: {not-contains: {value: 60 days, ignore_case: true}}
    pass: [You have 30 days.]
    fail: [You have 60 Days., "You have 60\\u202Fdays."]
    ```
    """

    name = "not-contains"
    loosens = {**UNFOLDING, "value": "up"}

    def of_text(self, text: str) -> Verdict:
        if self._needle in Haystack(text):
            return Verdict("fail", f"contains {quoted(self.value)}")
        return Verdict("pass", f"does not contain {quoted(self.value)}")


class StartsWith(_OneText):
    """Passes when the text starts with `value`.

    - `value`: the text that must stand first.

    ```yaml
    evaluator: {starts-with: "Yes,"}
    pass: ["Yes, within 30 days."]
    fail: ["No.", " Yes, of course."]
    ```
    """

    name = "starts-with"

    def of_text(self, text: str) -> Verdict:
        if text.startswith(self._needle):
            return Verdict("pass", f"starts with {quoted(self.value)}")
        return Verdict("fail", f"does not start with {quoted(self.value)}")


class EndsWith(_OneText):
    """Passes when the text ends with `value`.

    - `value`: the text that must stand last.

    ```yaml
    evaluator: {ends-with: "Is there anything else?"}
    pass: ["Done. Is there anything else?"]
    fail: ["Is there anything else? No.", "Is there anything else?\\n"]
    ```
    """

    name = "ends-with"

    def of_text(self, text: str) -> Verdict:
        if text.endswith(self._needle):
            return Verdict("pass", f"ends with {quoted(self.value)}")
        return Verdict("fail", f"does not end with {quoted(self.value)}")


class _ManyTexts(TextEvaluator):
    """What evaluators with several texts to look for share."""

    values: list[str]

    def prepare(self) -> None:
        self._needles = [
            (self.fold_needle(value, "values", index), value)
            for index, value in enumerate(self.values)
        ]

    def found(self, text: Container[str]) -> str | None:
        """The first of `values` that occurs in a folded text."""
        return next((value for needle, value in self._needles if needle in text), None)

    def missing(self, text: Container[str]) -> list[str]:
        """Those of `values` that do not occur in a folded text."""
        return [value for needle, value in self._needles if needle not in text]


class ContainsAll(_ManyTexts):
    """Passes when the text contains every one of `values`, in any order.

    - `values`: the texts that must occur.

    ```yaml
    evaluator: {contains-all: [30 days, receipt]}
    pass: [Bring the receipt within 30 days.]
    fail: [Within 30 days., ""]
    ```
    """

    name = "contains-all"
    loosens = {**FOLDING, "values": "down", "values[]": "down"}

    def of_text(self, text: str) -> Verdict:
        missing = self.missing(text)
        if missing:
            return Verdict("fail", f"does not contain {', '.join(map(quoted, missing))}")
        return Verdict("pass", "contains all")


class ContainsAny(_ManyTexts):
    """Passes when the text contains at least one of `values`.

    - `values`: the texts, one of which must occur.

    ```yaml
    evaluator: {contains-any: [30 days, thirty days]}
    pass: [You have 30 days., You have thirty days.]
    fail: [You have 60 days., ""]
    ```
    """

    name = "contains-any"
    loosens = {**FOLDING, "values": "up", "values[]": "down"}

    def of_text(self, text: str) -> Verdict:
        found = self.found(text)
        if found is None:
            return Verdict("fail", f"contains none of {', '.join(map(quoted, self.values))}")
        return Verdict("pass", f"contains {quoted(found)}")


class NotContainsAny(_ManyTexts):
    """Passes when the text contains none of `values`.

    Nor in other typography: with no-break spaces and hyphens, curly quotes, dashes, invisible or
    decomposed characters.

    - `values`: the texts, none of which may occur.

    ```yaml
    evaluator: {not-contains-any: [60 days, sixty days]}
    pass: [You have 30 days.]
    fail: [You have sixty days.]
    ```
    """

    name = "not-contains-any"
    loosens = {**UNFOLDING, "values": "down", "values[]": "up"}

    def of_text(self, text: str) -> Verdict:
        found = self.found(Haystack(text))
        if found is None:
            return Verdict("pass", "contains none")
        return Verdict("fail", f"contains {quoted(found)}")


class NotContainsAll(_ManyTexts):
    """Passes when the text does not contain all of `values` together: one may, not every.

    - `values`: the texts that must not all occur in one answer.

    ```yaml
    evaluator: {not-contains-all: [final sale, refund]}
    pass: [This is a final sale., A refund is on its way.]
    fail: [A final sale gets a refund.]
    ```
    """

    name = "not-contains-all"
    loosens = {**UNFOLDING, "values": "up", "values[]": "up"}

    def of_text(self, text: str) -> Verdict:
        missing = self.missing(Haystack(text))
        if missing:
            return Verdict("pass", f"does not contain {quoted(missing[0])}")
        return Verdict("fail", "contains all")


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (
        Contains,
        NotContains,
        ContainsAll,
        ContainsAny,
        NotContainsAny,
        NotContainsAll,
        StartsWith,
        EndsWith,
    ):
        register(cls)
