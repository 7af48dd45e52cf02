"""A text as its encodings hide it: views in which a detector sees what is meant.

Each view knows which region of the text its characters came from, so that a finding in
a view becomes the outer, encoded region. `re` is used here for fixed-length and
single-class patterns only, which it matches in linear time, and several times faster
than RE2's Python binding where there are many matches.
"""

from __future__ import annotations

import binascii
import re
from functools import cached_property, lru_cache
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from rowgate.redaction.blobs import text_in
from rowgate.redaction.patterns import RUN, Pattern
from rowgate.redaction.runs import Runs
from rowgate.redaction.views import Builder, View

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTH = 3


class Lazy:
    """A pattern of `re`, compiled when first used: the commit hook pays for what it meets."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self._source)


AROUND = 400
"""How much of a text is read with what is encoded in it: the rest of it says nothing new."""


def _replaced(text: str, pattern: re.Pattern[str], decode: Callable[[str], str]) -> View:
    """The text around the matches with each match decoded; far ends are left out."""
    build = Builder()
    at = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        if start - at > 2 * AROUND + 100:
            if at:
                build.add(text[at : _word_end(text, at + AROUND)], at, _word_end(text, at + AROUND))
                build.gap()
            at = _word_start(text, start - AROUND)
        build.add(text[at:start], at, start)
        build.add(decode(found[0]), start, end)
        at = end
    last = _word_end(text, at + AROUND)
    build.add(text[at:last], at, last)
    return View("".join(build.texts), build.pieces)


def _word_end(text: str, at: int) -> int:
    """The first space from here on, so that no token is cut; not further than a long token."""
    found = _SPACE.pattern.search(text, at, at + AROUND)
    return found.start() if found else min(at + AROUND, len(text))


def _word_start(text: str, at: int) -> int:
    start = max(at - AROUND, 0)
    spaces = [found.end() for found in _SPACE.pattern.finditer(text, start, at)]
    return spaces[-1] if spaces else start


_SPACE = Lazy(r"\s")


# --- characters nobody sees, and those that only look different ---------------

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
ODD = Lazy(
    rf"[{_INVISIBLE}]|[\u00a0\u2000-\u200a\u2010-\u2015\u202f\u205f\u2212\u3000\uff01-\uff5e"
    r"\U0001d400-\U0001d7ff\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]"
)
_GONE = Lazy(f"[{_INVISIBLE}]")


def _plain(text: str) -> View | None:
    if not ODD.pattern.search(text):
        return None
    return _replaced(text, ODD.pattern, looks_like)


def looks_like(char: str) -> str:
    import unicodedata

    if _GONE.pattern.match(char):
        return ""
    if char.isdigit():
        return str(unicodedata.digit(char))
    if unicodedata.category(char) == "Pd" or char == "\u2212":
        return "-"
    return unicodedata.normalize("NFKC", char)


# --- JSON in strings, and other escapes ---------------------------------------

ESCAPE = Lazy(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[0-9a-fA-F]{4}|\\u\{[0-9a-fA-F]{1,6}\}|\\x[0-9a-fA-F]{2}|\\[\"'\\/bfnrt]"
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _unescaped(text: str) -> View | None:
    if not ESCAPE.pattern.search(text):
        return None
    return _replaced(text, ESCAPE.pattern, unescaped)


def unescaped(escape: str) -> str:
    if len(escape) == 2:
        return _SHORT.get(escape[1], escape[1])
    codes = [int(part.strip("{}"), 16) for part in re.split(r"\\[ux]", escape)[1:]]
    if len(codes) == 2:
        return chr(0x10000 + ((codes[0] & 0x3FF) << 10) + (codes[1] & 0x3FF))
    known = codes[0] <= 0x10FFFF and not 0xD800 <= codes[0] <= 0xDFFF
    return chr(codes[0]) if known else "\ufffd"


# --- percent-encoding and entities --------------------------------------------

_PERCENT_TOKEN = Pattern(r"[^\s]*%[0-9A-Fa-f]{2}[^\s]*")
PERCENT = Lazy(r"(?:%[0-9A-Fa-f]{2})+")
ENTITY = Lazy(r"&(?:[A-Za-z]{2,8}[0-9]{0,2}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")


def _percent_decoded(text: str) -> View | None:
    build = Builder()
    for [(start, end)] in _PERCENT_TOKEN.matches(text):
        at = start
        for found in PERCENT.pattern.finditer(text, start, end):
            build.add(text[at : found.start()], at, found.start())
            _add_percent(build, found[0], found.start())
            at = found.end()
        build.add(text[at:end], at, end)
        build.gap()
    return build.view()


def _add_percent(build: Builder, run: str, at: int) -> None:
    text = unquoted(run)
    if text.isascii():
        for index, char in enumerate(text):
            build.add(char, at + 3 * index, at + 3 * index + 3)
    else:
        build.add(text, at, at + len(run))


def unquoted(run: str) -> str:
    """What a run of `%XX` spells."""
    return binascii.unhexlify(run.replace("%", "")).decode("utf-8", "replace")


def _entities_decoded(text: str) -> View | None:
    if not ENTITY.pattern.search(text):
        return None
    from html import unescape

    return _replaced(text, ENTITY.pattern, unescape)


# --- folded lines, base64, hex --------------------------------------------------

_FOLDED = Pattern(
    r"[A-Za-z0-9+/=_%-]{40,}\\?\r?\n[ \t>|#*]{0,16}[A-Za-z0-9+/=_%-]{4,}"
    r"(?:\\?\r?\n[ \t>|#*]{0,16}[A-Za-z0-9+/=_%-]{4,})*"
)
FOLD = Lazy(r"\\?\r?\n[ \t>|#*]{0,16}")
_BASE64 = Runs(f"{ascii_letters}{digits}+/_-", 16)


def _unfolded(text: str) -> View | None:
    build = Builder()
    for [(start, end)] in _FOLDED.matches(text):
        if sum(map(str.isdigit, text[start : start + 40])) < 3:
            continue  # a long name at the end of a line of prose
        at = start
        for found in FOLD.pattern.finditer(text, start, end):
            build.add(text[at : found.start()], at, found.start())
            at = found.end()
        build.add(text[at:end], at, end)
        build.gap()
    return build.view()


def _based(text: str) -> View | None:
    build = Builder()
    for start, end, inner in _BASE64.looked_at(text, text_in):
        padding = len(text[end : end + 2]) - len(text[end : end + 2].lstrip("="))
        build.add(inner, start, end + padding, whole=True)
        build.gap()
    return build.view()


DECODERS: tuple[tuple[str, Callable[[str], View | None]], ...] = (
    (r"[^\x00-\x7f]", _plain),
    (r"\\", _unescaped),
    (r"%[0-9A-Fa-f]{2}", _percent_decoded),
    (r"&[A-Za-z#]", _entities_decoded),
    (rf"{RUN}\\?\r?\n", _unfolded),
    (RUN, _based),
)
"""What a text holds somewhere (RE2) where there is a view of it, and how to get that."""

_SHORT_TEXT = 2048


def view(at: int, text: str) -> View | None:
    """What the decoder of this number makes of a text: asked about the same one more than once."""
    return _remembered(at, text) if len(text) <= _SHORT_TEXT else DECODERS[at][1](text)


@lru_cache(maxsize=1024)
def _remembered(at: int, text: str) -> View | None:
    return DECODERS[at][1](text)


def forget() -> None:
    """Drops what is remembered of texts."""
    _remembered.cache_clear()
