"""What an entry says that a row has no field for."""

from __future__ import annotations

from collections.abc import Container, Mapping

from rowgate.model import Json
from rowgate.model.exchange import Lost

_LONGEST = 40


def others(entry: Mapping[str, Json], known: Container[str]) -> list[Lost]:
    """A loss for each field that is not known and not empty."""
    return [
        Lost(f"field {key[:_LONGEST]}", "a row has no field for it")
        for key, value in entry.items()
        if key not in known and value not in (None, "", [], {})
    ]
