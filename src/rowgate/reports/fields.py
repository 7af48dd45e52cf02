"""Fields that differ, a line each: where, what was there, what is there now."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rowgate.model import DataPath, Json
from rowgate.shapes import path_text

WIDTH = 60
"""Characters of a value that are shown, around where it begins to differ."""


def difference_line(at: DataPath, before: Sequence[Json], after: Sequence[Json]) -> str:
    """`variables.question: "How long …" → "How many …"`; a side without a value is `nothing`."""
    one, other = (_text(side) for side in (before, after))
    start = max(0, _same(one, other) - WIDTH // 3)
    return f"{path_text(at)}: {_excerpt(one, start)} → {_excerpt(other, start)}"


def _text(side: Sequence[Json]) -> str:
    return json.dumps(side[0], ensure_ascii=False) if side else "nothing"


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))


def _excerpt(text: str, start: int) -> str:
    """The text from `start`, or from its beginning where all of it fits."""
    start = 0 if len(text) <= WIDTH else min(start, len(text) - WIDTH)
    end = start + WIDTH
    shown = "".join(char if char.isprintable() else "·" for char in text[start:end])
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"
