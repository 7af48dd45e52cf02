"""Phone numbers, and long numbers that nothing says are a machine's.

The international form (E.123, E.164, RFC 3966) is one by itself. National forms are as
many as countries, so the redactor takes any number written in groups, and any bare one of
9 to 15 digits, unless it is a date, an epoch, an amount, or is named as an id, a count or
a time. The gate asks libphonenumber, and for the international form or a word like
`phone` before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.context import (
    named_as_machine,
    named_as_official,
    named_as_person,
    stands_alone,
)
from rowgate.redaction.detectors.numbers import is_date, is_epoch
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Behind, Pattern
from rowgate.redaction.words import digits as count_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_CANDIDATE = Behind(
    "[^A-Za-z0-9_.$€£]",
    r"(?:(?i:tel|sms|fax|callto|whatsapp):)?\+?\(?[0-9](?:[ ()./-]{0,3}[0-9]){4,19}"
    r"(?:\s?(?:x|ext\.?|extension|#)\s?[0-9]{1,6})?",
)
_UNIT = re.compile(
    r" ?(?:[kKMGT]?i?[bB]|bits?|bytes|rows|lines|tokens|[mµn]s|s|sec(?:onds)?|items|records|"
    r"requests|calls|users|params|parameters|steps|samples|times)\b"
)
# Alone and longer than that it is a 64-bit id: of a span, of a message.
_LONGEST_ALONE = 16
_WORD_AFTER = re.compile(r"-\w+")
_EXTENSION = re.compile(r"\s?(?:x|ext|#)")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
_SPLIT = re.compile(r"[^0-9]+")
_LATE_DOT = re.compile(r"[ ()-].*\.")


class PhoneRedactor:
    """Types `phone`, `long-number`, and `national-id` where that is what it is called."""

    name = "phones"
    marks = Marks(numbers=r"(?:[0-9][ ()./-]*){5}")

    def find(self, text: str) -> Iterator[Finding]:
        for start, end in _CANDIDATE.matches(text):
            if _DECIMAL.fullmatch(text, start, end) or not _is_candidate(text, start, end):
                continue
            type_ = _type(text, start, end)
            if type_:
                yield Finding(start, end, type_)

    def confident(self, text: str) -> Iterator[Finding]:
        for start, end in _CANDIDATE.matches(text):
            if not _is_candidate(text, start, end):
                continue
            value = text[start:end]
            plain = value.lower().startswith("tel:") or value.startswith("+")
            if (plain or _is_named_phone(text, start)) and is_valid(value.removeprefix("tel:")):
                yield Finding(start, end, "phone")


def _is_candidate(text: str, start: int, end: int) -> bool:
    if _is_part(text, start, end) or is_date(text[start:end]):
        return False
    # An official number may look like seconds since 1970; its name says what it is.
    return not is_epoch(text[start:end]) or named_as_official(text, start)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a number only is a part of a word, a version, an id or an amount."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 12]
    if len(before) == 2 and before[1] in "-/" and before[0].isalnum():
        return True
    if after[:1].isalnum() or after[:1] in ("_", "%", "@"):
        return True
    if after[:1] in (".", ",", ":", "/") and after[1:2].isdigit():
        return True
    word = _WORD_AFTER.match(after)
    return word is not None and any(map(str.isdigit, word[0]))


def _type(text: str, start: int, end: int) -> str | None:
    value = text[start:end]
    digits = count_digits(_EXTENSION.split(value)[0])
    if value[0] == "+" or value[:1].isalpha():
        return "phone" if 6 <= digits <= 16 else None
    groups = [group for group in _SPLIT.split(value) if group]
    if _is_fraction(value, groups) or _is_amount(groups) or named_as_machine(text, start):
        return None
    person = named_as_person(text, start, end)
    if len(groups) == 1:
        if 7 <= digits <= 20 and named_as_official(text, start):
            return "national-id"
        if (not person and _UNIT.match(text, end)) or len(set(value)) == 1:
            return None
        return _bare(digits, person=person, alone=stands_alone(text, start, end))
    if not person and _is_share(value, groups):
        return None
    if digits <= 6 and not person and not stands_alone(text, start, end):
        return None
    return "phone" if 5 <= digits <= 15 and max(map(len, groups)) <= 9 else "long-number"


def _bare(digits: int, *, person: bool, alone: bool) -> str | None:
    if 9 <= digits <= 15 and not (person or alone):
        return "long-number"
    if person and 5 <= digits <= 20:
        return "phone" if digits <= 13 else "long-number"
    return "long-number" if alone and 7 <= digits <= _LONGEST_ALONE else None


def _is_fraction(value: str, groups: list[str]) -> bool:
    """Whether a dot parts digits as no telephone number has them."""
    return "." in value and (len(groups) < 3 or _LATE_DOT.search(value, 4) is not None)


def _is_amount(groups: list[str]) -> bool:
    """Whether groups are thousands: `1 500 000`."""
    return (
        groups[-1] == "000" and len(groups[0]) <= 3 and all(len(each) == 3 for each in groups[1:])
    )


def _is_share(value: str, groups: list[str]) -> bool:
    """Whether a number is so many of so many: `12/34`, `120000/250000`."""
    return (
        "/" in value
        and len(groups) == 2
        and (max(map(len, groups)) <= 4 or not value.startswith(("0", "(")))
    )


_PHONE_WORD = Pattern(r"(?i)(?:phone|tel|mobile|cell|fax|whatsapp|call|dial|sms)[^0-9\n]{0,20}$")


def _is_named_phone(text: str, start: int) -> bool:
    return _PHONE_WORD.found(text[max(start - 32, 0) : start])


def is_valid(value: str) -> bool:
    """Whether libphonenumber knows the number: as it stands, or as one of North America."""
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value, "US"))
    except phonenumbers.NumberParseException:
        return False


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(PhoneRedactor())
