"""A value given to a name that says secret: `password = "…"`, `api_key: …`, `--token …`.

Two strengths of name: where `password` or `client_secret` names a value almost anything
is one; after `token` or `key` it has to look random (entropy of about 3 bits or more).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.words import digits, entropy, is_code, is_hex, is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

PASSWORD = (
    r"pass(?:word|wd|phrase|code|wort)?s?|pwd|psw|passwrd|contrase(?:n|ñ)a|mot[_-]?de[_-]?passe"
)
SECRET = (
    r"secrets?|api[_-]?keys?|apikey|access[_-]?keys?|private[_-]?keys?|client[_-]?secret|"
    r"auth[_-]?keys?|credentials?|creds?|encryption[_-]?keys?|signing[_-]?keys?|master[_-]?keys?|"
    r"account[_-]?keys?|service[_-]?keys?|deploy[_-]?keys?|license[_-]?keys?|webhook[_-]?secret|"
    r"connection[_-]?string|shared[_-]?access"
)
WEAK = r"tokens?|keys?|auth|authorization|bearer|pins?|otp|sid|sign(?:ature)?|sig|hmac|salt|jwt|webhook|license"

_OPERATOR = r"(?:[\"'`\])}]|\\+\")*\s{0,8}(?::=|=>|==|:=|\?=|\|\|=|<=|\.=|\+=|!=|=|:|<-|,|>)\s{0,8}>?\s{0,8}(?:[A-Za-z_]{1,12}\()?"
_QUOTED = r"\"([^\"\n\x7f]+)\"|'([^'\n\x7f]+)'|`([^`\n\x7f]+)`|\\+\"([^\"\\\n\x7f]+)\\+\""
_BARE = r"([^\s\"'`,;<>(){}\[\]\x7f|][^\s\"'`,;<>\x7f|]{3,})"


def _assigned(names: str) -> Pattern:
    return Pattern(
        rf"(?i)(?:^|[^A-Za-z])(?:[\w.$-]{{0,60}}?[._$-])?(?:[a-z0-9]{{0,40}}?)({names})"
        rf"[\w.-]{{0,30}}{_OPERATOR}(?:{_QUOTED}|{_BARE})"
    )


class AssignmentRedactor:
    """Types `password` and `secret`."""

    name = "assignments"
    fast = True

    def find(self, text: str) -> Iterator[Finding]:
        return _found(text, confident=False)

    def confident(self, text: str) -> Iterator[Finding]:
        return _found(text, confident=True)


_NAMES = (
    ("password", _assigned(PASSWORD)),
    ("secret", _assigned(SECRET)),
    ("secret", _assigned(WEAK)),
)
_ANY_NAME = Pattern(rf"(?i){PASSWORD}|{SECRET}|{WEAK}")


def _found(text: str, *, confident: bool) -> Iterator[Finding]:
    if not _ANY_NAME.found(text):
        return
    for index, (type_, pattern) in enumerate(_NAMES):
        for spans in pattern.matches(text):
            start, end = next(span for span in spans[2:] if span[0] >= 0)
            quoted = spans[-1][0] < 0
            value = text[start:end]
            while not quoted and value and value[-1] in ".:!?)}]":
                value, end = value[:-1], end - 1
            if value and _is_secret(value, strength=index, quoted=quoted, confident=confident):
                yield Finding(start, end, type_)


def _is_secret(value: str, *, strength: int, quoted: bool, confident: bool) -> bool:
    if is_stand_in(value) or is_code(value):
        return False
    if strength == 0:
        return _is_password(value, quoted=quoted, confident=confident)
    if " " in value.strip() or len(value) < (10 if strength == 1 else 12):
        return False
    bits = entropy(value)
    if is_hex(value):
        return len(value) >= 16 and bits >= 2.5
    if confident:
        return bits >= 3.3 and digits(value) >= 2
    return bits >= 3.0 and (digits(value) > 0 or bits >= 3.7)


def _is_password(value: str, *, quoted: bool, confident: bool) -> bool:
    if quoted and not confident:
        return len(value) >= 4 and value.count(" ") <= 4
    if " " in value:
        return False
    mixed = sum((any(map(str.isdigit, value)), any(map(str.isupper, value)),
                 any(map(str.islower, value)), not value.isalnum()))  # fmt: skip
    return len(value) >= 6 and mixed >= (2 if not confident else 3)


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(AssignmentRedactor())
