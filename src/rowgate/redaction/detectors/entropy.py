"""Random-looking values: near a word that says secret, or on their own.

Entropy alone tells nothing: near a keyword about 3.3 bits a character are asked for,
without one 3.9 and three digits. Pure hex, UUIDs and the ids of traces, requests, commits
and packages count near a keyword only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.words import digits, entropy, is_hex, is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_TOKEN = Pattern(r"[A-Za-z0-9+/_=~!.-]{16,}")
_KEYWORD = Pattern(
    r"(?i)pass(?:word|wd|phrase|code)|pwd|secret|token|api|key|auth|credential|bearer|private|"
    r"access|client|login|jwt|hmac|cipher|crypt|webhook|license"
)
BEFORE = 80
_ID_NAME = Pattern(
    r"(?i)(?:^|[^a-z])(?:[a-z0-9_.-]*(?:id|ids|uuid|ulid|guid|hash|digest|checksum|sha\d*|md5|etag|"
    r"commit|revision|rev|fingerprint|trace(?:parent|state)?|span|request|version|model|integrity|ray|"
    r"nonce|cursor|ref|tag|path|file|filename|url|uri|thread|run|order|number|no|name|ts|nano|created)"
    r")[\"'\]\s:=\\]{1,8}(?:W/)?[\"'\\]{0,4}$"
)
_ID = Pattern(
    r"^(?:(?:call|toolu|srvtoolu|msg|req|request|chatcmpl|cmpl|resp|run|thread|asst|file|batch|step|evt|"
    r"event|gen|fc|rs|ws|item|span|trace|sess|session|conv|proj|org|user|usr|acct|cus|cust|sub|in|inv|ch|pi|pm|"
    r"ord|order|prod|price|vs|ftjob|modelcmpl|embd|img|task|job|doc|chunk|node|obj|ref|id|uid|fp|gpt|ft|"
    r"workflow|wf|exec|action|lead|tkt|ticket|case|txn|tx|pay|po|so|build|deploy|release|cache|lc_run|"
    r"dataset|ds|ex|exp|prompt|tool|agent|eval|score|obs|gs|space|app|ws|team|ver|snap|img|vol|subnet|vpc|i|ami|sg)"
    r"[-_:][A-Za-z0-9_-]+"
    r"|[0-9A-HJKMNP-TV-Z]{26}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    r"|[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"
    r"|(?:sha(?:1|224|256|384|512)|md5|h1)[-:~][A-Za-z0-9+/=]+|v[0-9][\w.+/-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}.*"
    r"|[0-9.:TZ+-]+)$"
)
_PACKAGE_HASH = Pattern(r"(?:h1:|sha(?:1|256|384|512)[-:]|integrity[\"'\s:=]+|checksum[\"'\s:=]+)$")


class EntropyRedactor:
    """Type `secret`. The gate asks for a keyword, always."""

    name = "entropy"
    fast = True

    def find(self, text: str) -> Iterator[Finding]:
        for start, end in _tokens(text):
            value = text[start:end]
            before = text[max(start - BEFORE, 0) : start]
            if is_stand_in(value) or _is_id(value, before):
                continue
            if _near_keyword(before) and is_random(value, least=3.3):
                yield Finding(start, end, "secret")
            elif not is_hex(value) and is_random(value, least=3.9, most_digits=3):
                yield Finding(start, end, "secret")

    def confident(self, text: str) -> Iterator[Finding]:
        for start, end in _tokens(text):
            value = text[start:end]
            before = text[max(start - 40, 0) : start].rpartition("\n")[2]
            if not is_stand_in(value) and _near_keyword(before) and not _is_id(value, before):
                if not is_hex(value) and is_random(value, least=3.9, most_digits=3):
                    yield Finding(start, end, "secret")


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    for [(start, end)] in _TOKEN.matches(text):
        while end > start and text[end - 1] in ".!-~/":
            end -= 1
        name, equals, value = text[start:end].partition("=")
        if equals and value.strip("="):
            start += len(name) + 1
        if end - start >= 16:
            yield start, end


def is_random(value: str, *, least: float, most_digits: int = 1) -> bool:
    """Whether letters and digits are mixed as no word or path mixes them."""
    if is_hex(value):
        return entropy(value) >= 2.8 and len(value) >= 20
    if digits(value) < most_digits and not (least < 3.5 and _mixed_case(value)):
        return False
    return entropy(value) >= least and _turns(value) >= max(4, len(value) // 8)


def _turns(value: str) -> int:
    """How often digits, capitals and small letters follow each other."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" if c.islower() else "" for c in value]
    return sum(a != b for a, b in zip(kinds, kinds[1:], strict=False) if a and b)


def _mixed_case(value: str) -> bool:
    return any(map(str.isupper, value)) and any(map(str.islower, value))


def _near_keyword(before: str) -> bool:
    return _KEYWORD.found(before)


def _is_id(value: str, before: str) -> bool:
    return _ID.found(value) or _PACKAGE_HASH.found(before) or _ID_NAME.found(before)


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(EntropyRedactor())
