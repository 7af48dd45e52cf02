"""What a region of a text spells: a value is the same value however it is written.

`ada%40corp.io`, `ada&#64;corp.io` and its base64 are one address, get one placeholder, and are
found by one another.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rowgate.redaction import decode
from rowgate.redaction.blobs import text_in
from rowgate.redaction.decode import Lazy
from rowgate.redaction.marks import Marks, MarkSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rowgate.model import Finding
    from rowgate.redaction.views import View

    Find = Callable[[str], Iterable[Finding]]

_MARKS = MarkSet(Marks(runs=mark) for mark, _ in decode.DECODERS)
_BLOB = Lazy(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def meaning(region: str) -> str:
    """The text that a region spells once it is decoded as deep as a scan reads."""
    for _ in range(decode.DEPTH):
        inner = _decoded(region)
        if inner == region:
            break
        region = inner
    return region if region.isascii() else unicodedata.normalize("NFC", region)


def is_blob(region: str) -> bool:
    """Whether a region is base64 or hex as a whole: it may hold more than one value."""
    return _BLOB.pattern.fullmatch(_unfolded(region)) is not None


def _decoded(text: str) -> str:
    if not text.isascii():
        text = decode.ODD.pattern.sub(lambda found: decode.looks_like(found[0]), text)
    if "\\" in text:
        text = decode.ESCAPE.pattern.sub(lambda found: decode.unescaped(found[0]), text)
    if "%" in text:
        text = decode.PERCENT.pattern.sub(lambda found: decode.unquoted(found[0]), text)
    if "&" in text:
        text = decode.ENTITY.pattern.sub(_character, text)
    blob = _unfolded(text)
    return text_in(blob.rstrip("=")) or text if _BLOB.pattern.fullmatch(blob) else text


def _character(entity: re.Match[str]) -> str:
    from html import unescape

    return unescape(entity[0])


def _unfolded(text: str) -> str:
    return decode.FOLD.pattern.sub("", text) if "\n" in text else text


def everywhere(text: str, find: Find, depth: int = decode.DEPTH) -> Iterator[Finding]:
    """What `find` gives for a text and for what is encoded in it, in the text's own offsets."""
    yield from find(text)
    for view in _views(text) if depth else ():
        for each in everywhere(view.text, find, depth - 1):
            yield from view.outwards(each)


def _views(text: str) -> Iterator[View]:
    for at in _MARKS.matching(text):
        view = decode.view(at, text)
        if view is not None and view.text and view.text != text:
            yield view
