"""What tells a secret from a word, a name in code, or a stand-in for a secret."""

from __future__ import annotations

import math
from collections import Counter

from rowgate.redaction.patterns import Pattern

_STAND_IN = Pattern(
    r"(?i)^(?:[x*.•_-]+|[<\[{(%$@#].*[>\]})%]|\$\{?[\w.:-]+\}?.*|%\w+%?|\{\{.*|@@.*|"
    r"(?:your|my|some|the|an?|insert|enter|add|put|use|replace|change|example|sample|dummy|fake|test|todo)"
    r"[\s_-]?[a-z_\s-]*(?:key|token|secret|password|passwd|pass|value|here|me|id|credentials?)?|"
    r"none|null|nil|undefined|true|false|yes|no|on|off|empty|default|redacted|masked|hidden|removed|"
    r"n/?a|tbd|todo|changeme|change_me|foo|bar|baz|foobar|string|str|bool|int|text|required|optional|"
    r"(?:bearer|basic|digest|token|password|secret|username|user|admin|apikey|api_key|header|oauth2?))$"
)
_CODE = Pattern(
    r"^(?:[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+(?:\(.*)?|[A-Za-z_$][\w$.]*(?:\(.*|\[.*)"
    r"|(?:process\.env|os\.environ|secrets?\.|env\.|vars?\.|config\.|self\.|this\.|data\.|local\.).*"
    r"|/(?:[\w.-]+/)*[\w.-]*|\.{1,2}/.*|[a-z]+://[^\s@]*|arn:aws:[\w:/*-]+)$"
)


def entropy(text: str) -> float:
    """Shannon entropy in bits per character."""
    length = len(text)
    return -sum(n / length * math.log2(n / length) for n in Counter(text).values())


def is_stand_in(value: str) -> bool:
    """Whether a value only shows where a secret would go: `xxxx`, `<token>`, `${TOKEN}`."""
    return len(set(value)) <= 2 or _STAND_IN.found(value)


def is_code(value: str) -> bool:
    """Whether a value is a name, a call or a path rather than a literal."""
    return _CODE.found(value)


def digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def is_hex(text: str) -> bool:
    return not text.strip("0123456789abcdefABCDEF")
