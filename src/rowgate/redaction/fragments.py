"""Pieces of removed values: a text that quotes an output may cut a value in two, and no detector
knows the half of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.redaction.fields import findings_of
from rowgate.redaction.placeholders import PLACEHOLDER
from rowgate.redaction.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rowgate.model import Json, Scan

SIZE = 5
"""Characters that a piece must share with a value: fewer say nothing of it."""
_CUT = "[…]"


def values_in(data: Json, scan: Scan) -> list[str]:
    """The values that a scan finds in data. Never to be shown: they are what must go."""
    return [
        leaf.text[found.start : found.end]
        for leaf in leaves(data)
        for found in findings_of(scan, leaf)
    ]


def without_fragments(text: str, values: Iterable[str]) -> str:
    """The text without what it shares with any of the values, placeholders left alone."""
    pieces = {
        value[at : at + SIZE]
        for value in map(str.casefold, values)
        for at in range(len(value) - SIZE + 1)
    }
    lower = text.casefold()
    if not pieces or len(lower) != len(text):
        return text if not pieces else _CUT
    hidden = bytearray(len(text))
    for at in range(len(text) - SIZE + 1):
        if lower[at : at + SIZE] in pieces:
            hidden[at : at + SIZE] = b"\x01" * SIZE
    for found in PLACEHOLDER.finditer(text):
        hidden[found.start() : found.end()] = bytes(found.end() - found.start())
    parts = []
    for at, char in enumerate(text):
        if not hidden[at]:
            parts.append(char)
        elif at == 0 or not hidden[at - 1]:
            parts.append(_CUT)
    return "".join(parts)
