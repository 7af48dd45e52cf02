"""What evaluators of the text share, and those that compare the whole text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from rowgate.evaluators.base import MAY_BE_EMPTY, Evaluator, ParameterError
from rowgate.hookspecs import hookimpl
from rowgate.model import Output, Row, Verdict

FOLDING: Mapping[str, str] = {"ignore_case": "up", "fold_whitespace": "up"}
"""Folded texts are equal, or hold each other, wherever they were before."""
UNFOLDING: Mapping[str, str] = dict.fromkeys(FOLDING, "down")


class TextEvaluator(Evaluator):
    """What evaluators of the text share: how it is folded before it is compared.

    - `ignore_case`: compare without regard to upper and lower case (Unicode case folding).
    - `fold_whitespace`: count every run of whitespace as one space, and none at the ends.
    """

    ignore_case: bool = False
    fold_whitespace: bool = False
    loosens = FOLDING

    def fold(self, text: str) -> str:
        """The text as it is compared: Unicode case folding, whitespace runs to one space."""
        if self.ignore_case:
            text = text.casefold()
        return " ".join(text.split()) if self.fold_whitespace else text

    def fold_needle(self, text: str, *at: str | int) -> str:
        """A text to look for, folded. Raises ParameterError where nothing is left of it."""
        folded = self.fold(text)
        if not folded:
            raise ParameterError("is nothing but whitespace, which every text contains", *at)
        return folded

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return self.of_text(self.fold(output.text or ""))

    def of_text(self, text: str) -> Verdict:
        """The verdict on a folded text."""
        raise NotImplementedError


class Equals(TextEvaluator):
    """Passes when the text is `value`, character for character.

    - `value`: the whole text; it may be empty.

    ```yaml
    evaluator: {equals: approved}
    pass: [approved]
    fail: [Approved, "approved\\n", "not approved", ""]
    ---
    evaluator: {equals: {value: approved, ignore_case: true, fold_whitespace: true}}
    pass: [APPROVED, " approved\\n"]
    fail: ["approved!"]
    ```
    """

    name = "equals"
    value: Annotated[str, MAY_BE_EMPTY]

    def prepare(self) -> None:
        self._wanted = self.fold(self.value)

    def of_text(self, text: str) -> Verdict:
        if text == self._wanted:
            return Verdict("pass", "equal")
        return Verdict("fail", difference(self._wanted, text))


class NotEquals(Equals):
    """Passes when the text is not `value`: another text, whichever.

    - `value`: the text that must not be answered; it may be empty.

    ```yaml
    evaluator: {not-equals: {value: I do not know., fold_whitespace: true}}
    pass: [Within 30 days.]
    fail: [I do not know., "I do  not know.\\n"]
    ```
    """

    name = "not-equals"
    loosens = UNFOLDING

    def of_text(self, text: str) -> Verdict:
        same = text == self._wanted
        return Verdict("fail", "equal") if same else Verdict("pass", "not equal")


def quoted(text: str, most: int = 60) -> str:
    """A text for a reason: in quotes, on one line, cut short."""
    return repr(text) if len(text) <= most else f"{text[:most]!r}…"


def difference(wanted: str, given: str) -> str:
    """Where two texts part, for a reason: the place and a little of both."""
    length = min(len(wanted), len(given))
    at = next((i for i in range(length) if wanted[i] != given[i]), length)
    here = [quoted(text[at : at + 24]) if at < len(text) else "its end" for text in (wanted, given)]
    return f"differs at character {at + 1}: {here[0]} wanted, {here[1]} found"


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (Equals, NotEquals):
        register(cls)
