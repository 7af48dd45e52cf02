"""Where a dataset keeps no payloads: a typed placeholder stands where the picture stood.

No redactor reads a picture. A team that does not trust anybody's eye says
`assets: {allow: false}` in `dataset.yaml`, and nothing of the payload is written.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from rowgate.model import Json
from rowgate.rows.media import Payload


class Dropped(NamedTuple):
    """Values without their payloads, and how many of each kind were left out."""

    value: Json
    counts: dict[str, int]


class _Placeholders:
    """`[IMAGE_1]` for the first picture, the same for the same picture."""

    def __init__(self, payloads: list[Payload]) -> None:
        self._paths = {payload.path for payload in payloads}
        self._given: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    def of(self, value: dict[str, Json]) -> str | None:
        path = value.get("path")
        if path not in self._paths:
            return None
        kind = _kind(str(value.get("media_type", "")))
        self.counts[kind] += 1
        if path not in self._given:
            self._numbers[kind] += 1
            self._given[path] = f"[{kind.upper()}_{self._numbers[kind]}]"
        return self._given[path]


def without_payloads(value: Json, payloads: list[Payload]) -> Dropped:
    """`value` with `placeholder` instead of `path` wherever it names one of these payloads.

    Its media type stays: what it was is part of the case.
    """
    placeholders = _Placeholders(payloads)
    return Dropped(_walk(value, placeholders), dict(sorted(placeholders.counts.items())))


def _walk(value: Json, placeholders: _Placeholders) -> Json:
    if isinstance(value, list):
        return [_walk(item, placeholders) for item in value]
    if not isinstance(value, dict):
        return value
    text = placeholders.of(value)
    if text is None:
        return {key: _walk(item, placeholders) for key, item in value.items()}
    return {("placeholder" if key == "path" else key): (text if key == "path" else item)
            for key, item in value.items()}  # fmt: skip


def _kind(media_type: str) -> str:
    if media_type == "application/pdf":
        return "pdf"
    kind = media_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else "file"
