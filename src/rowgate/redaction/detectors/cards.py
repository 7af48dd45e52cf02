"""Payment card numbers (ISO/IEC 7812: issuer prefix, length, Luhn) and IBANs (ISO 13616)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.words import digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

# No card has fewer digits than 12, and most numbers of a text have.
_NUMBER = Pattern(r"[0-9](?:[ .-]{0,2}[0-9]){11,}")
# The SWIFT IBAN registry, release 99.
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        ("15", "NO"), ("16", "BE BI"), ("18", "DK FI FK FO GL NL SD"), ("19", "MK SI"),
        ("20", "AT BA EE KZ LT LU MN XK"), ("21", "CH CR HR LI LV"),
        ("22", "BG BH DE GB GE IE ME RS"), ("23", "AE GI IL IQ OM SO TL"),
        ("24", "AD CZ ES MD PK RO SA SE SK TN VG"), ("25", "LY PT ST"), ("26", "IS TR"),
        ("27", "DJ FR GR IT MC MR SM"), ("28", "AL AZ BY CY DO GT HN HU LB NI PL SV"),
        ("29", "BR EG PS QA UA"), ("30", "JO KW MU YE"), ("31", "MT SC"), ("32", "LC"),
        ("33", "RU"),
    )
    for country in countries.split()
}  # fmt: skip
_IBAN_HEAD = Pattern(rf"(?i)(?:\b|_)((?:{'|'.join(_IBAN_LENGTHS)})[ -]?[0-9]{{2}})")
_IBAN_SEPARATORS = " .-\t"
_IBAN_GAP = 4
_IBAN_DIGITS = 8
_IBAN_GOES_ON = re.compile(r"[ .-]{0,2}[A-Z0-9]")
_BIC = re.compile(r"\s{1,10}[A-Z](?: ?[A-Z]){5}(?: ?[A-Z0-9]){2}(?:[A-Z0-9]{3})?\b")
# Issuer prefixes and the lengths of their numbers (ISO/IEC 7812 registry, published ranges).
_ISSUERS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (4, 4, (13, 16, 19)),
    (51, 55, (16,)),
    (2221, 2720, (16,)),
    (34, 34, (15,)),
    (37, 37, (15,)),
    (300, 305, (14, 16, 17, 18, 19)),
    (36, 36, (14, 15, 16, 17, 18, 19)),
    (38, 39, (14, 16, 17, 18, 19)),
    (6011, 6011, (16, 17, 18, 19)),
    (622, 622, (16, 17, 18, 19)),
    (644, 659, (16, 17, 18, 19)),
    (60, 60, (16,)),
    (81, 82, (16,)),
    (35, 35, (16, 17, 18, 19)),
    (62, 62, (16, 17, 18, 19)),
    (50, 50, (12, 13, 14, 15, 16, 17, 18, 19)),
    (56, 69, (12, 13, 14, 15, 16, 17, 18, 19)),
    (2200, 2204, (16, 17, 18, 19)),
    (9792, 9792, (16,)),
    (1800, 1800, (15,)),
    (2131, 2131, (15,)),
    (2014, 2014, (15,)),
    (2149, 2149, (15,)),
)


class CardRedactor:
    """Types `card` and `iban`."""

    name = "cards"
    fast = True
    marks = Marks(numbers=rf"(?:[0-9][ .-]*){{12}}|(?i:{'|'.join(_IBAN_LENGTHS)})[ -]?[0-9]{{2}}")

    def find(self, text: str) -> Iterator[Finding]:
        for [(start, end)] in _NUMBER.matches(text):
            if end - start <= 60:
                yield from _cards(text, start, end)
        yield from _ibans(text)

    def confident(self, text: str) -> Iterator[Finding]:
        for found in self.find(text):
            value = text[found.start : found.end]
            if is_iban(value) if found.type == "iban" else _major(value):
                yield found


def _ibans(text: str) -> Iterator[Finding]:
    for _, (start, _) in _IBAN_HEAD.matches(text):
        end = _iban_end(text, start)
        if end:
            bank = _BIC.match(text, end)
            yield Finding(start, bank.end() if bank else end, "iban")


def _cards(text: str, start: int, end: int) -> Iterator[Finding]:
    """Cards in a run of digits: the run, or the groups of it that make one."""
    if start and (text[start - 1].isalnum() or text[start - 1] in "._"):
        return
    if end < len(text) and (text[end].isalnum() or text[end] == "_"):
        return
    breaks = [0, *(at for at in range(1, end - start) if not text[start + at].isdigit())]
    for first in breaks:
        for last in [end - start, *reversed(breaks)]:
            number = "".join(filter(str.isdigit, text[start + first : start + last]))
            if len(number) >= 12 and is_card(number):
                lead = 1 if first else 0
                while not text[start + first + lead].isdigit():
                    lead += 1
                yield Finding(start + first + lead, start + last, "card")
                return


def is_card(number: str) -> bool:
    """Whether digits are a card's: a known issuer, its length, and a right check digit."""
    for low, high, lengths in _ISSUERS:
        if len(number) in lengths and low <= int(number[: len(str(low))]) <= high:
            return luhn(number)
    return False


def luhn(number: str) -> bool:
    """The check of ISO/IEC 7812-1, annex B."""
    total = 0
    for index, char in enumerate(reversed(number)):
        digit = int(char) * (1 + index % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _major(value: str) -> bool:
    """The networks' own ranges, at which a number of another kind is rare."""
    number = "".join(filter(str.isdigit, value))
    return len(number) >= 14 and (
        (number[0] == "4" and len(number) == 16)
        or (number[:2] in ("34", "37") and len(number) == 15)
        or (len(number) == 16 and (51 <= int(number[:2]) <= 55 or 2221 <= int(number[:4]) <= 2720))
        or (number[:2] in ("36", "38", "30") and len(number) == 14)
        or (len(number) == 16 and number.startswith(("6011", "65", "35")))
    )


def _iban_end(text: str, start: int) -> int:
    """Where the IBAN from `start` ends; 0 if none. In capitals and of the country's length one
    counts even with a slip in it: it still says whose account is meant."""
    length = _IBAN_LENGTHS[text[start : start + 2].upper()]
    at, count, gap = start, 0, 0
    while at < len(text) and count < length and gap <= _IBAN_GAP:
        gap = gap + 1 if text[at] in _IBAN_SEPARATORS else 0
        if not gap and not (text[at].isascii() and text[at].isalnum()):
            return 0
        count += not gap
        at += 1
    value = text[start:at]
    if count < length or text[at : at + 1].isalnum():
        return 0
    if digits(value) < _IBAN_DIGITS:
        return at if value.isupper() and is_iban(value) else 0
    plain = value == value.upper() and digits(value) >= 12 and not _IBAN_GOES_ON.match(text, at)
    return at if plain or is_iban(value) else 0


def is_iban(text: str) -> bool:
    """The check of ISO 7064 (MOD 97-10) over an IBAN, and what may stand behind it left out."""
    compact = "".join(filter(str.isalnum, text)).upper()
    compact = compact[: _IBAN_LENGTHS.get(compact[:2], 0)]
    if not compact.isascii() or len(compact) < 15:
        return False
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97 == 1


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(CardRedactor())
