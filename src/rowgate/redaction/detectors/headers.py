"""Authorization and cookie headers, as HTTP has them, as JSON or YAML record them.

RFC 9110 (Authorization), RFC 6750 (Bearer), RFC 7617 (Basic), RFC 6265 (cookies).
"""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet
from rowgate.redaction.words import digits, entropy, is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_TO = (
    r"(?:[\"'\])}]|\\+\")*\s{0,4}(?:=>|[:=,])\s*(?:-\s{1,4})?(?:[\[({\s]{0,8})?(?:(?:[brf$"
    r"@]?)\\*[\"'`])?"
)
_SCHEME = (
    r"(?:(?:bearer|basic|token|digest|negotiate|apikey|api-key|key|aws4-hmac-sha256|hmac|"
    r"ntlm|oauth|sso-key|bot|jwt|splunk|genie-?key|access|client)[\s:]+)?"
)
_AUTHORIZATION = Pattern(
    rf"(?i)(?:proxy-|x-)?authorization{_TO}{_SCHEME}([^\s\"'`<>{{}}\x7f][^\"'`\n\r<>\x7f\\]{{3,}})"
)
_BEARER = Pattern(
    r"(?i)\b(?:bearer|basic)(?:\s+|\s*[:=]\s*|%20|\+)[\"']?([A-Za-z0-9._~+/=:|-]{6,})"
)
_COOKIE = Pattern(rf"(?i)\b(?:set-)?cookies?{_TO}([A-Za-z0-9_.$!#%&*+^|~-]+=[^\"'\n\r\x7f]{{4,}})")
_COOKIE_ITEM = Pattern(r"(?i)\b(?:set-cookie|cookie)\b[^\n]{0,20}\n(?:\s*-\s+[\"']?[^\n\x7f]+\n?)+")
# Sessions by the names that servers give them: a cookie wherever they stand.
_SESSION = Pattern(
    r"(?i)\b(?:phpsessid|jsessionid|asp\.net_sessionid|\.?aspxauth|connect\.sid|laravel_session)"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?([^\s\"'&;\x7f]{12,})"
)
_PAIR = Pattern(r"[A-Za-z0-9_.$!#%&*+^|~-]+=[^\n\x7f]{4,}")


def _authorization(text: str) -> Iterator[Finding]:
    for _, (start, end) in _AUTHORIZATION.matches(text):
        value = text[start:end].rstrip()
        if not value or value[0] in "$<{[%" or is_stand_in(value):
            continue
        if _is_credential(value.split()[-1], least=4):
            yield Finding(start, start + len(value), "auth-header")


def _schemes(text: str) -> Iterator[Finding]:
    for _, (start, end) in _BEARER.matches(text):
        if _is_credential(text[start:end]):
            yield Finding(start, end, "auth-header")


def _is_credential(value: str, *, least: int = 8) -> bool:
    value = value.rstrip(".,;:")
    if len(value) < least or is_stand_in(value) or "://" in value:
        return False
    if _is_basic(value):
        return True
    return entropy(value) >= 2.5 and (digits(value) > 0 or len(value) >= 20)


def _is_basic(value: str) -> bool:
    """Whether a value is base64 of `user:password`."""
    try:
        return b":" in binascii.a2b_base64(value, strict_mode=True)
    except ValueError:  # no base64, or no ASCII
        return False


def _sessions(text: str) -> Iterator[Finding]:
    for _, (start, end) in _SESSION.matches(text):
        if not is_stand_in(text[start:end]):
            yield Finding(start, end, "cookie")


def _cookies(text: str) -> Iterator[Finding]:
    for _, (start, end) in _COOKIE.matches(text):
        if not is_stand_in(text[start:end].partition("=")[2]):
            yield Finding(start, end, "cookie")
    for [(start, end)] in _COOKIE_ITEM.matches(text):
        for [(first, last)] in _PAIR.matches(text[start:end]):
            yield Finding(start + first, start + last, "cookie")


# What each of them needs, so that most texts are read by one of them.
_FINDERS = (
    ("authorization", _authorization),
    ("bearer|basic", _schemes),
    (r"sessid|sessionid|aspxauth|connect\.sid|laravel_session", _sessions),
    ("cookie", _cookies),
)
_WORDS = PatternSet((f"(?i:{words})" for words, _ in _FINDERS), "anywhere")


class HeaderRedactor:
    """Types `auth-header` and `cookie`."""

    name = "headers"
    fast = True
    marks = Marks(words="|".join(_WORDS.sources))

    def find(self, text: str) -> Iterator[Finding]:
        for which in _WORDS.matching(text):
            yield from _FINDERS[which][1](text)


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(HeaderRedactor())
