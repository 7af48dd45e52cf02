"""RE2 patterns over text: linear time whatever the text, compiled when first used."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MAX_MEM = 32 << 20

_COUNT = re.compile(r"\{([0-9]+),?[0-9]*\}")

RUN = r"[A-Za-z0-9+/=_~!.:%$@&-]{14}"
"""What every token, key and piece of base64 holds somewhere, and few words of prose."""

Spans = list[tuple[int, int]]
"""A match: the span of the whole, then of each group; (-1, -1) for a group that is not there."""

if TYPE_CHECKING:
    _Match = Callable[[bytes, int, int], Spans]


class Pattern:
    """A pattern in RE2's syntax (no look-around, no back-references).

    `longest`: of several alternatives that match the longest is taken, not the first.
    `reach`: a match is looked for in twice as many bytes at a time. Of one that could go on for
    long (`[a-z-]+\\.host`) a longer one is looked for up to where it cannot, and that behind each
    match: in a text made for it, all of the text each time.
    `matches` gives offsets in characters. Raises `re2.error` when first used where the
    pattern is wrong or needs more than `max_mem`.
    """

    __slots__ = ("_match", "longest", "max_mem", "reach", "source")

    def __init__(
        self, source: str, *, longest: bool = False, max_mem: int = MAX_MEM, reach: int = 0
    ) -> None:
        self.source = source
        self.longest = longest
        self.max_mem = max_mem
        self.reach = reach
        self._match: _Match | None = None

    def compiled(self) -> _Match:
        """RE2's own `Match` over UTF-8 bytes: the binding's generators and match objects
        take longer than most of our patterns do."""
        if self._match is None:
            import re2

            options = re2.Options()
            options.max_mem = self.max_mem
            options.longest_match = self.longest
            options.log_errors = False
            pattern = re2.compile(self.source.encode(), options)  # type: ignore[no-untyped-call]
            self._match = partial(pattern._regexp.Match, re2._Anchor.UNANCHORED)
            if self.reach:
                self._match = partial(_near, self._match, self.reach)
        return self._match

    def found(self, text: str) -> bool:
        data = text.encode("utf-8", "replace")
        return (self._match or self.compiled())(data, 0, len(data))[0][0] >= 0

    def matches(self, text: str) -> Iterator[Spans]:
        """The matches, left to right, not overlapping."""
        # A lone surrogate cannot be encoded; a question mark is one character as well.
        data = text.encode("utf-8", "replace")
        match = self._match or self.compiled()
        length = len(data)
        spans = match(data, 0, length)
        if spans[0][0] < 0:
            return
        to_chars = None if length == len(text) else Offsets(data)
        while spans[0][0] >= 0:
            yield spans if to_chars is None else to_chars.spans(spans)
            start, at = spans[0]
            at += start == at
            if at > length:
                return
            spans = match(data, at, length)


def _near(match: _Match, reach: int, data: bytes, at: int, length: int) -> Spans:
    """The first match, read as far as `reach` at least."""
    size = 2 * reach
    while True:
        end = min(at + size, length)
        spans = match(data, at, end)
        start, last = spans[0]
        if end == length or (start >= 0 and last < end):
            return spans
        if start < 0:
            at = end - reach
        else:  # it may go on
            at, size = start, 2 * size


class Behind:
    """What stands right behind a character of a class, or at the start of a text.

    As the group of a pattern gives it, several times faster: RE2 looks for groups by another,
    slower machine. `source` has no groups.
    """

    __slots__ = ("_grouped", "_plain")

    def __init__(self, char: str, source: str, *, longest: bool = False) -> None:
        self._plain = Pattern(f"(?:^|{char})(?:{source})", longest=longest)
        self._grouped = Pattern(f"(?:^|{char})({source})", longest=longest)

    @property
    def source(self) -> str:
        return self._plain.source

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands, left to right, not overlapping."""
        for [(start, end)] in self._plain.matches(text):
            # At the start of a text the character may be there, or not.
            yield (start + 1, end) if start else next(self._grouped.matches(text))[1]


Where = Literal["whole", "start", "anywhere"]


class PatternSet:
    """Several patterns at once: which of them match the whole of a text, its start, or anywhere."""

    __slots__ = ("_match", "sources", "where")

    def __init__(self, sources: Iterable[str], where: Where = "whole") -> None:
        self.sources = tuple(sources)
        self.where = where
        self._match: Callable[[bytes], list[int]] | None = None

    def matching(self, text: str) -> list[int]:
        """The indexes of the patterns that match, in order."""
        return sorted(self.indexes(text.encode("utf-8", "replace")))

    def indexes(self, data: bytes) -> list[int]:
        """The indexes of the patterns that match UTF-8, in any order."""
        return (self._match or self._compiled())(data)

    def _compiled(self) -> Callable[[bytes], list[int]]:
        import re2

        options = re2.Options()
        options.max_mem = MAX_MEM
        kinds = {"whole": "FullMatchSet", "start": "MatchSet", "anywhere": "SearchSet"}
        patterns = getattr(re2.Set, kinds[self.where])(options)
        for source in self.sources:
            patterns.Add(source)
        patterns.Compile()
        match: Callable[[bytes], list[int]] = patterns._set.Match
        self._match = match
        return match


def loose(source: str) -> str:
    """A pattern that matches where `source` does, without its counted repetitions.

    Counts make an automaton whose states are as many as the texts it meets; without them it is
    small, and says where it is worth asking.
    """
    return _COUNT.sub(lambda count: "*" if count[1] == "0" else "+", source)


def windows(text: str, size: int, overlap: int) -> Iterator[tuple[int, int]]:
    """A text in pieces of whole lines, at least `size` long, that overlap.

    Where a set of marks is asked of each piece, the patterns they stand for run over little.
    """
    start = 0
    while start < len(text):
        end = text.find("\n", start + size)
        yield start, end if end >= 0 else len(text)
        if end < 0:
            return
        line = text.rfind("\n", start, end - overlap)
        start = line + 1 if line > start else end


class Offsets:
    """Byte offsets of UTF-8 to characters, in one pass over matches in order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._byte = 0
        self._char = 0

    def spans(self, spans: Spans) -> Spans:
        start = spans[0][0]
        self._char += len(self._data[self._byte : start].decode("utf-8", "replace"))
        self._byte = start
        whole = self._data[start : spans[0][1]]
        return [
            (-1, -1) if first < 0 else (self._at(whole, first), self._at(whole, last))
            for first, last in spans
        ]

    def _at(self, whole: bytes, offset: int) -> int:
        return self._char + len(whole[: offset - self._byte].decode("utf-8", "replace"))
