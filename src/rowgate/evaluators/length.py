"""Evaluators of how long the text is.

A word is a run of characters without whitespace; in scripts that put no space between
words, count characters. A character is a Unicode code point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Annotated, Any, Literal

from rowgate.evaluators.base import Bounds, Evaluator, ParameterError, did_you_mean, unknown
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
    loosens = {"value": "up"}
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
    loosens = {"value": "down"}
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
    loosens = {"value": "up"}
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
    loosens = {"value": "down"}
    value: Annotated[int, Bounds(least=1)]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return at_least(len(output.text or ""), self.value, "characters")


class Length(Evaluator):
    """Passes when the number of words, characters or lines is within bounds.

    - `unit`: `words` (runs without whitespace), `characters` (Unicode code points) or `lines`.
    - `less`: the number must be less than this.
    - `greater`: the number must be greater than this.
    - `equals`: the number must be exactly this.

    ```yaml
    evaluator: {length: {unit: words, greater: 1, less: 4}}
    pass: [Within 30 days.]
    fail: ["Yes.", Within some 30 days.]
    ---
    evaluator: {length: {unit: lines, equals: 2}}
    pass: ["a\\nb", "a\\nb\\n"]
    fail: [a, "a\\n\\nb"]
    ```
    """

    name = "length"
    loosens = {"less": "up", "greater": "down", "equals": "absent"}
    unit: Literal["words", "characters", "lines"]
    less: Annotated[int, Bounds(least=1)] | None = None
    greater: Annotated[int, Bounds(least=0)] | None = None
    equals: Annotated[int, Bounds(least=0)] | None = None

    def prepare(self) -> None:
        if self.less is None and self.greater is None and self.equals is None:
            raise ParameterError("one of `less`, `greater` and `equals` is missing")
        if not any(self._within(number) for number in self._corners()):
            raise ParameterError("no number is within these bounds")

    def _corners(self) -> list[int]:
        """The numbers that fit if any does."""
        return [self.equals or 0, (self.greater or 0) + 1, (self.less or 1) - 1]

    def _within(self, number: int) -> bool:
        return (
            (self.less is None or number < self.less)
            and (self.greater is None or number > self.greater)
            and (self.equals is None or number == self.equals)
        )

    def evaluate(self, output: Output, row: Row) -> Verdict:
        number = _COUNTS[self.unit](output.text or "")
        return self.verdict(self._within(number), f"{number} {self.unit}")


class MaxTokens(Evaluator):
    """Passes when the answer has at most `value` tokens.

    Without `encoding` the number is the one the provider reports (`usage.output_tokens`), which
    a recorded response lacks. With it the text is counted by tiktoken, which needs
    `pip install rowgate[tokens]` and fetches the encoding once; where it cannot, the verdict is
    unknown.

    - `value`: the most tokens allowed.
    - `encoding`: a tiktoken encoding, such as `o200k_base`.

    ```yaml
    evaluator: {max-tokens: 10}
    pass: [{text: a, usage: {output_tokens: 10}}]
    fail: [{text: a, usage: {output_tokens: 11}}]
    unknown: [a]
    ```
    """

    name = "max-tokens"
    needs = "output"
    applies_to_recorded = False
    loosens = {"value": "up"}
    value: Annotated[int, Bounds(least=1)]
    encoding: str | None = None

    def prepare(self) -> None:
        self.applies_to_recorded = self.encoding is not None
        if self.encoding is not None and self.encoding not in _ENCODINGS:
            _refuse_unknown(self.encoding)

    def offline(self) -> bool:
        return False

    def evaluate(self, output: Output, row: Row) -> Verdict:
        if self.encoding is None:
            number = output.usage.get("output_tokens")
            if type(number) is not int or number < 0:
                return unknown("the candidate does not report its output tokens")
        elif output.text is None:
            return Verdict("fail", "the output has no text")
        elif not find_spec("tiktoken"):
            return unknown("tiktoken is not installed: pip install rowgate[tokens]")
        else:
            number = tokens(output.text, self.encoding)
        return at_most(number, self.value, "tokens")


_ENCODINGS = (
    "o200k_base",
    "o200k_harmony",
    "cl100k_base",
    "p50k_base",
    "p50k_edit",
    "r50k_base",
    "gpt2",
)


def _refuse_unknown(encoding: str) -> None:
    """A package beside tiktoken may bring encodings of its own: where it is there it is asked."""
    known: Sequence[str] = _ENCODINGS
    hint = did_you_mean(encoding, known)
    if find_spec("tiktoken"):
        import tiktoken

        known = tiktoken.list_encoding_names()
        hint = hint or f"; tiktoken has {', '.join(known)}"
    if hint and encoding not in known:
        raise ParameterError(f"there is no encoding `{encoding}`{hint}", "encoding")


def tokens(text: str, encoding: str) -> int:
    """How many tokens a text has; words that look like control tokens are plain text."""
    import tiktoken

    return len(tiktoken.get_encoding(encoding).encode(text, disallowed_special=()))


def words(text: str) -> int:
    """How many runs of characters without whitespace a text has."""
    return len(text.split())


_COUNTS: dict[str, Callable[[str], int]] = {
    "words": words,
    "characters": len,
    "lines": lambda text: len(text.splitlines()),
}


def at_most(number: int, limit: int, unit: str) -> Verdict:
    """Pass when a count is within its limit."""
    return Verdict("pass" if number <= limit else "fail", f"{number} {unit}, at most {limit}")


def at_least(number: int, limit: int, unit: str) -> Verdict:
    """Pass when a count reaches its limit."""
    return Verdict("pass" if number >= limit else "fail", f"{number} {unit}, at least {limit}")


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    for cls in (MaxWords, MinWords, MaxCharacters, MinCharacters, Length, MaxTokens):
        register(cls)
