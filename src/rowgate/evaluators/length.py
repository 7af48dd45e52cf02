"""Evaluators of how long the text is.

A word is a run of characters without whitespace; in scripts that put no space between
words, count characters. A character is a Unicode code point.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from rowgate.evaluators.base import Bounds, Evaluator
from rowgate.hookspecs import hookimpl
from rowgate.model import Output, Row, Verdict


class MaxWords(Evaluator):
    """Passes when the text has at most `value` words (runs without whitespace).

    - `value`: the most words allowed.

    ```yaml
    evaluator: {max-words: 3}
    pass: [Within 30 days., "Yes.", ""]
    fail: [Within some 30 days.]
    ```
    """

    name = "max-words"
    value: Annotated[int, Bounds(least=1)]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return at_most(words(output.text or ""), self.value, "words")


class MinWords(Evaluator):
    """Passes when the text has at least `value` words (runs without whitespace).

    - `value`: the fewest words allowed.

    ```yaml
    evaluator: {min-words: 3}
    pass: [Within 30 days.]
    fail: ["Yes.", ""]
    ```
    """

    name = "min-words"
    value: Annotated[int, Bounds(least=1)]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return at_least(words(output.text or ""), self.value, "words")


class MaxCharacters(Evaluator):
    """Passes when the text has at most `value` characters (Unicode code points).

    - `value`: the most characters allowed.

    ```yaml
    evaluator: {max-characters: 5}
    pass: [straß, ""]
    fail: [strasse]
    ```
    """

    name = "max-characters"
    value: Annotated[int, Bounds(least=1)]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return at_most(len(output.text or ""), self.value, "characters")


class MinCharacters(Evaluator):
    """Passes when the text has at least `value` characters (Unicode code points).

    - `value`: the fewest characters allowed.

    ```yaml
    evaluator: {min-characters: 5}
    pass: [strasse]
    fail: [ja, ""]
    ```
    """

    name = "min-characters"
    value: Annotated[int, Bounds(least=1)]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return at_least(len(output.text or ""), self.value, "characters")


def words(text: str) -> int:
    """How many runs of characters without whitespace a text has."""
    return len(text.split())


def at_most(number: int, limit: int, unit: str) -> Verdict:
    """Pass when a count is within its limit."""
    return Verdict("pass" if number <= limit else "fail", f"{number} {unit}, at most {limit}")


def at_least(number: int, limit: int, unit: str) -> Verdict:
    """Pass when a count reaches its limit."""
    return Verdict("pass" if number >= limit else "fail", f"{number} {unit}, at least {limit}")


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (MaxWords, MinWords, MaxCharacters, MinCharacters):
        register(cls)
