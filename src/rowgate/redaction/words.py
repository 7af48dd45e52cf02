"""What tells a secret from a word, a name in code, or a stand-in for a secret."""

from __future__ import annotations

import math
import re
from collections import Counter

from rowgate.redaction.patterns import Pattern

_STAND_IN = Pattern(
    r"(?i)^(?:[x*.•_-]+|[<\[{(%$@#].*[>\]})%]|\$\{?[\w.:-]+\}?|%\w+%?|%\(\w+\)[sd]|\{\{.*|@@.*|"
    r"(?:your|my|some|the|an?|insert|enter|add|put|use|replace|change|example|sample|dummy|fake|"
    r"test|todo)[\s_-]?(?:[a-z]{1,16}[\s_-]){0,5}(?:api|access|secret|auth)?(?:key|token|secret|"
    r"password|passwd|pass|value|here|me|id|credentials?|this|with)|"
    r"none|null|nil|undefined|true|false|yes|no|on|off|empty|default|redacted|masked|hidden|"
    r"removed|n/?a|tbd|todo|changeme|foo|bar|baz|foobar|string|str|bool|int|text|required|optional|"
    r"incorrect|invalid|missing|expired|unknown|protected|encrypted|hashed|forgotten|disabled|"
    r"bearer|basic|digest|token|password|passwd|pass|pwd|secret|username|user|admin|api_?key|header|oauth2?)$"
)
_CODE = Pattern(
    r"^(?:[A-Z]{2,}(?:_[A-Z]{2,})+|@[\w.-]+[/:].*|[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+(?:\(.*)?|[A-Za-z_$][\w$.]*(?:\(.*|\[.*)"
    r"|(?:process\.env|os\.environ|secrets?\.|env\.|vars?\.|config\.|self\.|this\.|data\.|"
    r"local\.).*"
    r"|/(?:[\w.-]+/)*[\w.-]*|\.{1,2}/.*|[a-z]+://[^\s@]*|arn:aws:[\w:/*-]+)$"
)

_MADE_UP = Pattern(
    r"(?i)example|placeholder|dummy|(?:your|my|test|fake)[_-]?(?:api|key|token|secret)|"
    r"abcdefgh|hijklmno|opqrstuv|stuvwxyz|01234567|12345678|23456789|98765432|87654321|"
    r"a1b2c3d4|1a2b3c4d|abc123def|deadbeef"
)
_VARIABLE = Pattern(
    r"^[a-z]+(?:_[a-z]+)*_(?:password|passwd|pass|pwd|secret|token|key|hash|value|input|field|"
    r"param)s?$|^(?:password|passwd|pass|pwd|secret|token|key|hash)(?:_[a-z]+)+$|^[a-z]+(?:[A-Z][a-z]+)*"
    r"(?:Password|Passwd|Pass|Pwd|Secret|Token|Key|Hash|Value|Input|Field|Param)s?$"
)

# Names with numbers in them that stand beside passwords: algorithms, versions, formats, standards.
_TECHNICAL = re.compile(
    r"(?i)(?:(?:hmac|pbkdf2|with|pbe|rsa|ecdsa|wpa[23]?|csa|no)[-_]?)*(?:sha|md|[3t]?des|aes|rsa|base|utf|"
    r"oauth|https?|ipv|x|pkcs|p|py|python|rs|hs|es|ps|ed|ecp?|secp|curve|chacha|win|amd|arm|log|k|i|l|"
    r"mysql|postgres|php|node|java|jdk|tls|ssl|ssh|argon|wpa|id|user|test|version|part|step|line|"
    r"page|table|section|chapter|figure|iso|rfc|cve|cp|latin|vlan|port|rev|build|v|rc|scram|group|"
    r"windows|ubuntu|debian|rhel|centos|s|ec|t|col|level|layer|phase|h|gpt|claude|llama|unicode|"
    r"big|int|uint|float|tcp|udp|fa|gi|te|eth|wlan|lo|us|eu|ap|sa|ca)"
    r"[-_./]?[0-9][0-9._/-]*(?:[a-z]{0,3}[0-9]{0,2}|(?:alpha|beta|preview)[0-9]*|~.*|[-_][a-z]+(?:[-_.][a-z0-9]+)*|sum|mb[34]|update|digest)"
)
_NAMED_UP = re.compile(
    r"[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)*[0-9]?|[A-Z]+[0-9]?|[A-Za-z]?[a-z]+(?:[A-Z][a-z]+){2,}[0-9]{0,4}|[0-9][A-Z]?[a-z]+"
    r"|[A-Z]{2,10}-[0-9]+(?:-[a-z0-9-]+)?"
)
_NO_VOWELS = re.compile(
    "(?i)[^aeiouy]{6}|[^aeiouy]{5}.*[^aeiouy]{4}|[^aeiouy]{4}.*[^aeiouy]{5}|q[^u]"
)
# Neighbours that hardly any language of Latin letters has.
_STRANGE = re.compile(
    "(?i)[bcdfghkmpqtvwxz]j|j[bcdfghklmnpqrstvwxz]|[bdfghjkmpqrtvwz]x|x[bdfghjklmnqrsvwz]|"
    "v[bcdfghjkmnpqtwxz]|[bcdfghjmpqvwx]z|z[bcdfgjkmnpqrsvx]|[bfjmpqvx]w|w[bcfgjmpqvxz]|"
    "[bcfgjkmpqvwx]k|[cfjkpqtvwxz]g|g[bcfjkpqvxz]|[gjqvxz]m|[jqvwxz]f|f[bcdghjkmnpqvwxz]|"
    "h[bcdfgjkpqsvxz]|[gjqvxz]p|[fgjkqvxz]b|b[cfghknpqvwxz]|q"
)
_DATED = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|^\d+(?:px|ms|s|kb|mb|gb|em|rem|x\d+)$")
_PARTED = re.compile("-[a-z]+-[a-z]+-[0-9]{1,4}$")
_TYPED_SIGNS = frozenset("!#$%&*+?@^~")

_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_SHORT = 256
_BITS = tuple(n * math.log2(n) if n else 0.0 for n in range(_SHORT))
_SEPARATORS = re.compile(r"[/._~:@?&=-]+")


def entropy(text: str) -> float:
    """Shannon entropy in bits per character."""
    length = len(text)
    if not length:
        return 0.0
    # Counting each kind of character is quicker than a Counter while a text is short.
    if length < _SHORT:
        return math.log2(length) - sum(map(_BITS.__getitem__, map(text.count, set(text)))) / length
    return math.log2(length) - sum(n * math.log2(n) for n in Counter(text).values()) / length


def is_stand_in(value: str) -> bool:
    """Whether a value only shows where a secret would go: `xxxx`, `<token>`, `${TOKEN}`."""
    value = value.strip("'\"`") or value
    return (len(set(value)) <= 2 and value[-1] in "xX*.-_•0#?") or _STAND_IN.found(value)


def is_filler(value: str) -> bool:
    """Whether most of a value is one filling character: `ghp_xxxxxxxxxxxx`."""
    char, count = Counter(value).most_common(1)[0]
    return char in "xX*.-_0•" and count * 2 > len(value)


def is_made_up(value: str) -> bool:
    """Whether a token was typed for a document: it says so, counts, or repeats one character."""
    body = value.rpartition("_")[2].rpartition("-")[2] or value
    most = Counter(body).most_common(1)[0][1]
    return _MADE_UP.found(value) or (len(body) >= 8 and most * 2 > len(body))


def is_code(value: str) -> bool:
    """Whether a value is a name, a call or a path rather than a literal."""
    return _CODE.found(value)


def is_variable(value: str) -> bool:
    """Whether a value is a variable named after what it holds: `user_password`, `newToken`."""
    return _VARIABLE.found(value)


def is_path(value: str) -> bool:
    """Whether a value is a path, a URL or a dotted name made of words and small numbers."""
    if "/" not in value:
        return False
    parts = _SEPARATORS.split(value)
    return "".join(parts).isalnum() and not any(
        _mixes(part) or is_gibberish(part) for part in parts
    )


def is_words(value: str) -> bool:
    """Whether a value is made of words: `snake_case`, `CamelCase`, `kebab-case-2`."""
    pieces = _PIECES.findall(value)
    if len(pieces) * 4 > len(value):
        return False
    return sum(map(len, pieces)) == sum(map(str.isalnum, value)) and all(
        len(piece) <= (15 if piece.isalpha() else 4) for piece in pieces
    )


def is_technical(value: str) -> bool:
    """Whether a value is the name of an algorithm, a format or a version: `base64`, `sha-256`."""
    return _TECHNICAL.fullmatch(value) is not None


def looks_typed(value: str) -> bool:
    """Whether a token is of the kind that people or generators make for passwords, rather than
    a word, a name in code, a version or a number."""
    if not 6 <= len(value) <= 40 or _TECHNICAL.fullmatch(value) or _NAMED_UP.fullmatch(value):
        return False
    count = digits(value)
    letters = sum(map(str.isalpha, value))
    if letters < 2 or not value.isascii():
        return False
    if count >= 2 or (count and _PARTED.search(value)):
        return not _DATED.search(value)
    signs = not _TYPED_SIGNS.isdisjoint(value[1:])
    mixed = value.upper() != value != value.lower()
    return (signs and (count > 0 or mixed)) or (count > 0 and mixed) or is_gibberish(value)


def is_gibberish(value: str) -> bool:
    """Whether a run of letters is none that a language writes: capitals anywhere, or vowels
    nowhere."""
    if not (value.isascii() and value.isalpha()) or len(value) < 10:
        return False
    value = value[:_SHORT]  # so much of it says it of all
    if value.upper() != value != value.lower():
        many = len(_PIECES.findall(value)) * 3 > len(value)
        return not is_words(value) and (many or _NO_VOWELS.search(value) is not None)
    return len(value) >= 12 and (
        _NO_VOWELS.search(value) is not None or len(_STRANGE.findall(value)) >= 3
    )


def _mixes(part: str) -> bool:
    return len(part) >= 10 and digits(part) >= 2 and not part.isdigit()


_DIGIT = re.compile("[0-9]")


def has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None


def digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def is_hex(text: str) -> bool:
    return not text.strip("0123456789abcdefABCDEF")
