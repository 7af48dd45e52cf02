"""Typed placeholders: `[EMAIL_1]`, numbered by first appearance, one number per value.

The grammar `[TYPE_n]` is reserved: what stands in a text already is masked before
detection and its numbers are not given out again, so that redacting twice changes
nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.redaction.patterns import Pattern
from rowgate.redaction.views import Builder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rowgate.redaction.views import View

PLACEHOLDER = re.compile(r"\[([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)_([1-9][0-9]{0,8})\]")
MASK = "\x7f"
"""Neither a word, a space nor a digit: no detector's value goes across it."""

_VECTOR = 8
_LONGEST = 1024
"""Longer than any pattern reads from a name to its value."""
# Fractions, or whole numbers too small to be anybody's.
_NUMBERS = Pattern(
    r"(?:-?[0-9]{1,6}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?(?:\s|\\[nrt])*,(?:\s|\\[nrt])*){8,}"
    r"-?[0-9]{1,6}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
)

_DIGITS_ONLY = frozenset(
    ("card", "us-ssn", "iban", "phone", "national-id", "mac-address", "bank-account")
)


def masked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with its placeholders blotted out at the same length, and where they stood."""
    if "[" not in text:
        return text, []
    holes = [found.span() for found in PLACEHOLDER.finditer(text)]
    if not holes:
        return text, holes
    return PLACEHOLDER.sub(lambda found: MASK * len(found[0]), text), holes


def without_vectors(text: str) -> View | None:
    """The text with written-out vectors (embeddings, token ids) blotted out, and long ones made
    short: most of a recorded embedding is its numbers. None where there is no vector."""
    if text.count(",") < _VECTOR:
        return None
    build = Builder()
    at = 0
    for [(start, end)] in _NUMBERS.matches(text):
        build.add(text[at:start], at, start)
        build.add(MASK * min(end - start, _LONGEST), start, end)
        at = end
    if not at:
        return None
    build.add(text[at:], at, len(text))
    return build.view()


def name_of(type_: str) -> str:
    """`aws-access-key` → `AWS_ACCESS_KEY`."""
    return type_.upper().replace("-", "_")


class Numbering:
    """Gives values their placeholders within one row."""

    def __init__(self) -> None:
        self._taken: dict[str, set[int]] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._next: dict[str, int] = {}

    def reserve(self, texts: Iterable[str]) -> None:
        """Leaves the numbers of placeholders that stand in these texts alone."""
        for text in texts:
            if "[" in text:
                for name, number in PLACEHOLDER.findall(text):
                    self._taken.setdefault(name, set()).add(int(number))

    def placeholder(self, type_: str, value: str) -> str:
        """The placeholder of a value: the same for the same value, whatever its spelling."""
        key = (type_, normal(type_, value))
        given = self._given.get(key)
        if given is None:
            given = self._given[key] = f"[{name_of(type_)}_{self._number(name_of(type_))}]"
        return given

    def _number(self, name: str) -> int:
        taken = self._taken.get(name, set())
        number = self._next.get(name, 1)
        while number in taken:
            number += 1
        self._next[name] = number + 1
        return number


def normal(type_: str, value: str) -> str:
    """The form two spellings of one value share: lower-cased e-mail, E.164, digits."""
    if type_ == "email":
        return value.strip().lower()
    if type_ == "phone":
        return _e164(value)
    if type_ in _DIGITS_ONLY:
        return re.sub(r"[^0-9a-z]", "", value.lower())
    return value


def _e164(value: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", value)
    # Without a country of its own a number is only as unique as its digits.
    if not phonenumbers.is_possible_number(number):
        return re.sub(r"\D", "", value)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
