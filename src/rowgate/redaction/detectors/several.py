"""Secrets of which several share a name or a statement: lists, `a, b = "…", "…"`, elements.

    passwords:            user, password = "ada", "…"            <secret>{prefix …}</secret>
      - "…"

Sources: YAML 1.2 (block sequences), JSON and the array literals of programming languages,
assignments to several names in Go, Python and Ruby, XML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.detectors.likely import LOOSE, QUOTES, is_certain, is_likely
from rowgate.redaction.detectors.names import EVERY, NAMES
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet, loose
from rowgate.redaction.words import looks_typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor
    from rowgate.redaction.patterns import Spans

    Accept = Callable[[str, int, int], bool]
    Values = Iterator[tuple[int, int, int | None]]

_NAME = rf"[\w.-]{{0,30}}(?:{'|'.join(EVERY)})"
_TEXT = r"(?:[bfrN]?\"[^\"\n\x7f]*\"|[bfrN]?'[^'\n\x7f]*')"
_TO = r"[\"'\])]{0,2}[ \t]{0,3}(?:=>|:=|[:=])"
# What lists of secrets are called: lists of keys and tokens are of other things.
_LISTED = r"(?i:assw|passphrase|pwd|secret|cred|api[_-]?key|(?:access|auth|api)[_-]?token)"
_BLOCK = Pattern(rf"(?i)({_NAME})[\"']?:[ \t]*\r?\n((?:[ \t]*-[ \t]+[^\n]+(?:\n|$))+)")
_ARRAY = Pattern(
    rf"(?i)({_NAME}){_TO}\s{{0,3}}(?:[\w.]{{1,20}}[\[({{]|\[)\s{{0,20}}"
    rf"({_TEXT}(?:\s*,\s*{_TEXT})*)"
)
_TOGETHER = Pattern(
    r"((?:[\w$.@]{1,40},[ \t]{0,3}){1,4}[\w$.@]{1,40})(?:[ \t][\w.]{1,20})?[ \t]{0,3}:?=[ \t]{0,3}"
    rf"((?:{_TEXT},[ \t]{{0,3}}){{1,4}}{_TEXT})"
)
_INSERT = Pattern(
    r"(?i)\binsert\s+(?:ignore\s+)?into\s+\S{1,60}\s*\(([^()]{1,400})\)\s*values\s*"
    r"((?:\s*,?\s*\([^()]{1,600}\))+)"
)
_ELEMENT = Pattern(rf"(?i)<(?:[\w:.-]{{0,30}}(?:{'|'.join(EVERY)}))[^<>\n]{{0,60}}>"
                   r"([^<>\n\x7f]{0,30}[^<>\s\x7f][ \t][^<>\n\x7f]{12,300})</")  # fmt: skip
# What stands where one of them may: in the order of `_FINDERS`.
_SOURCES = tuple(
    loose(source)
    for source in (
        rf"{_LISTED}[\w.-]*[\"']?:[ \t]*\r?\n[ \t]*-",
        rf"{_LISTED}[\w.-]*{_TO}\s*(?:[\w.]+[\[({{]|\[)\s*[bfrN]?[\"']",
        rf"=[ \t]*{_TEXT},[ \t]*[bfrN]?[\"']",
        r"(?i:insert\s+(?:ignore\s+)?into\s)",
        rf"<[\w:.-]*{NAMES}[^<>\n]*>[^<>\n]*[ \t]",
    )
)
_PLACES = Pattern("|".join(_SOURCES))
_WHICH = PatternSet(_SOURCES, "anywhere")
_BEFORE, _AFTER = 200, 1000
_TYPES = ("password", "secret")
_STRENGTHS = PatternSet((f"(?i){names}" for names in EVERY), "anywhere")
_SHORTEST = 4
_LITERAL = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_ROW = re.compile(r"\([^()]*\)")
_CELL = re.compile(r"N?'([^'\n]*)'|\"([^\"\n]*)\"|[^,()'\"\s][^,()]*")
_ITEM = re.compile(r"-[ \t]+[\"']?([^\s\"']{6,})[\"']?[ \t]*\r?(?:\n|$)")
_WORD = re.compile(r"[^\s{}]{12,}")


class SeveralRedactor:
    """Types `password` and `secret`."""

    name = "several"
    marks = Marks(words="|".join(_SOURCES))

    def find(self, text: str) -> Iterator[Finding]:
        return _found(text, is_likely)

    def confident(self, text: str) -> Iterator[Finding]:
        return _found(text, is_certain)


def _found(text: str, accept: Accept) -> Iterator[Finding]:
    for [(place, end)] in _PLACES.matches(text):
        first = max(place - _BEFORE, 0)
        part = text[first : place + _AFTER]
        for which in _WHICH.matching(text[place:end]):
            for start, stop, strength in _FINDERS[which](part):
                if strength is None or stop - start < _SHORTEST:
                    continue
                if accept(part[start:stop], strength, QUOTES):
                    yield Finding(first + start, first + stop, _TYPES[strength > 0])


def _strength(name: str) -> int | None:
    """How strongly a name says secret; None where it says nothing of the kind."""
    return next(iter(_STRENGTHS.matching(name)), None)


def _block(text: str) -> Values:
    for _, name, items in _named(_BLOCK, text):
        strength = _strength(text[slice(*name)])
        for item in _ITEM.finditer(text, *items):
            if strength or looks_typed(item[1]):
                yield *item.span(1), strength


def _array(text: str) -> Values:
    """The literals of a list. Rules that a field must keep stand in lists, too: of a password's
    only those count that look like one."""
    for _, name, items in _named(_ARRAY, text):
        strength = _strength(text[slice(*name)])
        for literal in _literals(text, items):
            if strength or looks_typed(text[slice(*literal)]):
                yield *literal, strength


def _together(text: str) -> Values:
    for _, names, literals in _named(_TOGETHER, text):
        each = [name.strip() for name in text[slice(*names)].split(",")]
        for name, literal in zip(each, _literals(text, literals), strict=False):
            yield *literal, _strength(name)


def _insert(text: str) -> Values:
    """The values of SQL's columns that a name says are secret."""
    for _, columns, rows in _INSERT.matches(text):
        strengths = [_strength(name) for name in text[slice(*columns)].split(",")]
        for row in _ROW.finditer(text, *rows):
            for strength, cell in zip(strengths, _CELL.finditer(text, *row.span()), strict=False):
                if cell.lastindex:
                    yield *cell.span(cell.lastindex), strength


def _element(text: str) -> Values:
    """The words of an element that look like a secret by themselves."""
    for _, (start, end) in _ELEMENT.matches(text):
        for word in _WORD.finditer(text, start, end):
            if is_likely(word[0], 2, LOOSE):
                yield *word.span(), 1


_FINDERS = (_block, _array, _together, _insert, _element)


def _named(pattern: Pattern, text: str) -> Iterator[Spans]:
    """Matches without the groups of the names' own patterns: the whole, the first, the last."""
    for spans in pattern.matches(text):
        yield [spans[0], spans[1], spans[-1]]


def _literals(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for literal in _LITERAL.finditer(text, *span):
        yield literal.span(literal.lastindex or 0)


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(SeveralRedactor())
