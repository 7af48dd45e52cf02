"""Forms of typed fields: dates, times and ids.

By hand and not by regular expressions: compiling those would cost the commit hook more than
reading the rows.
"""

from __future__ import annotations

from functools import lru_cache

_HEX = frozenset("0123456789abcdef")


def is_date(text: object) -> bool:
    """Whether a value is a day of the calendar, written YYYY-MM-DD."""
    return isinstance(text, str) and len(text) == 10 and _is_day(text)


@lru_cache(maxsize=1024)  # the rows of a dataset share their days
def _is_day(text: str) -> bool:
    if not text.isascii():
        return False
    year, month, day = text[:4], text[5:7], text[8:]
    if text[4] + text[7] != "--" or not (year + month + day).isdecimal():
        return False
    from datetime import date

    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """Whether a text is a time in UTC, RFC 3339 with at most nine decimals: `…T09:12:44.5Z`."""
    clock = text[11:-1]
    hours, _, rest = clock.partition(":")
    minutes, _, seconds = rest.partition(":")
    whole, dot, fraction = seconds.partition(".")
    parts = (hours, minutes, whole)
    return (
        is_date(text[:10])
        and text[10:11] == "T"
        and text.endswith("Z")
        and all(len(part) == 2 and part.isascii() and part.isdecimal() for part in parts)
        and hours < "24"
        and minutes < "60"
        and whole < "61"
        and (not dot or (fraction.isascii() and fraction.isdecimal() and len(fraction) < 10))
    )


def is_hex_id(text: str, digits: int) -> bool:
    """Whether a text is an id as Trace Context (W3C, section 3.2.2) has them: lower-case hex of
    so many digits, not all zero."""
    return len(text) == digits and _HEX.issuperset(text) and bool(text.strip("0"))


def is_plain_id(text: str) -> bool:
    """Whether a text may be an id of any system: visible ASCII, at most 200 characters."""
    return len(text) <= 200 and text.isascii() and text.isprintable() and " " not in text
