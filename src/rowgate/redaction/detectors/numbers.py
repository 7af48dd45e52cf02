"""What detectors of written-out numbers share."""

from __future__ import annotations

from rowgate.redaction.patterns import Behind

Forms = tuple[tuple[str, tuple[str, ...]], ...]
"""A name, and the forms (RE2) that what it names takes."""


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
