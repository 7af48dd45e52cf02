"""Random-looking values: beside a word that says secret, near one, or on their own.

Entropy alone tells nothing. Right after a keyword anything that mixes letters and digits
will do; near one about 3.3 bits a character are asked for, without one 3.9 and three
digits. Pure hex, UUIDs and the ids of traces, requests, commits and packages count right
after a keyword only.
"""

from __future__ import annotations

import binascii
import re
from functools import lru_cache
from string import ascii_letters
from string import digits as figures
from typing import TYPE_CHECKING, NamedTuple

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.context import named_as_amount, named_as_machine, names_no_secret
from rowgate.redaction.detectors.makers import names_a_maker
from rowgate.redaction.ids import UUID, is_id, is_resource, longest
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import RUN, Pattern
from rowgate.redaction.runs import Runs
from rowgate.redaction.words import digits, entropy, is_hex, is_path, is_stand_in, is_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_WORD = (
    r"pass(?:word|wd|phrase|code)|pwd|secret|token|api|key|auth|credential|cred|bearer|private|"
    r"access|client|login|jwt|hmac|cipher|crypt|webhook|license|(?:\b|_)pat\b"
)
_NEAR = Pattern(rf"(?i){_WORD}")
_BESIDE = Pattern(
    rf"(?i)(?:{_WORD})[\w.-]{{0,24}}(?:\s[a-z]{{1,8}}){{0,2}}[\"'\])}}>]{{0,3}}(?:[ \t:=,(>|"
    rf"-]{{1,8}}|[:>]\s{{1,8}})"
    r"(?:[A-Za-z_]{1,12}\()?[\"'`(\[{<]{0,3}$"
)
_INSIDE = Pattern(
    rf"(?i)^[\w.+/-]*?(?:{_WORD})[A-Za-z]{{0,16}}[-_.:=/]{{1,3}}([A-Za-z0-9+/=_.~-]{{14,}})$"
)
NEAR = 80
BESIDE = 48
_SHORTEST = 14
_TOKENS = Runs(f"{ascii_letters}{figures}+/_=~!.-", _SHORTEST)
_REMEMBERED = 4096
_PACKAGE_HASH = Pattern(r"(?:h1:|sha(?:1|256|384|512)[-:]|integrity[\"'\s:=]+|checksum[\"'\s:=]+)$")
_SEPARATOR = re.compile(r"[/._~!-]+")
_USER = Pattern(r"^[A-Za-z][A-Za-z0-9._@-]{1,40}$")
# Parted words of one case, without a digit: no rule of the redactor takes them.
_WORDS_ONLY = re.compile(r"(?=[a-zA-Z+/=]*[._~!-])(?:[a-z+/=._~!-]+|[A-Z+/=._~!-]+)")
_KINDS = re.compile("[0-9]+|[A-Z]+|[a-z]+")
_SIGNS = re.compile("[+=]+")
_RUN = re.compile(r"[A-Za-z0-9]{12}")


class EntropyRedactor:
    """Type `secret`. The gate asks for a keyword, always."""

    name = "entropy"
    fast = True
    marks = Marks(runs=RUN)

    def find(self, text: str) -> Iterator[Finding]:
        for start, end in _values(text, _is_likely):
            if _is_found(text[start:end], text, start) and not _is_named_id(text, start):
                yield Finding(start, end, "secret")

    def confident(self, text: str) -> Iterator[Finding]:
        for start, end in _values(text, _is_certain):
            before = text[max(start - BESIDE, 0) : start]
            if _BESIDE.found(before) and not _is_named_id(text, start):
                yield Finding(start, end, "secret")


def _values(text: str, accept: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """The values among the tokens of a text that are accepted for what they are by themselves."""
    for start, _, inner in _TOKENS.looked_at(text, lambda token: _value(token, accept)):
        yield start + inner[0], start + inner[1]


# Most tokens are words, and many are written again and again.
@lru_cache(maxsize=_REMEMBERED)
def _value(token: str, accept: Callable[[str], bool]) -> tuple[int, int] | None:
    """Where the value in a token is, behind its name and before its full stop."""
    end = len(token.rstrip(".!-~/"))
    name, equals, value = token[:end].partition("=")
    start = len(name) + 1 if equals and value.strip("=") else 0
    head = _head(token[start:end]) if end - start >= _SHORTEST else None
    if head is None or not accept(token[start + head : end]):
        return None
    return start + head, end


def _head(token: str) -> int | None:
    """How much of a token is a name that says secret: `acmeSECRET-` of `acmeSECRET-9f86…`.
    None where the whole of it is an id, which it names."""
    inner = None
    if not token.isalnum() and _NEAR.found(token):
        inner = next(_INSIDE.matches(token), None)
    if inner is None:
        return 0
    return None if is_id(token) else inner[1][0]


def _is_likely(value: str) -> bool:
    """What the redactor looks further at."""
    if _WORDS_ONLY.fullmatch(value) and not UUID.fullmatch(value):
        return False
    likely = _is_value(value) or is_random(value, least=3.3) or _is_pair(value)
    return likely and not (is_stand_in(value) or is_path(value) or is_id(value))


def _is_certain(value: str) -> bool:
    """What the gate looks further at."""
    return (
        is_random(value, least=3.9, most_digits=3)
        and not is_hex(value)
        and not UUID.fullmatch(value)
        and not is_stand_in(value)
        and not is_id(value)
    )


def _is_found(value: str, text: str, start: int) -> bool:
    if (
        _BESIDE.found(text[max(start - BESIDE, 0) : start])
        or _is_named_inside(text, start)
        or names_a_maker(text, start)
    ):
        return _is_value(value)
    part = longest(value)
    if UUID.fullmatch(part) or is_hex(part):
        return False
    if is_resource(value) and not _NEAR.found(value):
        return False
    if _NEAR.found(text[max(start - NEAR, 0) : start]):
        return is_random(value, least=3.3)
    return (
        is_random(value, least=3.9, most_digits=3)
        or is_random(value, least=4.2, shortest=24)
        or _is_pair(value)
    )


def _is_pair(value: str) -> bool:
    """Whether a value is base64 of `user:password`, as Basic authentication has it."""
    try:
        user, colon, password = binascii.a2b_base64(value, strict_mode=True).partition(b":")
    except binascii.Error:
        return False
    return bool(
        colon
        and _USER.found(user.decode("latin-1"))
        and len(password) >= 4
        and all(33 <= byte < 127 for byte in password)
        and not password.isdigit()
    )


def _is_named_inside(text: str, start: int) -> bool:
    """Whether the value is the tail of a token whose head is a keyword: `acmeSECRET-9f86…`."""
    return start > 0 and text[start - 1] in "-_.:=/" and text[max(start - 2, 0)].isalpha()


def _is_value(value: str) -> bool:
    """Whether what a keyword names is a literal: letters and digits mixed, or long and even."""
    bits = entropy(value)
    if is_hex(value) or UUID.fullmatch(value):
        return bits >= 2.4 and len(value) >= 16
    if not _RUN.search(value):
        mixed = digits(value) >= 2 and _mixed_case(value) and not is_words(value)
        return (
            (digits(value) >= 4 and bits >= 3.0)
            or (mixed and bits >= 3.3)
            or is_random(value, least=3.3)
        )
    if value.isdigit():
        return len(value) >= 18
    if digits(value):
        return bits >= 2.9 and (digits(value) > 2 or not is_words(value))
    return len(value) >= 20 and value.isalnum() and bits >= 3.5 and not is_words(value)


def is_random(value: str, *, least: float, most_digits: int = 1, shortest: int = 12) -> bool:
    """Whether letters and digits are mixed as no word or path mixes them, in the longest run
    of them that is at least `shortest` long."""
    if len(value) < 16:
        return False
    mix = _mix(value)
    if mix.length < shortest or mix.turns < max(4, mix.length // 8) or mix.bits < least:
        return False
    return mix.digits >= most_digits or (least < 3.5 and mix.both_cases)


class _Mix(NamedTuple):
    """What the longest run of letters and digits in a value is made of."""

    length: int
    digits: int = 0
    both_cases: bool = False
    turns: int = 0
    """How often digits, capitals and small letters follow each other."""
    bits: float = 0.0


@lru_cache(maxsize=_REMEMBERED)
def _mix(value: str) -> _Mix:
    run = max(_SEPARATOR.split(value), key=len)
    count, both = digits(run), _mixed_case(run)
    if not (count or both) or is_words(run):
        return _Mix(len(run))
    turns = sum(len(_KINDS.findall(part)) - 1 for part in _SIGNS.split(run) if part)
    return _Mix(len(run), count, both, turns, entropy(run))


def _mixed_case(value: str) -> bool:
    return any(map(str.isupper, value)) and any(map(str.islower, value))


def _is_named_id(text: str, start: int) -> bool:
    before = text[max(start - BESIDE, 0) : start]
    if _PACKAGE_HASH.found(before) or names_no_secret(before):
        return True
    # A moment or a size is a number; what is random behind `created:` is what was created.
    return named_as_machine(text, start) and not named_as_amount(text, start)


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(EntropyRedactor())
