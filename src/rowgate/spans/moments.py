"""Points in time as people write them: `2026-11-20`, `2026-11-20T09:00`, `2 days ago`, `3h`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from rowgate.errors import UsageError

_AGO = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+?)s?(?:\s+ago)?\Z", re.IGNORECASE)
_UNITS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86400,
    "day": 86400,
    "w": 604800,
    "week": 604800,
    "month": 30 * 86400,
    "year": 365 * 86400,
}


def moment(text: str, now: datetime) -> str:
    """The point in time as RFC 3339 in UTC, comparable with `Span.started_at` as text.

    A date without a clock is its beginning, a time without a zone is in UTC. Raises UsageError
    for anything else.
    """
    return _moment(text.strip(), now).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _moment(text: str, now: datetime) -> datetime:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    words = {"now": now, "today": today, "yesterday": today - timedelta(days=1)}
    if text.lower() in words:
        return words[text.lower()]
    match = _AGO.match(text)
    unit = _UNITS.get(match.group(2).lower()) if match else None
    if match and unit:
        try:
            return now - timedelta(seconds=float(match.group(1)) * unit)
        except OverflowError:
            raise UsageError(f"{text}: too long ago") from None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text}: no point in time", fix="write 2026-11-20, 2026-11-20T09:00 or 2 days ago"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
