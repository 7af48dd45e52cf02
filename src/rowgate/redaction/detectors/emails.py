"""E-mail addresses (the dot-atom form of RFC 5322 with a domain that has a dot)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_LOCAL = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}.!#$%&'*+/=?^_`{|}~-]{0,63}|\"[^\"\n]{1,62}\""
_EMAIL = Pattern(
    rf"(?:{_LOCAL})@((?:[\p{{L}}\p{{N}}](?:[\p{{L}}\p{{N}}\p{{M}}-]{{0,61}}[\p{{L}}\p{{N}}])?\.)+(?:xn--[a-zA-Z0-9-]{{2,}}|\p{{L}}[\p{{L}}\p{{M}}]{{1,23}}))"
)
_SPELLED = Pattern(
    r"(?i)[a-z0-9._%+-]{1,64}\s?[\[({<]\s?(?:at|@)\s?[\])}>]\s?[a-z0-9-]+(?:(?:\s?[\[({<]\s?(?:dot|\.)\s?[\])}>]\s?|\.)[a-z0-9-]+)+"
)
# Reserved for documentation and tests (RFC 2606, RFC 6761): nobody's address.
_RESERVED = ("example.com", "example.org", "example.net")
_RESERVED_ENDS = (".example", ".invalid", ".test", ".localhost")


class EmailRedactor:
    """Type `email`. The gate lets addresses under reserved domains be."""

    name = "emails"
    fast = True

    def find(self, text: str) -> Iterator[Finding]:
        if "@" in text:
            for [(start, end), _] in _EMAIL.matches(text):
                yield Finding(start, end, "email")
            for [(start, end)] in _SPELLED.matches(text):
                yield Finding(start, end, "email")

    def confident(self, text: str) -> Iterator[Finding]:
        if "@" in text:
            for [(start, end), (domain, _)] in _EMAIL.matches(text):
                host = text[domain:end].lower()
                if host not in _RESERVED and not host.endswith(_RESERVED_ENDS):
                    yield Finding(start, end, "email")


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(EmailRedactor())
