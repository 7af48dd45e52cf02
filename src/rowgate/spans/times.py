"""Points in time: what trace files write, nanoseconds inside, RFC 3339 outside."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from rowgate.model import Json

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?\s*(Z|z|[+-]\d\d:?\d\d)?$"
)
_SECOND = 1_000_000_000


def rfc3339(nanoseconds: int | None) -> str | None:
    """Nanoseconds since the epoch as `2026-11-20T09:12:44.123456789Z`, trailing zeros left out."""
    if not nanoseconds:
        return None
    seconds, fraction = divmod(nanoseconds, _SECOND)
    whole = _whole_second(seconds)
    if whole is None:
        return None
    if not fraction:
        return whole + "Z"
    if fraction % 1000:
        return f"{whole}.{fraction:09d}Z"
    if fraction % 1_000_000:
        return f"{whole}.{fraction // 1000:06d}Z"
    return f"{whole}.{fraction // 1_000_000:03d}Z"


def sortable(moment: str | None) -> str:
    """An RFC 3339 text in UTC without its zone and final zeros: so texts compare as moments."""
    text = (moment or "").rstrip("Z")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=4096)
def _whole_second(seconds: int) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return None


def nanoseconds(value: Json) -> int | None:
    """Nanoseconds since the epoch of what OTLP writes: an integer, or one as text. 0 is none."""
    if isinstance(value, str):  # as specified
        return int(value) or None if value.isdigit() else None
    if isinstance(value, int):
        return value or None
    if isinstance(value, float):
        return int(value) or None
    return None


def from_iso(value: Json) -> int | None:
    """Nanoseconds since the epoch of an ISO 8601 text, UTC where it names no zone."""
    match = _ISO.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    day, clock, fraction, zone = match.groups()
    offset = "+00:00" if zone in (None, "Z", "z") else zone
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset}")
    except ValueError:
        return None
    return int(moment.timestamp()) * _SECOND + int((fraction or "0").ljust(9, "0"))


def from_number(value: Json, per_second: int) -> int | None:
    """Nanoseconds since the epoch of a number (or one as text) that counts `per_second` ticks."""
    if isinstance(value, str):
        try:
            value = int(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value:
        return None
    if isinstance(value, int):
        return value * _SECOND // per_second
    return round(value * 1_000_000 / per_second) * 1000


_UNITS = ((10**11, 1), (10**14, 10**3), (10**17, 10**6))
"""Numbers below the first are seconds, then milliseconds, microseconds, and else nanoseconds."""


def from_any_unit(value: Json) -> int | None:
    """Nanoseconds since the epoch of a number whose unit the format does not keep to: its size
    tells. Right for times from 1973 on."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    unit = next((unit for limit, unit in _UNITS if abs(value) < limit), _SECOND)
    return from_number(value, unit)
