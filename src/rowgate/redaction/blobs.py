"""Base64 and hex that hold text."""

from __future__ import annotations

import binascii
from functools import lru_cache

_LONG = 256
_LINE_ENDS = dict.fromkeys(map(ord, "\r\n\t"))


def text_in(blob: str) -> str | None:
    """What a run of base64 (without its padding) or hex spells; None where it is no text."""
    return _remembered(blob) if len(blob) < _LONG else _text_in(blob)


def _text_in(blob: str) -> str | None:
    return _hex_text(blob) or _base64_text(blob) or None


# Words and names look like base64, and the same ones are everywhere.
_remembered = lru_cache(maxsize=4096)(_text_in)


def _base64_text(blob: str) -> str | None:
    body = blob[:-1] if len(blob) % 4 == 1 else blob
    data = binascii.a2b_base64(body.replace("-", "+").replace("_", "/") + "=" * (-len(body) % 4))
    return _as_text(data)


def _hex_text(blob: str) -> str | None:
    if len(blob) < 32 or len(blob) % 2 or blob.strip("0123456789abcdefABCDEF"):
        return None
    return _as_text(binascii.unhexlify(blob))


def _as_text(data: bytes) -> str | None:
    """The bytes as text, where that is what they are; UTF-16 as PowerShell encodes it, too."""
    try:
        text = data.decode("utf-16-le" if data[1:16:2] == b"\0" * len(data[1:16:2]) else "utf-8")
    except UnicodeDecodeError:
        return None
    shown = text[:4096].translate(_LINE_ENDS)
    return text if shown.isprintable() else None
