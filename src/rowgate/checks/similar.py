"""Near-duplicates among many cases, exactly and without comparing all with all.

Two texts are alike by the Jaccard index of their sets of words: words in common over words in
either. Two sets with an index of at least t share a word among the `len - ceil(t * len) + 1`
first of each, in any fixed order of all words (prefix filtering: Chaudhuri, Ganti, Kaushik,
"A primitive operator for similarity joins in data cleaning", ICDE 2006; Bayardo, Ma, Srikant,
"Scaling up all pairs similarity search", WWW 2007). With rare words first, few pairs are left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

ALIKE = 0.8
"""The least share of common words, in every part of two cases."""
CANDIDATES = 64
"""Earlier cases that one is compared with, at most, those with rare words in common first.
It bounds the time where thousands of cases are made of the same few words."""
_SAMPLE = 1000
_COMMON = 0.02

_WORD = re.compile(r"\w+")
_NOT_WORDS = {code: " " for code in range(128) if not (chr(code).isalnum() or code == ord("_"))}
# Scripts that put no blanks between words: Thai to Khmer, kana, Han, Hangul.
_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")

Words = frozenset[str]


class Alike(NamedTuple):
    """A later case, the first earlier one it is like, and the least share over their parts."""

    later: int
    earlier: int
    share: float


class _Cases:
    """Cases as mappings of part to text, and the words of each text, found once."""

    def __init__(self, cases: Sequence[Mapping[str, str]]) -> None:
        self.cases = cases
        self._words: dict[str, Words] = {}

    def words(self, text: str) -> Words:
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = words_of(text)
        return found

    def pivot(self) -> str:
        """The part that tells most cases apart, the shortest of about equals.

        Every part must be alike, so candidates may be sought by any one of them.
        """
        distinct: dict[str, set[str]] = {}
        for case in self.cases:
            for part, text in case.items():
                distinct.setdefault(part, set()).add(text)
        most = max(map(len, distinct.values()), default=0)
        good = {part: texts for part, texts in distinct.items() if len(texts) * 10 >= most * 9}
        return min(good, key=lambda part: (sum(map(len, good[part])), part), default="")

    def share(self, one: int, other: int, least: float) -> float:
        """The least share of common words over the parts of two cases, or 0 below `least`."""
        a, b = self.cases[one], self.cases[other]
        lowest = 1.0
        for part in a.keys() | b.keys():
            first, second = a.get(part, ""), b.get(part, "")
            if first == second:
                continue
            x, y = self.words(first), self.words(second)
            if _is_label(first, x) and _is_label(second, y):
                continue
            lowest = min(lowest, jaccard(x, y))
            if lowest < least:
                return 0.0
        return lowest


def near_duplicates(cases: Sequence[Mapping[str, str]], *, alike: float = ALIKE) -> Iterator[Alike]:
    """Every case that is alike an earlier one in all parts, with that one.

    A case is compared only with those that are like no earlier one, so a group of alike cases
    is reported against its first. Parts that are a bare number, date or id on both sides do
    not count: the same question about another order is the same question.
    """
    known = _Cases(cases)
    pivot = known.pivot()
    texts = [case.get(pivot, "") for case in cases]
    order = _Order([known.words(text) for text in texts[:: max(1, len(texts) // _SAMPLE)]])
    index: dict[str, list[int]] = {}
    for later, text in enumerate(texts):
        words = known.words(text)
        first = order.first(words, len(words) - ceil(alike * len(words)) + 1)
        best = Alike(later, later, 0.0)
        for earlier in _candidates(first, index, words, texts, known, alike):
            share = known.share(later, earlier, alike)
            if share > best.share:
                best = Alike(later, earlier, share)
        if best.share:
            yield best
        else:
            for word in first:
                index.setdefault(word, []).append(later)


def _candidates(
    first: Sequence[str],
    index: Mapping[str, list[int]],
    words: Words,
    texts: Sequence[str],
    known: _Cases,
    alike: float,
) -> list[int]:
    found: dict[int, None] = {}
    least, most = alike * len(words), len(words) / alike
    for word in first:
        for earlier in index.get(word, ()):
            if earlier not in found and least <= len(known.words(texts[earlier])) <= most:
                found[earlier] = None
                if len(found) == CANDIDATES:
                    return sorted(found)
    return sorted(found)


class _Order:
    """A fixed order of all words, rare ones first, learnt from a sample of the texts."""

    def __init__(self, sample: Sequence[Words]) -> None:
        counts: Counter[str] = Counter()
        for words in sample:
            counts.update(words)
        most = max(2, _COMMON * len(sample))
        self._common = {word: count for word, count in counts.items() if count > most}
        self._words = self._common.keys()

    def first(self, words: Words, count: int) -> list[str]:
        """The first `count` of the words in this order."""
        rare = sorted(words - self._words)
        if len(rare) < count:
            common = sorted(words & self._words, key=lambda word: (self._common[word], word))
            rare += common
        return rare[:count]


def words_of(text: str) -> Words:
    """The set of words of a text, without regard to case; of unspaced scripts pairs of signs."""
    if text.isascii():
        return frozenset(text.lower().translate(_NOT_WORDS).split())
    words: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        words.update(_pairs(word) if _UNSPACED.search(word) else (word,))
    return frozenset(words)


def _pairs(word: str) -> Iterator[str]:
    """A run of unspaced script by overlapping pairs, what stands between as words."""
    for run in _UNSPACED.findall(word):
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
    yield from (rest for rest in _UNSPACED.split(word) if rest)


def jaccard(one: Words, other: Words) -> float:
    """Words in common over words in either; 1 for two empty sets."""
    common = len(one & other)
    either = len(one) + len(other) - common
    return common / either if either else 1.0


def _is_label(text: str, words: Words) -> bool:
    """Whether a text is a bare number, date or id: short, and without a word of letters."""
    return len(text) <= 64 and not any(len(word) > 1 and word.isalpha() for word in words)
