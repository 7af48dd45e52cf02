"""Which value a finding stands for, whatever its spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.redaction.meaning import everywhere, is_blob, meaning
from rowgate.redaction.seeds import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rowgate.model import Scan
    from rowgate.redaction.seeds import Seeds


class Values:
    """What was found at a region of a text, as the value it spells.

    A value is of the type by which it was found first; base64 stands for the value in it, where
    that is one.
    """

    def __init__(self, scan: Scan, sown: Seeds | None = None) -> None:
        self._scan = scan
        self._sown = {} if sown is None else sown.known
        self._occurrences = None if sown is None else sown.occurrences
        self._known: dict[tuple[str, str], Known] = {}

    def __call__(self, type_: str, region: str) -> Known:
        known = self._known.get((type_, region))
        if known is None:
            known = self._known[type_, region] = self._spelled(type_, region)
        return known

    def _spelled(self, type_: str, region: str) -> Known:
        value = meaning(region)
        if value != region and is_blob(region):
            inner = {each for each in self._in(value) if each.value != value}
            inner = {each for each in inner if each.type == type_} or inner
            if inner:
                # Of several values it is none: it is itself.
                return inner.pop() if len(inner) == 1 else Known(type_, region)
        known = self._sown.get(region.strip()) or self._sown.get(value.strip())
        return Known(type_, value) if known is None else known

    def _in(self, text: str) -> Iterator[Known]:
        found = list(self._scan(text))
        if self._occurrences is not None:
            found += everywhere(text, self._occurrences)
        for each in found:
            yield self(each.type, text[each.start : each.end])
