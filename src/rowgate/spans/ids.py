"""Trace and span ids: lower-case hex, whatever the file wrote.

OTLP/JSON says hex (opentelemetry-proto 1.x, "JSON Protobuf Encoding"); plain protobuf JSON,
Tempo and MLflow write base64; console exporters write `0x…`, MLflow's traces are called `tr-…`.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error, unhexlify
from functools import lru_cache

from rowgate.model import Json

_HEX = re.compile(r"(?:0x)?([0-9a-fA-F]+)\Z")
_TYPED = re.compile(r"(?:0x|tr-)([0-9a-f]+)\Z")
_SIZES = (32, 16)
"""Characters of hex of a trace's and a span's id."""
_PADDED = {24: ("==", 16), 12: ("=", 8)}
"""Characters of base64 to their padding and the bytes of a trace or span id."""


@lru_cache(maxsize=1 << 16)
def _normal(value: str) -> str:
    padding, size = _PADDED.get(len(value), ("", 0))
    if padding and value.endswith(padding):
        decoded = _unbase64(value)
        if len(decoded) == size:
            return decoded.hex()
    match = _HEX.match(value)
    return match.group(1).lower() if match else value


def _unbase64(value: str) -> bytes:
    try:
        return b64decode(value.translate({45: 43, 95: 47}), validate=True)
    except (Error, ValueError):
        return b""


def normal_id(value: Json) -> str:
    """An id in lower-case hex where it is hex or base64, as it stands where it is neither
    (UUIDs, decimals, vendors' own); empty where there is none."""
    if not isinstance(value, str):
        return ""
    if len(value) in _SIZES:  # most are hex, and this is the fastest way to know
        try:
            return unhexlify(value).hex()
        except ValueError:
            pass
    return _normal(value)


def typed_id(text: str) -> tuple[str, ...]:
    """What an id, or the beginning of one, may be among spans: as it was typed, in lower case,
    and last without what a format puts before it (`tr-`, `0x`), or out of base64."""
    whole = normal_id(text).lower()
    match = _TYPED.match(whole)
    return tuple(dict.fromkeys((text.lower(), match[1] if match else whole)))


def parent_id(value: Json) -> str | None:
    """A parent's id; None for a root: absent, empty or all zeros."""
    if not value:
        return None
    parent = normal_id(value)
    return parent if parent.strip("0") else None
