"""Which dialect a record speaks, asked once for records that look alike."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rowgate.hookspecs import Dialect
from rowgate.model import Record

_KNOWN = 10_000
"""Looks that are remembered: files have some hundred; one that has more is no reason to grow."""


class Panel:
    """The dialects in their order.

    A dialect that says `by_names = True` goes by the container, the scope and the names of
    attributes and events, never by values: whoever it has answered once for a record, it has
    answered for all that look the same.
    """

    def __init__(self, dialects: Sequence[Dialect]) -> None:
        self._dialects = dialects
        self._known: dict[Hashable, list[Dialect]] = {}

    def asked_of(self, record: Record) -> list[Dialect]:
        """The dialects that may detect the record, in their order; all others do not."""
        look = (record.container, record.scope, *record.attributes)
        if record.events:
            look += tuple(event["name"] for event in record.events)
        asked = self._known.get(look)
        if asked is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            asked = self._known[look] = self._ask(record)
        return asked

    def _ask(self, record: Record) -> list[Dialect]:
        asked = []
        for dialect in self._dialects:
            by_names = getattr(dialect, "by_names", False)
            if not by_names:
                asked.append(dialect)
            elif _detects(dialect, record):
                return [*asked, dialect]
        return asked


def _detects(dialect: Dialect, record: Record) -> bool:
    try:
        return dialect.detect(record)
    except Exception:  # noqa: BLE001 - it is asked again, and what it raises reported there
        return True
