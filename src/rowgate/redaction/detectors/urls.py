"""Credentials in URLs, connection strings, command lines and signed query parameters.

A URL's user and password reach up to the last `@` (RFC 3986 would end them at the
first `/`; passwords that were never encoded do not know that).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.words import digits, entropy, is_code, is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_END = r"\s\"'<>`\x7f"
_URL = Pattern(rf"(?i)\b[a-z][a-z0-9+.-]{{1,24}}://([^{_END}]+)@[\w.\[-]")
_BARE_PAIR = Pattern(
    rf"(?:^|[\s\"'=(])([A-Za-z][\w.-]{{0,40}}:[^{_END}:/]{{3,}})@(?:[A-Za-z0-9.-]+(?::[0-9]{{2,5}}|/)|"
    r"/|(?:tcp|unix)\()"
)
_PAIRS = Pattern(
    r"(?i)(?:^|[;\s\"'&?:,(])(?:pwd|pass|password|accountkey|sharedaccesskey|sharedaccesssignature|"
    r"sharedsecret|secret|clientsecret|accesskey|apikey|primarykey|authtoken|"
    r"jdbc\.password)\s{0,4}=\s{0,4}"
    r"(?:\{([^}\n\x7f]+)\}|([^;\"'\s&<>{}\x7f][^;\"'\n&<>{}\x7f]+))"
)
_CONNECTION = Pattern(
    r"(?i)jdbc:|odbc|data source|server\s*=|driver\s*=|endpoint=|accountname=|initial catalog|"
    r"user id\s*=|uid\s*=|database\s*=|host\s*=|dsn|connection"
)
_COMMAND = Pattern(
    r"(?:^|\s)(?:-u|--user|--proxy-user|-U|-a|--auth|"
    r"--basic)[ =]{1,3}[\"']?([^\s:\"'$<{-][^\s:\"']*:[^\s\"']+)"
    r"|\bsshpass\s+-p\s*[\"']?([^\s\"']+)"
    r"|\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;]*?\s-p([^\s\"'-][^\s\"']{2,})"
)
_QUERY = Pattern(
    r"(?i)[?&;](?:amp;)?((?:x-(?:amz|goog|oss|cos|obs)-(?:signature|credential|security-token))|"
    r"signature|sig|"
    r"awsaccesskeyid|googleaccessid|ossaccesskeyid|key-pair-id|policy|access_?token|"
    r"refresh_?token|id_?token|auth_?token|token|"
    r"api_?key|apikey|app_?key|app_?secret|appid|key|secret|client_secret|password|passwd|pwd|"
    r"pass|auth|authorization|"
    r"code|hmac|session|session_?id|sid|ticket|[a-z_-]{0,20}(?:secret|passw(?:or)?d|pwd|pass?|api_?key)|jwt|subscription-key|x-api-key|sastoken|"
    r"sv_sig)=([^&\s\"'<>#\x7f\\]{4,})"
)
_ADDRESSES = ("mailto", "sip", "sips", "xmpp", "acct", "git", "http", "https")
_LOOSE = frozenset(("code", "key", "policy", "session", "sid", "token", "ticket", "auth", "appid"))


class UrlRedactor:
    """Types `url-credentials` and `url-signature`."""

    name = "urls"
    fast = True
    marks = Marks(
        runs=r"@|[?&;][A-Za-z0-9_-]+=|(?i:pass|pwd|password|key|signature|secret|token)\s*="
        r"|(?:-u|-U|-a|--auth|--user|--proxy-user|--basic)[ =]|sshpass|\s-p"
    )

    def find(self, text: str) -> Iterator[Finding]:
        return _found(text, confident=False)

    def confident(self, text: str) -> Iterator[Finding]:
        return _found(text, confident=True)


def _found(text: str, *, confident: bool) -> Iterator[Finding]:
    if "@" in text:
        yield from _authorities(text, confident=confident)
    if "=" in text:
        if "?" in text or "&" in text:
            yield from _query(text)
        if _CONNECTION.found(text):
            yield from _values(_PAIRS, text)
    if any(argument in text for argument in ("-u", "-p", "-U", "-a", "--")):
        yield from _values(_COMMAND, text)


def _authorities(text: str, *, confident: bool) -> Iterator[Finding]:
    for _, (start, end) in _URL.matches(text):
        length = _userinfo(text[start:end])
        user, colon, password = text[start : start + length].partition(":")
        real = password if colon else user
        if length and not _shown(real, alone=not colon, confident=confident):
            yield Finding(start, start + length, "url-credentials")
    for _, (start, end) in _BARE_PAIR.matches(text):
        name, _, password = text[start:end].partition(":")
        if name.lower() in _ADDRESSES or _shown(password, alone=True, confident=confident):
            continue
        yield Finding(start, end, "url-credentials")


def _userinfo(part: str) -> int:
    """How long the user and password at the start of what stands before a URL's last `@` are."""
    if not any(char in part for char in "/?#"):
        return len(part)
    host, _, _ = part.partition("/")
    if "@" in host:  # a password with a slash: up to the last @ that is not in the query
        inside = part.partition("?")[0].rfind("@")
        return inside if inside > len(host) else len(part) if "?" not in part else host.rfind("@")
    password = host.partition(":")[2]
    return len(part) if password and not password.isdigit() else 0


def _shown(value: str, *, alone: bool, confident: bool) -> bool:
    """Whether a value only shows where a password goes, or is a plain user name."""
    if not value or is_stand_in(value) or value[0] in "$<{%[" or value.strip("*x.") == "":
        return True
    if alone:
        return len(value) < 8 or entropy(value) < 2.5 or not digits(value)
    return confident and (len(value) < 6 or (not digits(value) and value.isalpha()))


def _query(text: str) -> Iterator[Finding]:
    for _, (name, name_end), (start, end) in _QUERY.matches(text):
        value = text[start:end]
        if is_stand_in(value) or value[0] in "${<[(":
            continue
        if text[name:name_end].lower() in _LOOSE and (
            len(value) < 12 or entropy(value) < 3.0 or not digits(value)
        ):
            continue
        yield Finding(start, end, "url-signature")


def _values(pattern: Pattern, text: str) -> Iterator[Finding]:
    for _, *groups in pattern.matches(text):
        start, end = next(span for span in groups if span[0] >= 0)
        value = text[start:end].partition(":")[2] or text[start:end]
        if not is_stand_in(value) and not is_code(value) and value[0] not in "${<[%":
            yield Finding(start, end, "url-credentials")


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(UrlRedactor())
