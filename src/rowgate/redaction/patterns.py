"""RE2 patterns over text: linear time whatever the text, compiled when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_MEM = 32 << 20

Spans = list[tuple[int, int]]
"""A match: the span of the whole, then of each group; (-1, -1) for a group that is not there."""


class Pattern:
    """A pattern in RE2's syntax (no look-around, no back-references).

    `longest`: of several alternatives that match the longest is taken, not the first.
    `matches` gives offsets in characters. Raises `re2.error` when first used where the
    pattern is wrong or needs more than `max_mem`.
    """

    __slots__ = ("_compiled", "_groups", "longest", "max_mem", "source")

    def __init__(self, source: str, *, longest: bool = False, max_mem: int = MAX_MEM) -> None:
        self.source = source
        self.longest = longest
        self.max_mem = max_mem
        self._compiled: Any = None
        self._groups = range(0)

    def compiled(self) -> Any:
        """The RE2 object, over UTF-8 bytes."""
        if self._compiled is None:
            import re2

            options = re2.Options()
            options.max_mem = self.max_mem
            options.longest_match = self.longest
            options.log_errors = False
            self._compiled = re2.compile(self.source.encode(), options)  # type: ignore[no-untyped-call]
            self._groups = range(self._compiled.groups + 1)
        return self._compiled

    def found(self, text: str) -> bool:
        return self.compiled().search(text.encode("utf-8", "replace")) is not None

    def matches(self, text: str) -> Iterator[Spans]:
        """The matches, left to right, not overlapping."""
        # A lone surrogate cannot be encoded; a question mark is one character as well.
        data = text.encode("utf-8", "replace")
        compiled = self._compiled or self.compiled()
        groups = self._groups
        if len(data) == len(text):
            for found in compiled.finditer(data):
                yield [found.span(group) for group in groups]
            return
        to_chars = _Offsets(data)
        for found in compiled.finditer(data):
            yield to_chars.spans([found.span(group) for group in groups])


class PatternSet:
    """Several patterns against a whole value at once: which of them it is."""

    __slots__ = ("_compiled", "sources")

    def __init__(self, sources: Iterable[str]) -> None:
        self.sources = tuple(sources)
        self._compiled: Any = None

    def matching(self, value: str) -> list[int]:
        """The indexes of the patterns that the whole value matches, in order."""
        if self._compiled is None:
            import re2

            options = re2.Options()
            options.max_mem = MAX_MEM
            self._compiled = re2.Set.FullMatchSet(options)  # type: ignore[no-untyped-call]
            for source in self.sources:
                self._compiled.Add(source)
            self._compiled.Compile()
        return sorted(self._compiled.Match(value.encode("utf-8", "replace")))


class _Offsets:
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
