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
_BLOCK = Pattern(rf"(?i)({_NAME})[\"']?:[ \t]*\r?\n((?:[ \t]*-[ \t]+[^\n]+(?:\n|$))+)")
_ARRAY = Pattern(
    rf"(?i)({_NAME}){_TO}\s{{0,3}}(?:[\w.]{{1,20}}[\[({{]|\[)\s{{0,20}}"
    rf"({_TEXT}(?:\s*,\s*{_TEXT})*)"
)
_TOGETHER = Pattern(
    r"((?:[\w$.@]{1,40},[ \t]{0,3}){1,4}[\w$.@]{1,40})(?:[ \t][\w.]{1,20})?[ \t]{0,3}:?=[ \t]{0,3}"
    rf"((?:{_TEXT},[ \t]{{0,3}}){{1,4}}{_TEXT})"
)
_ELEMENT = Pattern(rf"(?i)<(?:[\w:.-]{{0,30}}(?:{'|'.join(EVERY)}))[^<>\n]{{0,60}}>"
                   r"([^<>\n\x7f]{0,30}[^<>\s\x7f][ \t][^<>\n\x7f]{12,300})</")  # fmt: skip
# What stands where one of them may: in the order of `_FINDERS`.
_SOURCES = tuple(
    loose(source)
    for source in (
        rf"{NAMES}[\w.-]*[\"']?:[ \t]*\r?\n[ \t]*-",
        rf"{NAMES}[\w.-]*{_TO}\s*[\w.]*[\[({{]\s*[bfrN]?[\"']",
        rf"=[ \t]*{_TEXT},[ \t]*[bfrN]?[\"']",
        rf"<[\w:.-]*{NAMES}[^<>\n]*>[^<>\n]*[ \t]",
    )
)
_WHICH = PatternSet(_SOURCES, "anywhere")
_STRENGTHS = PatternSet((f"(?i){names}" for names in EVERY), "anywhere")
_SHORTEST = 4
_LITERAL = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_ITEM = re.compile(r"-[ \t]+[\"']?([^\s\"']{6,})[\"']?[ \t]*\r?(?:\n|$)")
_WORD = re.compile(r"[^\s{}]{12,}")


class SeveralRedactor:
    """Types `password` and `secret`."""

    name = "several"
    fast = True
    marks = Marks(words="|".join(_SOURCES))

    def find(self, text: str) -> Iterator[Finding]:
        return _found(text, is_likely)

    def confident(self, text: str) -> Iterator[Finding]:
        return _found(text, is_certain)


def _found(text: str, accept: Accept) -> Iterator[Finding]:
    for which in _WHICH.matching(text):
        for start, end, strength in _FINDERS[which](text):
            if strength is None or end - start < _SHORTEST:
                continue
            if accept(text[start:end], strength, QUOTES):
                yield Finding(start, end, "secret" if strength else "password")


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


def _element(text: str) -> Values:
    """The words of an element that look like a secret by themselves."""
    for _, (start, end) in _ELEMENT.matches(text):
        for word in _WORD.finditer(text, start, end):
            if is_likely(word[0], 2, LOOSE):
                yield *word.span(), 1


_FINDERS = (_block, _array, _together, _element)


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
