"""A value given to a name that says secret: `password = "…"`, `api_key: …`, `"…" == token`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.context import names_no_secret
from rowgate.redaction.detectors.likely import (
    LOOSE,
    QUOTES,
    SAID,
    TIED,
    WHOLE,
    is_certain,
    is_likely,
)
from rowgate.redaction.detectors.names import MARKS, PASSWORD, SECRET, WEAK
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet, loose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.redaction.patterns import Spans

    Accept = Callable[[str, int, int], bool]

    from rowgate.hookspecs import Redactor

_OPERATOR = (
    r"(?:(?:[\"'`\])}*]|\\+[\"']| \([^)\n]{1,20}\))*\s{0,20}"
    # A type between the name and the sign: `pass[] =`, `: str =`, `As String =`.
    r"(?:(?:\[\w{0,8}\]|\s?::?\s?[\w.<>|*?& \[\]]{1,30}| (?i:as) [\w.]{1,20})\s?=[ \t]{0,8}|"
    r"(?::{1,3}=|-{0,2}>|=>|={1,3}|\?=|\?\?=?|\|\|=|<=|\.=|\+=|!={1,2}|<-)"
    r"[ \t]{0,8}>?|:\**\s{0,8}>?|"
    r"\||"
    r" [-–—] "
    r"|</[A-Za-z]{1,12}>\s{0,40}<[A-Za-z]{1,12}>|>\s{0,8}(?:<[A-Za-z]{1,20}>)?)"
    r"|[\"'`] {0,3},)[ \t]{0,24}(?:(?:\[\])?[A-Za-z_]\w{0,20}\(|[\[(]\s{0,8})?"
)
_SAID = (
    r"(?: now| here| again|(?: (?:for|of|on|to|at))(?: [\w.@'’-]{1,30}){1,4})?"
    r"(?:\s(?:has|have|was|is|been|set|reset|changed|updated)){0,4}"
    r"(?:\s(?:is|was|are|to|as|from|ist|lautet|est|es|è|é|är|jest|=|:)(?: now| still)?[:\s]\s?|: |"
    r"\s?\p{Hangul}{0,4}(?:是|为|為|は|는|은|：)\s?)"
)
_QUOTED = (
    r"\"([^\"\n\x7f]+)\"|'([^'\n\x7f]+)'|`([^`\n\x7f]+)`|\\+\"([^\"\\\n\x7f]+)\\+\"|"
    r"\\+'([^'\\\n\x7f]+)\\+'"
)
# As C#, SQL and Python write them: `@"…"`, `N'…'`, `b'…'`.
_LITERAL = rf"(?:[@$]|[bBfFrRuUN]{{1,2}})?(?:{_QUOTED})"
_BARE = r"([^\s\"'`,;<>(){}\[\]\\\x7f|][^\s\"'`;<\x7f|]{3,})"
_NAME = 24
# A quoted word before a colon names what follows: `"reset_password", "description": …`.
_BEFORE_KEY = re.compile(r"[\"'`]\s{0,3}:(?!:)")
_RUN = re.compile("[A-Za-z0-9+/]{12}")
_SENTENCE = ".,:"
_TRAILING = ".,:!?)]>}\\"
_SAYS = re.compile(
    r"(?:\b(?:is|was|are|ist|lautet|est|es|è|é|är|jest|to|as)|[是为為は는은])[\s:：]{0,3}$"
)
_TAG = Pattern(
    rf"(?i)(?:<(?:[\w:.-]*(?:{PASSWORD}|{SECRET}|{WEAK}))>\s*(?:<value>\s*)?"
    rf"|<(?:key|name)>[\w .-]*(?:{PASSWORD}|{SECRET}|{WEAK})</(?:key|name)>\s*<(?:string|value)>)$"
)
_TAGS = 120
_LITERAL_LENGTH = 200
# The one key and value of a line, as configurations have it.
_BEGINS = re.compile(r"[ \t]*(?:[-*>] )?[\w.\"'-]+[ \t]*:[ \t]+")
_ENDS = re.compile(r"[ \t]*(?:#.*)?(?:\r?\n(?!\s*[)}])|$)")

_TYPES = ("password", "secret", "secret")
_ASSIGNED = tuple(
    (
        type_,
        Pattern(
            rf"(?i)(?:{names})(?:[ \t]{{1,12}}(?:{_LITERAL})|"
            rf"(?:{_OPERATOR}|{_SAID})(?:{_LITERAL}|{_BARE}))"
        ),
    )
    for type_, names in zip(_TYPES, (PASSWORD, SECRET, WEAK), strict=True)
)
# What is named in one attribute or line and stands in the next: `name="x" value="…"`.
_VALUE = (
    r"[\"'`]?(?:\s{1,24}[\w-]{1,20}=[\"'][^\"'\n]{0,40}[\"']){0,3}"
    r"(?:,\s{0,24}|\s{1,24}-?)[\"']?value[\"']?(?:\s{0,4}[:=]\s{0,4}|\s)"
)
_BESIDE = Pattern(
    rf"(?i)[:=]\s{{0,4}}[\"']?[\w.-]{{0,30}}(?:({PASSWORD})|({SECRET})|(?:{WEAK})){_VALUE}"
    rf"(?:{_QUOTED}|{_BARE})"
)
# Passwords in other grammars, in one pass: `setPassword("…")`; `password …`; a directive of its
# own line (`requirepass …`, `ENV DBPASSWORD …`); `… as password`.
_OTHERWISE = Pattern(
    r"(?im)(?:password|passwd|pwd|secret|api_?key|token|credential)s?\(\s{0,4}[fbrN@]?"
    r"(?:\"([^\"\n\x7f]{6,})\"|'([^'\n\x7f]{6,})')"
    r"|\b[\w-]{0,20}(?:password|passwd|passphrase|pwd|secrete?)[ \t]{1,4}"
    r"[\"'`]?([^\s\"'`*(\x7f-][^\s\"'`\x7f]{5,})"
    r"|^[ \t]*(?:[a-z_-]{2,20} )?[\w.-]{0,30}(?:pass|passw(?:or)?d|pw|secret|token|auth)"
    r"(?:[ \t]{1,8}|[ \t]*\r?\n[ \t]*)([^\s\"'`\x7f]{6,})[ \t;]*$"
    r"|(?:^|\s)[\"'`]?([^\s\"'`\x7f]{6,})[\"'`]? as (?:the |my |your |its |a )?(?:new )?"
    r"(?:password|passphrase|passcode)\b"
)
_COMPARED = Pattern(
    rf"(?i)(?:\"([^\"\n\x7f]{{6,}})\"|'([^'\n\x7f]{{6,}})')\)?\s{{0,3}}[!=]={{1,2}}\s{{0,3}}[\w.$>-]*"
    rf"(?:{PASSWORD}|{SECRET})"
)
# Which strengths of name are given a value, whether beside, and whether any stands before a
# space, line end or bracket: of the patterns above most texts need one or none.
_NAMED = PatternSet(
    (
        loose(source)
        for source in (
            *(
                rf"(?i)(?:{names})(?:{_OPERATOR}|{_SAID}|[ \t]+[@$bBfFrRuUN\\]*[\"'`])"
                for names in (PASSWORD, SECRET, WEAK)
            ),
            rf"(?i)(?:{PASSWORD}|{SECRET}|{WEAK}){_VALUE}",
            rf"(?i)(?:{PASSWORD}|{SECRET}|{WEAK})[ \t\n(]|(?:pass|pw)[ \t\n]| as [a-z ]*pass",
        )
    ),
    "anywhere",
)
_BESIDE_IT, _SPACE = 3, 4


class AssignmentRedactor:
    """Types `password` and `secret`."""

    name = "assignments"
    fast = True
    marks = Marks(words=MARKS)

    def find(self, text: str) -> Iterator[Finding]:
        return _found(text, is_likely)

    def confident(self, text: str) -> Iterator[Finding]:
        return _found(text, is_certain)


def _found(text: str, accept: Accept) -> Iterator[Finding]:
    named = _NAMED.matching(text)
    for strength, (type_, pattern) in enumerate(_ASSIGNED):
        for spans in _unswallowed(pattern, text) if strength in named else ():
            yield from _value(text, spans, spans[1:], strength, type_, accept)
    for spans in _BESIDE.matches(text) if _BESIDE_IT in named else ():
        strength = 0 if spans[1][0] >= 0 else 1 if spans[2][0] >= 0 else 2
        yield from _value(text, spans, spans[3:], strength, _TYPES[strength], accept)
    for start, end in _groups(_OTHERWISE, text) if _SPACE in named else ():
        end = start + len(text[start:end].rstrip(_SENTENCE))
        if " " not in text[start:end] and accept(text[start:end], 0, LOOSE):
            yield Finding(start, end, "password")
    for start, end in _groups(_COMPARED, text) if "==" in text or "!=" in text else ():
        if accept(text[start:end], 1, QUOTES):
            yield Finding(start, end, "secret")


def _unswallowed(pattern: Pattern, text: str) -> Iterator[Spans]:
    """Matches, and those that begin in what only looked like a value: `"secret", secret=`."""
    for spans in pattern.matches(text):
        yield spans
        start, end = spans[-1]
        if start >= 0 and text[end - 1] == "=":
            for inner in pattern.matches(text[start : end + _LITERAL_LENGTH]):
                yield [(first + start, last + start) if first >= 0 else (-1, -1)
                       for first, last in inner]  # fmt: skip


def _groups(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Of each match the group that is there."""
    for _, *groups in pattern.matches(text):
        yield next(span for span in groups if span[0] >= 0)


def _value(
    text: str, spans: Spans, values: Spans, strength: int, type_: str, accept: Accept
) -> Iterator[Finding]:
    """The value of a name, which is the one of the groups that matched; the last is bare."""
    bare = values[-1][0] >= 0
    start, end = next(span for span in values if span[0] >= 0)
    dress = QUOTES
    while bare and end > start and text[end - 1] in _TRAILING:
        end -= 1
    if names_no_secret(text[max(spans[0][0] - _NAME, 0) : start]) or end - start < 4:
        return
    if text.startswith("$(", start) if bare else _is_key(text, spans[0][0], start, end):
        return
    if bare:
        dress = _dress(text, spans[0][0], start, end)
    if accept(text[start:end], strength, dress):
        yield Finding(start, end, type_)


def _is_key(text: str, name: int, start: int, end: int) -> bool:
    """Whether what is quoted behind a name and a comma names what follows it."""
    return text[name:start].rstrip(" \t\"'`").endswith(",") and bool(_BEFORE_KEY.match(text, end))


def _dress(text: str, name: int, start: int, end: int) -> int:
    """How a value without quotes stands behind its name; what an environment sets needs none."""
    named = text[name:start]
    if named.rstrip("=").isupper() or _is_element(text, start, end):
        return QUOTES
    if named.endswith("="):
        return LOOSE if end - start < 8 and _is_argument(text, name, end) else TIED
    if _SAYS.search(named):
        return SAID
    line = text.rfind("\n", 0, name) + 1
    whole = ":" in named and _BEGINS.fullmatch(text, line, start) and _ENDS.match(text, end)
    return WHOLE if whole else LOOSE


def _is_argument(text: str, name: int, end: int) -> bool:
    """Whether `password=word` is a call's, where words are variables, or the end of a run."""
    run = _RUN.fullmatch(text, max(name - 12, 0), name)
    return text.startswith((")", ","), end) or run is not None


def _is_element(text: str, start: int, end: int) -> bool:
    """Whether a value is all that stands in an element: `<password>…</password>`."""
    return text.startswith("</", end) and _TAG.found(text[max(start - _TAGS, 0) : start])


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(AssignmentRedactor())
