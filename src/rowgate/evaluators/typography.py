"""Texts that only typography tells apart: models write no-break spaces and curly quotes at will.

Source: Unicode Standard Annex #15 (NFKC), and the General Punctuation block.
"""

from __future__ import annotations

import unicodedata

_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
_PLAIN = str.maketrans(
    dict.fromkeys(_INVISIBLE, "")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u201a\u201b", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
)


def plain(text: str) -> str:
    """A text with one kind of space, hyphen and quote, letters composed, nothing invisible."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_PLAIN)


class Haystack:
    """A text in which another is found, in whatever typography it stands there."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain: str | None = None

    def __contains__(self, needle: object) -> bool:
        if not isinstance(needle, str) or needle in self._text:
            return isinstance(needle, str)
        if needle.isascii() and self._text.isascii():
            return False
        if self._plain is None:
            self._plain = plain(self._text)
        sought = plain(needle)
        return bool(sought) and sought in self._plain
