"""IP addresses (v4, v6, with a prefix length) and MAC addresses.

RFC 791, RFC 4291, RFC 4632; IEEE 802 in its three spellings. A version number of four
parts looks like an IPv4 address; after `version` it is taken for what it says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet
from rowgate.redaction.words import has_digit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = Pattern(rf"{_OCTET}(?:\.{_OCTET}){{3}}(?:/(?:3[0-2]|[12]?[0-9])\b)?")
_V6 = Pattern(
    r"(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){2,8}|"
    r"::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?)"
    r"(?:[0-9]{0,3}(?:\.[0-9]{1,3}){3})?(?:%[A-Za-z0-9._-]{1,20})?(?:/[0-9]{1,3})?"
)
_MAC = Pattern(
    r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}|"
    r"[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}"
)
_HEX = "0123456789abcdefABCDEF"
_NAME_BEFORE = re.compile(r"(\w+):?$")
_GOES_ON = re.compile(r":(?![0-9]{2,5}\b(?!:))\w")
_WITH_PORT = re.compile(r"[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){7}:[0-9]{2,5}")
_SAYS_ADDRESS = Pattern(
    r"(?i)(?:\bip(?:v?6)?|addr(?:ess)?|host|bind|listen|src|dst|source|destination|remote|local|"
    r"peer|route|gateway|unspecified|any)[\"'\s:=\[(]{1,4}$"
)
_VERSION_BELOW = 32
_VERSION = Pattern(
    r"(?i)(?:version|release|build|section|chapter|clause|rule|§|\bv|\bver)[\"'\s:=.]{0,4}$"
)


class NetworkRedactor:
    """Types `ip-address` and `mac-address`. The gate lets addresses that reach nobody be."""

    name = "network"
    fast = True
    marks = Marks(
        numbers=r"[0-9]\.[0-9]+\.|:[0-9A-Fa-f]*:|[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-"
        r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\."
    )

    def find(self, text: str) -> Iterator[Finding]:
        return (found for found, _ in _found(text))

    def confident(self, text: str) -> Iterator[Finding]:
        for found, public in _found(text):
            if public:
                yield found


def _found(text: str) -> Iterator[tuple[Finding, bool]]:
    for which in _MARKS.matching(text):
        _, pattern, read = _KINDS[which]
        for [(start, end)] in pattern.matches(text):
            yield from read(text, start, end)


def _version_4(text: str, start: int, end: int) -> Iterator[tuple[Finding, bool]]:
    before = text[max(start - 12, 0) : start]
    if not _inside(text, start, end, ".") and not _VERSION.found(before):
        yield Finding(start, end, "ip-address"), _is_public(text[start:end])


def _hardware(text: str, start: int, end: int) -> Iterator[tuple[Finding, bool]]:
    if not _inside(text, start, end, ":-."):
        yield Finding(start, end, "mac-address"), True


def _version_6(text: str, start: int, end: int) -> Iterator[tuple[Finding, bool]]:
    import ipaddress

    while text[end - 1] == ":" and text[end - 2] != ":":
        end -= 1
    if _WITH_PORT.fullmatch(text, start, end):
        end = text.rindex(":", start, end)
    value = text[start:end]
    if value.count(":") < 2 or _inside_6(text, start, end):
        return
    if not has_digit(value) and not _SAYS_ADDRESS.found(text[max(start - 24, 0) : start]):
        return  # more often a name in code: `a::b`
    try:
        address = ipaddress.IPv6Interface(value)
    except ValueError:
        return
    if "::" in value or value.count(":") == 7 or "." in value:
        yield Finding(start, end, "ip-address"), address.is_global and value.count(":") > 2


def _inside_6(text: str, start: int, end: int) -> bool:
    """Whether a match is a part of a longer run of colons, or of a name in code (`std::a`)."""
    before = _NAME_BEFORE.search(text, max(start - 24, 0), start)
    if before and (text[start] == ":" or before[0][-1] != ":" or not before[1].strip(_HEX)):
        return True
    rest = text[end : end + 6]
    if start > 1 and text[start - 1] == "[" and text[start - 2].isalnum() and rest[:1] == "]":
        return True  # a slice: `rows[::2]`
    return rest[:1].isalnum() or rest[:1] == "_" or bool(_GOES_ON.match(rest))


def _is_public(value: str) -> bool:
    """Whether an address reaches somebody; one of small numbers only is a version, mostly."""
    import ipaddress

    address = ipaddress.IPv4Interface(value)
    return address.is_global and not address.is_multicast and max(address.packed) >= _VERSION_BELOW


def _inside(text: str, start: int, end: int, joins: str) -> bool:
    """Whether a match is only a part of something longer."""
    if start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        return True
    if start > 1 and text[start - 1] in joins and text[start - 2].isalnum() and joins != "-":
        return True
    if end < len(text) and (text[end].isalnum() or text[end] == "_"):
        return True
    return end + 1 < len(text) and text[end] in joins and text[end + 1].isalnum()


# What stands in each of them, the pattern, and how a match is read.
_KINDS = (
    (r"[0-9]\.[0-9]+\.[0-9]+\.[0-9]", _V4, _version_4),
    (r":[0-9A-Fa-f]*:", _V6, _version_6),
    (
        r"[0-9A-Fa-f](?:(?::[0-9A-Fa-f]+){5}|(?:-[0-9A-Fa-f]+){5}|(?:\.[0-9A-Fa-f]+){2})",
        _MAC,
        _hardware,
    ),
)
_MARKS = PatternSet((mark for mark, *_ in _KINDS), "anywhere")


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(NetworkRedactor())
