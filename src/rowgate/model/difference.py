"""The noun of a comparison: one field that differs between two versions of parsed data."""

from __future__ import annotations

from typing import NamedTuple

from rowgate.model import DataPath, Json


class Absent:
    """Stands for a field that one side lacks: null is a value."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


class Difference(NamedTuple):
    """One field that differs, and what each side has there."""

    at: DataPath
    before: Json
    after: Json
