"""YAML of other tools, for looking at: any tag, anchors, merge keys; every scalar is its text."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from rowgate.model import Json

_MOST = 200_000
"""Values that are looked at: aliases of aliases make a small file endless."""


def read_foreign(text: str) -> Json | None:
    """What a file says, of several documents the last; None where it cannot be read.

    `on`, `yes` and `null` are texts, as they are written; an empty value is an empty text.
    """
    try:
        *_, last = yaml.load_all(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        return _plain(last, iter(range(_MOST)))
    except (yaml.YAMLError, ValueError, RecursionError, StopIteration):
        return None


def _plain(value: object, left: Iterator[int]) -> Json:
    next(left)
    if isinstance(value, list):
        return [_plain(item, left) for item in value]
    if not isinstance(value, dict):
        return str(value)
    found: dict[str, Json] = {}
    merged = value.get("<<", ())
    for one in merged if isinstance(merged, list) else [merged]:
        if isinstance(one, dict):
            inner = _plain(one, left)
            found = {**inner, **found} if isinstance(inner, dict) else found
    return found | {str(key): _plain(one, left) for key, one in value.items() if key != "<<"}
