"""Exceptions: a false hit that a person looked at, `TYPE@PATH`, scoped to one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rowgate.errors import UsageError
from rowgate.redaction.paths import Pattern, covers, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rowgate.model import DataPath


class Keep(NamedTuple):
    """Findings of this type at or under this path stay. `type` `*` is any type."""

    type: str
    path: Pattern
    text: str
    """As it was written, for reports."""

    def allows(self, type_: str, path: DataPath) -> bool:
        return self.type in ("*", type_) and covers(self.path, path)


def parse_keep(text: str) -> Keep:
    """`phone@variables.order` as a Keep. Raises UsageError where it is no `TYPE@PATH`."""
    type_, at, path = text.partition("@")
    if not at or not type_.strip():
        raise UsageError(
            f"not an exception: {text!r}", fix="write TYPE@PATH, such as phone@variables.order"
        )
    return Keep(type_.strip().lower().replace("_", "-"), parse_path(path.strip()), text)


def kept_by(keeps: Iterable[Keep], type_: str, path: DataPath) -> Keep | None:
    """The first exception that lets a finding of this type stay at this place."""
    return next((keep for keep in keeps if keep.allows(type_, path)), None)
