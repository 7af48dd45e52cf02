"""Private keys in PEM (whole, truncated, with escaped line ends) and JSON Web Tokens.

PEM: RFC 7468; OpenSSH and PuTTY keys carry the same or a similar frame. JWT: RFC 7519,
three base64url parts of which the first decodes to a JSON object (`eyJ`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_LABEL = r"(?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)"
_BREAK = r"(?:\s|\\+[nr]|[\"',+|>#])*"
# The body ends at the END line, or, where that was cut off, with the last line of base64.
_PEM = Pattern(
    rf"-----\s?BEGIN {_LABEL}\s?-----"
    rf"(?:{_BREAK}(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset):[^\n\\]*"
    r"|[A-Za-z0-9+/=_-]{16,}))*"
    rf"(?:{_BREAK}(?:[A-Za-z0-9+/=]{{1,}}{_BREAK}){{0,2}}-----\s?END {_LABEL}\s?-----"
    r"|(?:\\[nr]|\s)[A-Za-z0-9+/]*=+)?"
)
_PUTTY = Pattern(
    r"PuTTY-User-Key-File-[0-9]+:[\s\S]*?Private-Lines:\s*[0-9]+(?:\s|\\[nr]|[A-Za-z0-9+/=])*"
    r"(?:Private-MAC:\s*[0-9a-f]+)?"
)
_BODY = Pattern(r"[A-Za-z0-9+/=_-]{16,}")
_JWT = Pattern(
    r"\bey[JI][A-Za-z0-9_-]{8,}(?:\.|%2[eE])ey[A-Za-z0-9_-]{8,}(?:(?:\.|"
    r"%2[eE])[A-Za-z0-9_/+=-]*){0,3}"
)
_JWE = Pattern(
    r"\beyJ[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]{8,}){2,4}|"
    r"\beyJ[A-Za-z0-9_-]{16,}\.\.[A-Za-z0-9_.-]{16,}"
)
_AGE = Pattern(r"\bAGE-SECRET-KEY-1[A-Z0-9]{40,}")


class KeyRedactor:
    """Types `private-key` and `jwt`."""

    name = "keys"
    fast = True
    marks = Marks(words=r"PRIVATE|Static key|PuTTY|ey[JI]|AGE-SECRET")

    def find(self, text: str) -> Iterator[Finding]:
        if "PRIVATE" in text or "PuTTY" in text or "Static key" in text:
            yield from _private_keys(text)
        if "ey" in text:
            for pattern in (_JWT, _JWE):
                for [(start, end)] in pattern.matches(text):
                    yield Finding(start, end, "jwt")
        if "AGE-SECRET" in text:
            for [(start, end)] in _AGE.matches(text):
                yield Finding(start, end, "private-key")


def _private_keys(text: str) -> Iterator[Finding]:
    for pattern in (_PEM, _PUTTY):
        for [(start, end)] in pattern.matches(text):
            # A frame around nothing (`REPLACE ME`) gives nothing away.
            if _BODY.found(text[start:end].split("-----", 2)[-1]):
                yield Finding(start, end, "private-key")


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(KeyRedactor())
