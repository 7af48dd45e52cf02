"""E-mail addresses (RFC 5322's dot-atom, RFC 6531's letters, a domain that has a dot).

Looked for around each `@` rather than by a pattern: letters of every script make a
pattern's automaton large and slow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.words import is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_LOCAL = frozenset(".!#$%&'*+-^_`{|}~")
_LOCAL_ENDS = "+-_~"
_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 255
_AT = r"(?:at|@|a|ät|arroba|chez)"
_DOT = r"(?:dot|\.|punto|punkt|point)"
_SPELLED = Pattern(
    rf"(?i)[a-z0-9._%+-]{{1,64}}\s?[\[({{<]\s?{_AT}\s?[\])}}>]\s?[a-z0-9-]+"
    rf"(?:(?:\s?[\[({{<]\s?{_DOT}\s?[\])}}>]\s?|\.)[a-z0-9-]+)+"
    rf"|[a-z0-9._%+-]{{1,64}}@[a-z0-9-]+(?:\s?[\[({{<]\s?{_DOT}\s?[\])}}>]\s?[a-z0-9-]+)+"
    rf"|[a-z0-9._%+-]{{1,64}}[ _](?:at|arroba|ät)[ _][a-z0-9-]+"
    r"(?:[ _](?:dot|punto|punkt)[ _][a-z]{2,12}){1,3}\b"
)
_SPELLED_MARK = Pattern(
    r"(?i)[\[({<]\s?(?:at|@|a|ät|arroba|chez|\.|dot|punto|punkt|point)\s?[\])}>]"
    r"|[ _](?:dot|punto|punkt)[ _]"
)
_LITERAL = re.compile(r"\[(?:IPv6:)?[0-9a-fA-F.:]{7,45}\]")
# Where nothing but an address can stand its local part has signs that end one elsewhere; so do
# return paths, in which the address of the receiver stands (`bounce+ada=corp.io@list.org`).
_FRAMED = re.compile(
    r"(?:<|mailto:|(?:From|To|Cc|Bcc|Sender|Reply-To): )"
    r"((?!(?:mailto:)?(?i:e?-?mail|user|login|to|from|name|address|author|owner|account)\w*=)"
    r"[\w.!#$%&'*+/=?^`{|}~-]*[/=?][\w.!#$%&'*+/=?^`{|}~-]*)\Z"
    r"|(?<![\w.+-])([\w.-]+[+=][\w.+-]*=[\w.+-]+)\Z"
)
# `https://user:password@host`: credentials of a URL, whose own detector decides on them.
_USERINFO = re.compile(r"://[^\s/@:]{0,64}:[^\w\s]{0,3}$")
# Reserved for documentation and tests (RFC 2606, RFC 6761): nobody's address.
_RESERVED = ("example.com", "example.org", "example.net")
_RESERVED_ENDS = (".example", ".invalid", ".test", ".localhost")


class EmailRedactor:
    """Type `email`. The gate lets addresses under reserved domains be."""

    name = "emails"
    fast = True
    marks = Marks(
        words="(?i:[ _](?:dot|punto|punkt)[ _])",
        runs=r"@|[\[({<]\s?(?i:at|a|ät|arroba|chez)\s?[\])}>]",
    )

    def find(self, text: str) -> Iterator[Finding]:
        for start, _, end in _addresses(text):
            yield Finding(start, end, "email")
        if _SPELLED_MARK.found(text):
            for [(start, end)] in _SPELLED.matches(text):
                yield Finding(start, end, "email")

    def confident(self, text: str) -> Iterator[Finding]:
        for start, at, end in _addresses(text):
            host = text[at + 1 : end].lower()
            if host not in _RESERVED and not host.endswith(_RESERVED_ENDS):
                yield Finding(start, end, "email")


def _addresses(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, place of the `@` and end of each address."""
    at = text.find("@")
    while at >= 0:
        start, end = _local_start(text, at), _domain_end(text, at + 1)
        if start < at and end > at and not _is_nobody(text, start, at):
            yield start, at, end
        at = text.find("@", at + 1)


def _is_nobody(text: str, start: int, at: int) -> bool:
    """Whether what stands before the `@` is git's own user, or a stand-in for a password."""
    local = text[start:at]
    return local == "git" or (
        is_stand_in(local.strip("{}"))
        and _USERINFO.search(text, max(start - 80, 0), start) is not None
    )


def _local_start(text: str, at: int) -> int:
    if text[at - 1 : at] == '"':
        opening = text.rfind('"', max(at - _LONGEST_LOCAL, 0), at - 1)
        return opening if opening >= 0 and "\n" not in text[opening:at] else at
    before = text[max(at - _LONGEST_LOCAL - 8, 0) : at]
    framed = any(sign in before for sign in "=/?") and _FRAMED.search(text, at - len(before), at)
    if framed:
        return framed.start(framed.lastindex or 0)
    start = at
    while start > max(at - _LONGEST_LOCAL, 0) and _is_local(text[start - 1]):
        start -= 1
    while start < at and not (text[start].isalnum() or text[start] in _LOCAL_ENDS):
        start += 1
    return start


def _is_local(char: str) -> bool:
    return char.isalnum() or char in _LOCAL or (char > "\x7f" and not char.isspace())


def _domain_end(text: str, start: int) -> int:
    """Where the domain from `start` ends; 0 where there is none with a dot."""
    literal = _LITERAL.match(text, start)
    if literal:
        return literal.end()
    end = start
    while end < min(start + _LONGEST_DOMAIN, len(text)) and (
        text[end].isalnum() or text[end] in ".-"
    ):
        end += 1
    domain = text[start:end].partition("..")[0].rstrip(".-")
    head, dot, top = domain.rpartition(".")
    while dot and not ((top.isalpha() and len(top) >= 2) or top.startswith("xn--")):
        domain = head
        head, dot, top = domain.rpartition(".")
    return start + len(domain) if dot and head[:1].isalnum() else 0


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(EmailRedactor())
