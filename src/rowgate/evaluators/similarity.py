"""`similarity`: how near the text is to a wanted one, by measures that need no model."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from rowgate.evaluators.base import Bounds, unknown
from rowgate.evaluators.parameters import EXPECTED
from rowgate.evaluators.text import TextEvaluator
from rowgate.hookspecs import hookimpl
from rowgate.model import Output, Row, Verdict

_WORD = re.compile(r"\w+")


class Similarity(TextEvaluator):
    """Passes when the text is similar enough to the wanted one: a score from 0 to 1.

    Spelling is not meaning: "30 days" and "60 days" differ by one character in seven. Use it
    where the wording is nearly fixed, beside an evaluator of the fact that matters.

    - `least`: the lowest score that passes, above 0.
    - `measure`: `levenshtein`, one less the edits per character of the longer text;
      `token-sort`, the share of characters that the texts have in common once their words
      are sorted; `token-set`, the same for the sets of words, 1 where one holds the other;
      `rouge-l`, the F1 of the longest common subsequence of words (Lin 2004), which ignores
      case and punctuation.
    - `to`: the wanted text. Without it, the row's `expected`.

    ```yaml
    evaluator: {similarity: 0.9}
    expected: Within 30 days.
    pass: [Within 30 days., Within 30 days]
    fail: [Sorry, Returns are accepted within 30 days., ""]
    ---
    evaluator: {similarity: 0.9}
    unknown: [Within 30 days.]
    ---
    evaluator: {similarity: {least: 1, measure: token-sort, to: the order is open}}
    pass: [open is the order]
    fail: [open is the door]
    ---
    evaluator: {similarity: {least: 1, measure: token-set, to: order open}}
    pass: [open is the order]
    fail: [the door is open]
    ---
    evaluator: {similarity: {least: 0.7, measure: rouge-l, to: "The order, is open."}}
    pass: [the order is now open]
    fail: [open is the order]
    ```
    """

    name = "similarity"
    loosens = {"least": "down"}
    least: Annotated[float, Bounds(above=0, most=1)]
    measure: Literal["levenshtein", "token-sort", "token-set", "rouge-l"] = "levenshtein"
    to: str = EXPECTED

    def prepare(self) -> None:
        self.reads_expected = self.to is EXPECTED
        self._score = _measures()[self.measure]

    def evaluate(self, output: Output, row: Row) -> Verdict:
        wanted = row.expected if self.to is EXPECTED else self.to
        if isinstance(wanted, dict):
            wanted = wanted.get("text")
        if not isinstance(wanted, str):
            return unknown("the row has no `expected` text")
        score = self._score(self.fold(wanted), self.fold(output.text or ""))
        return self.verdict(
            score >= self.least, f"{score:.2f} similar, at least {self.least}", score
        )


def _measures() -> dict[str, Callable[[str, str], float]]:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    return {
        "levenshtein": Levenshtein.normalized_similarity,
        "token-sort": lambda one, other: fuzz.token_sort_ratio(one, other) / 100,
        "token-set": lambda one, other: fuzz.token_set_ratio(one, other) / 100,
        "rouge-l": rouge_l,
    }


def rouge_l(wanted: str, given: str) -> float:
    """The F1 of the longest common subsequence of words: ROUGE-L of Lin 2004 with beta 1.

    Words are runs of letters, digits and `_`, case-folded and not stemmed.
    """
    from rapidfuzz.distance import LCSseq

    first, second = _WORD.findall(wanted.casefold()), _WORD.findall(given.casefold())
    if not first or not second:
        return float(first == second)
    return 2 * LCSseq.similarity(first, second) / (len(first) + len(second))


@hookimpl
def rowgate_evaluators(register: Callable[[type[Any]], None]) -> None:
    """The evaluators of this module."""
    register(Similarity)
