"""Paths as people write them (`variables."dotted.name"[0].text`) and as patterns over data.

A segment is a bare name, a quoted name (JSON string escapes for `"` and `\\`), or an
index `[0]`. `*` (or `[*]`) stands for any one segment. A pattern covers a place and
everything under it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.errors import UsageError

if TYPE_CHECKING:
    from rowgate.model import DataPath

ANY = "*"
_BARE = r"[^.\[\]\"\s]+"
_SEGMENT = re.compile(rf'(?:\.|^)(?P<bare>{_BARE})|(?:\.|^)"(?P<quoted>(?:[^"\\]|\\.)*)"'
                      r"|\[(?P<index>\d+|\*)\]")  # fmt: skip


ANY_SEGMENT = None
"""`*` in a parsed pattern: one key or one index, whichever it is."""

Pattern = tuple["str | int | None", ...]


def parse_path(text: str) -> Pattern:
    """The segments of a written path or pattern. Raises UsageError on anything else."""
    segments: list[str | int | None] = []
    at = 0
    while at < len(text):
        found = _SEGMENT.match(text, at)
        if found is None or (at and text[at] not in ".["):
            raise UsageError(
                f"not a path: {text!r}", fix='write it as variables."dotted.name"[0].text'
            )
        segments.append(_segment(found))
        at = found.end()
    if not segments:
        raise UsageError("an empty path", fix="name a field, such as variables.question")
    return tuple(segments)


def covers(pattern: Pattern, path: DataPath) -> bool:
    """Whether the pattern names this place or one above it."""
    return len(pattern) <= len(path) and all(
        wanted is ANY_SEGMENT or wanted == part for wanted, part in zip(pattern, path, strict=False)
    )


def written(path: DataPath) -> str:
    """A path as people write it; `parse_path` reads it back."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, int):
            parts.append(f"[{part}]")
            continue
        name = part
        if part == ANY or not re.fullmatch(_BARE, part):
            name = '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'
        parts.append(f".{name}" if parts else name)
    return "".join(parts)


def _segment(found: re.Match[str]) -> str | int | None:
    bare, quoted, index = found["bare"], found["quoted"], found["index"]
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
    if bare == ANY or index == ANY:
        return ANY_SEGMENT
    return bare if bare is not None else int(index)
