"""Near-duplicates among many cases, without comparing all with all.

Two texts are alike by the Jaccard index of their sets of words: words in common over words in
either. Each set is put in one fixed order of all words, rare words first, and indexed by pairs
of neighbours in it. Where the index of two sets is at least t, a word that only one of them has
breaks at most two pairs of its own set and one of the other; so at most `2 * (1 - t) * len`
pairs of either are broken, and the first n unbroken ones stand among the first
`2 * (1 - t) * len + n` of both. (Prefix filtering as in Chaudhuri, Ganti, Kaushik, "A primitive
operator for similarity joins in data cleaning", ICDE 2006, and Bayardo, Ma, Srikant, "Scaling
up all pairs similarity search", WWW 2007, with pairs of words for words: unlike texts share
rare words often, and neighbours hardly ever.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

ALIKE = 0.8
"""The least share of common words, in every part of two cases."""
CANDIDATES = 64
"""Earlier cases that one is compared with, at most, those with most pairs in common first.
It bounds the time where thousands of cases are made of the same few words."""
MOST_PAIRS = 32
"""Pairs of one text that are looked at, at most. Nothing is missed for it among texts of up to
64 different words. Longer ones are passed over where all they differ in is their rarest words:
one form, filled in twice."""
_ROUNDING = 1e-9
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

        Every part of words must be alike, so candidates may be sought by any one of them.
        """
        distinct: dict[str, dict[str, None]] = {}
        for case in self.cases:
            for part, text in case.items():
                distinct.setdefault(part, {})[text] = None
        said = {part: texts for part, texts in distinct.items() if self._says_words(texts)}
        most = max(map(len, said.values()), default=0)
        good = {part: texts for part, texts in said.items() if len(texts) * 10 >= most * 9}
        return min(good, key=lambda part: (sum(map(len, good[part])), part), default="")

    def _says_words(self, texts: Iterable[str]) -> bool:
        some = list(islice(texts, _SAMPLE // 10))
        return sum(_is_label(text, self.words(text)) for text in some) * 2 < len(some)

    def share(self, one: int, other: int, least: float) -> float:
        """The least share of common words over the parts of two cases, or 0 below `least`."""
        a, b = self.cases[one], self.cases[other]
        lowest, said = 1.0, False
        for part in a.keys() | b.keys():
            first, second = a.get(part, ""), b.get(part, "")
            if said and first == second:
                continue
            x, y = self.words(first), self.words(second)
            if _is_label(first, x) and _is_label(second, y):
                continue
            said = True
            lowest = min(lowest, jaccard(x, y))
            if lowest < least:
                return 0.0
        return lowest if said else 0.0


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
    index = _Index()
    for later, text in enumerate(texts):
        words = known.words(text)
        pairs = order.pairs(words, _prefix(len(words), alike))
        best = Alike(later, later, 0.0)
        for earlier in index.candidates(pairs, _unbroken(int(alike * len(words)))):
            size = len(known.words(texts[earlier]))
            if alike * max(size, len(words)) <= min(size, len(words)) + _ROUNDING:
                share = known.share(later, earlier, alike)
                if share > best.share:
                    best = Alike(later, earlier, share)
        if best.share:
            yield best
        else:
            index.add(later, pairs)


def _prefix(size: int, alike: float) -> int:
    """How many pairs of a set of this size are looked at."""
    return min(MOST_PAIRS, int(2 * (1 - alike) * size + _ROUNDING) + _unbroken(size))


def _unbroken(size: int) -> int:
    """How many pairs an alike set must have in common with one of this size, at least."""
    return 1 + min(size, 64) // 16


class _Index:
    """Pairs of words, by their hash, and the cases that have them.

    Most pairs are of one case only, so lists are made for the others: a list for each would
    make the garbage collector take longer than the search.
    """

    def __init__(self) -> None:
        self._first: dict[int, int] = {}
        self._others: dict[int, list[int]] = {}

    def add(self, case: int, pairs: Sequence[int]) -> None:
        for pair in pairs:
            if self._first.setdefault(pair, case) != case:
                self._others.setdefault(pair, []).append(case)

    def candidates(self, pairs: Sequence[int], least: int) -> list[int]:
        """The cases with at least so many of the pairs, those with most of them first."""
        first, others = self._first, self._others
        counts = Counter([first[pair] for pair in pairs if pair in first])
        counts.update(chain.from_iterable([others[pair] for pair in pairs if pair in others]))
        found = sorted((-count, case) for case, count in counts.items() if count >= least)
        return [case for _, case in found[:CANDIDATES]]


class _Order:
    """A fixed order of all words, rare ones first, learnt from a sample of the texts."""

    def __init__(self, sample: Sequence[Words]) -> None:
        counts: Counter[str] = Counter()
        for words in sample:
            counts.update(words)
        most = max(2, _COMMON * len(sample))
        common = [word for word, count in counts.items() if count > most]
        common.sort(key=lambda word: (counts[word], word))
        self._rank = {word: rank for rank, word in enumerate(common)}
        self._common = frozenset(common)

    def pairs(self, words: Words, count: int) -> list[int]:
        """The first `count` pairs of neighbours, the first word as one with nothing before it."""
        ordered = sorted(words - self._common)
        if len(ordered) < count:
            ordered += sorted(words & self._common, key=self._rank.__getitem__)
        return list(map(hash, pairwise(("", *ordered[:count])))) or [0]


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
