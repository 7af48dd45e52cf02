"""What detectors of written-out numbers share."""

from __future__ import annotations

import re

from rowgate.redaction.patterns import Behind

Forms = tuple[tuple[str, tuple[str, ...]], ...]
"""A name, and the forms (RE2) that what it names takes."""


_DATE = re.compile(
    r"(?:(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\2(?:19|20)\d\d"
    r"|(?:0?[1-9]|1[0-2])([-/.])(?:0?[1-9]|[12]\d|3[01])\3(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?"
    r"|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d)(?![0-9])"
)
# Seconds, and their thousandths, millionths and billionths, from 2008 to 2033.
_EPOCH = re.compile(r"1[2-9]\d{8}(?:\d{3}){0,3}")


def is_date(value: str) -> bool:
    """Whether a number begins as a date, or is a range of years."""
    return _DATE.match(value.strip("() ")) is not None


def is_epoch(value: str) -> bool:
    return _EPOCH.fullmatch(value) is not None


def any_of(forms: Forms) -> Behind:
    """All forms at once: the longest that matches, where a number may begin."""
    every = "|".join(form for _, each in forms for form in each)
    return Behind("[^A-Za-z0-9_./+-]", every, longest=True)


def inside(text: str, start: int, end: int) -> bool:
    """Whether a match is only a part of a longer word or number."""
    before = start and (text[start - 1].isalnum() or text[start - 1] in "_-./+")
    after = end < len(text) and (text[end].isalnum() or text[end] == "_")
    joined = end + 1 < len(text) and text[end] in "-./" and text[end + 1].isalnum()
    return bool(before or after or joined)
