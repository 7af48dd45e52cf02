"""A value given to a name that says secret: `password = "…"`, `api_key: …`, `"…" == token`.

Three strengths of name. What `password` names is a secret unless it is plainly none;
after `secret` or `api_key` a value has to look like one, after `token` or `key` it has to
look random (about 3 bits a character and digits).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.context import names_no_secret
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, PatternSet, loose
from rowgate.redaction.words import (
    digits,
    entropy,
    is_code,
    is_hex,
    is_made_up,
    is_path,
    is_stand_in,
    is_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_REST = r"[\w.-]{0,30}"
_PASSWORD = (
    rf"(?:password|passwd|passphrase|passcode|passwort|passwrd|pwd|psw|contrase[nñ]a|kennwort|"
    rf"mot[_ ]?de[_ ]?passe|senha|wachtwoord|lösenord|hasło|пароль|密码|\bpsk){_REST}"
    r"|(?:\b|[_-]|db|user|root|admin|smtp|ftp)(?:pass|pw)(?:[_.-][\w.-]{0,30})?"
)
_SECRET = (
    rf"(?:secret|credential|cred\b|api[_ -]?key|(?:access|private|auth|encryption|signing|master|"
    rf"account|"
    rf"service|deploy|license|shared|storage|primary|secondary|admin|root|session)[_ -]?key|"
    rf"connection[_ -]?string|shared[_ -]?access){_REST}"
)
_WEAK = (
    rf"(?:token|key|auth|bearer|\bpin|\botp|\bsid|signature|\bsig|hmac|salt|jwt|"
    rf"webhook|license|client[_-]?id){_REST}|(?:\b|_)pat(?:\b|_[\w.-]{{0,30}})|(?-i:[a-z0-9]Pat)\b"
)
_OPERATOR = (
    r"(?:(?:[\"'`\])}*]|\\+[\"']| \([^)\n]{1,20}\))*\s{0,8}"
    r"(?:(?::=|-{0,2}>|=>|==|\?=|\|\|=|<=|\.=|\+=|!=|=|<-)[ \t]{0,8}>?|:\**\s{0,8}>?|\|"
    r"|</[A-Za-z]{1,12}>\s{0,8}<[A-Za-z]{1,12}>|>\s{0,8}(?:<[A-Za-z]{1,20}>)?)"
    r"|[\"'`] {0,3},) {0,8}(?:[A-Za-z_]{1,12}\()?"
)
_CALL = r"(?i)\w(?:password|passwd|pwd|secret|api_?key|token|credential)s?\(\s{0,4}[fbrN@]?"
_SAID = (
    r"(?: now| here| again|(?: (?:for|of|on|to|at))(?: [\w.@'’-]{1,30}){1,4})?"
    r"(?:\s(?:has|have|was|is|been|set|reset|changed|updated)){0,4}"
    r"(?:\s(?:is|was|are|to|as|from|ist|lautet|est|es|è|é|är|jest|=|:)(?: now| still)?[:\s]\s?|: )"
)
_QUOTED = (
    r"\"([^\"\n\x7f]+)\"|'([^'\n\x7f]+)'|`([^`\n\x7f]+)`|\\+\"([^\"\\\n\x7f]+)\\+\"|"
    r"\\+'([^'\\\n\x7f]+)\\+'"
)
_BARE = r"([^\s\"'`,;<>(){}\[\]\\\x7f|][^\s\"'`;<\x7f|]{3,})"
_NAME = 24
_TRAILING = ".,:!?)]>}\\"

_ASSIGNED = tuple(
    (type_, Pattern(rf"(?i)(?:{names})(?:{_OPERATOR}|{_SAID})(?:{_QUOTED}|{_BARE})"))
    for type_, names in (("password", _PASSWORD), ("secret", _SECRET), ("secret", _WEAK))
)
# `setPassword("…")`, and a directive of its own line: `requirepass …`, `ENV DB_PASSWORD …`.
_CALLED = Pattern(rf"{_CALL}(?:\"([^\"\n\x7f]{{6,}})\"|'([^'\n\x7f]{{6,}})')")
_DIRECTIVE = Pattern(
    r"(?im)^[ \t]*(?:env |arg |set |export )?[\w.-]{0,30}(?:pass|passw(?:or)?d|pw|secret|token|"
    r"auth)[ \t]{1,8}([^\s\"'`\x7f]{6,})[ \t]*$"
)
# What is named in one attribute or line and stands in the next: `name="x" value="…"`.
_VALUE = (
    r"[\"'`]?(?:\s{1,24}[\w-]{1,20}=[\"'][^\"'\n]{0,40}[\"']){0,3},?\s{1,24}[\"']?value[\"']?"
    r"\s{0,4}[:=]\s{0,4}"
)
_BESIDE = tuple(
    (
        type_,
        Pattern(rf"(?i)[:=]\s{{0,4}}[\"']?[\w.-]{{0,30}}(?:{names}){_VALUE}(?:{_QUOTED}|{_BARE})"),
    )
    for type_, names in (("password", _PASSWORD), ("secret", _SECRET), ("secret", _WEAK))
)
_SPACED = Pattern(
    r"(?i)\b(?:password|passwd|passphrase|pwd|secrete?)[ \t]{1,4}[\"'`]?([^\s\"'`\x7f]{6,})"
)
_COMPARED = Pattern(
    rf"(?i)(?:\"([^\"\n\x7f]{{6,}})\"|'([^'\n\x7f]{{6,}})')\s{{0,3}}[!=]={{1,2}}\s{{0,3}}[\w.$>-]*"
    rf"(?:{_PASSWORD}|{_SECRET})"
)
# Which strengths of name are given a value, and whether any stands before a space or bracket:
# of the patterns above most texts need one or none.
_NAMED = PatternSet(
    (
        loose(source)
        for source in (
            *(rf"(?i)(?:{names})(?:{_OPERATOR}|{_SAID})" for names in (_PASSWORD, _SECRET, _WEAK)),
            rf"(?i)(?:{_PASSWORD}|{_SECRET}|{_WEAK})[ \t(]|(?:pass|pw)[ \t]",
        )
    ),
    "anywhere",
)
_SPACE = 3


_MARKS = (
    r"[!=]=|(?i:passw|passphrase|passcode|pwd|psw|contrase|kennwort|mot[_ ]?de[_ ]?passe|senha|"
    r"wachtwoord|lösenord|hasło|пароль|密码|(?:pass|pw)[^a-z]|secret|cred|key|token|auth|bearer|"
    r"connection[_ -]?string|shared[_ -]?access|signature|hmac|salt|jwt|webhook|license|"
    r"client[_-]?id|\b(?:psk|pin|otp|sid|sig)|(?:\b|_)pat|pat\b)"
)


class AssignmentRedactor:
    """Types `password` and `secret`."""

    name = "assignments"
    fast = True
    marks = Marks(words=_MARKS)

    def find(self, text: str) -> Iterator[Finding]:
        return _found(text, _is_likely)

    def confident(self, text: str) -> Iterator[Finding]:
        return _found(text, _is_certain)


def _found(text: str, accept: Callable[[str, int, bool], bool]) -> Iterator[Finding]:
    named = _NAMED.matching(text)
    yield from _assigned(text, named, accept)
    if _SPACE in named:
        yield from _spaced(text, accept)
    if "==" in text or "!=" in text:
        for start, end in _groups(_COMPARED, text):
            if accept(text[start:end], 1, True):
                yield Finding(start, end, "secret")


def _assigned(
    text: str, named: list[int], accept: Callable[[str, int, bool], bool]
) -> Iterator[Finding]:
    strengths = [at for at in named if at != _SPACE]
    patterns = [(at, *_ASSIGNED[at]) for at in strengths]
    if "value" in text:
        patterns += [(at, *each) for at, each in enumerate(_BESIDE)]
    for strength, type_, pattern in patterns:
        for spans in pattern.matches(text):
            bare = spans[-1][0] >= 0
            start, end = next(span for span in spans[1:] if span[0] >= 0)
            # What an environment sets needs no quotes: `DB_PASSWORD=word`.
            quoted = not bare or text[spans[0][0] : start].rstrip("=").isupper()
            while bare and end > start and text[end - 1] in _TRAILING:
                end -= 1
            if names_no_secret(text[max(spans[0][0] - _NAME, 0) : start]) or end - start < 4:
                continue
            if accept(text[start:end], strength, quoted):
                yield Finding(start, end, type_)


def _spaced(text: str, accept: Callable[[str, int, bool], bool]) -> Iterator[Finding]:
    for start, end in _groups(_SPACED, text):
        if not text[start:end].isalpha() and accept(text[start:end], 0, False):
            yield Finding(start, end, "password")
    for pattern in (_CALLED, _DIRECTIVE):
        for start, end in _groups(pattern, text):
            if " " not in text[start:end] and accept(text[start:end], 0, False):
                yield Finding(start, end, "password")


def _groups(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Of each match the group that is there."""
    for _, *groups in pattern.matches(text):
        yield next(span for span in groups if span[0] >= 0)


def _is_likely(value: str, strength: int, quoted: bool) -> bool:
    """What the redactor takes for a secret: it would rather take one too many."""
    if is_stand_in(value):
        return False
    if strength == 0:
        if quoted:
            return value.count(" ") <= 4
        return not is_code(value) and (digits(value) > 0 or not value.isalnum())
    if is_code(value) or is_path(value) or " " in value.strip():
        return False
    bits = entropy(value)
    if is_hex(value):
        return len(value) >= 12 and bits >= 2.3
    if strength == 1:
        if len(value) >= 20 and not is_words(value):
            return True
        return len(value) >= 8 and (digits(value) > 0 or _has_symbols(value) or bits >= 3.8)
    even = bits >= 3.7 and value.isalnum()
    return len(value) >= 11 and bits >= 2.9 and (digits(value) > 0 or even)


def _is_certain(value: str, strength: int, quoted: bool) -> bool:
    """What the gate stops a commit for."""
    if is_stand_in(value) or is_code(value) or " " in value.strip() or "example" in value.lower():
        return False
    if strength and is_made_up(value):
        return False
    bits = entropy(value)
    if strength == 0:
        kinds = _kinds(value)
        return (kinds >= 3 and len(value) >= 8) or (quoted and kinds >= 2 and len(value) >= 7)
    if is_hex(value):
        return len(value) >= 24 and bits >= 3.0 and strength == 1
    return len(value) >= 16 and bits >= 3.5 and digits(value) >= 2 and _kinds(value) >= 2


def _has_symbols(value: str) -> bool:
    """Whether there is more in a value than names are made of."""
    return not value.translate(str.maketrans("", "", "-_./:")).isalnum()


def _kinds(value: str) -> int:
    """Of digits, capitals, small letters and others, how many there are."""
    return sum(
        (
            any(map(str.isdigit, value)),
            any(map(str.isupper, value)),
            any(map(str.islower, value)),
            not value.isalnum(),
        )
    )


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(AssignmentRedactor())
