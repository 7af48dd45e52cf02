"""Of every family of secrets, in whatever dress it comes, nothing is left."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from tests.support.families import FAMILIES
from tests.support.redaction import scan

EACH = 8


def left(text: str, value: str) -> bool:
    """Whether a fifth of a value is left once the findings are cut out."""
    start = text.index(value)
    end = start + len(value)
    gone = sum(max(0, min(f.end, end) - max(f.start, start)) for f in scan()(text))
    return gone < 0.8 * len(value)


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_of_a_value_is_left(family):
    line, make = FAMILIES[family]
    values = [make(seed + 1) for seed in range(EACH)]
    assert [value for value in values if left(line.format(value), value)] == []


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: json.dumps({"content": text}),
        lambda text: json.dumps({"body": json.dumps({"content": text})}),
        lambda text: quote(text, safe=""),
    ],
    ids=["json", "json-in-json", "percent"],
)
def test_wrapping_hides_next_to_nothing(wrap):
    tried = found = 0
    for line, make in FAMILIES.values():
        value = make(1)
        text = wrap(line.format(value))
        tried += 1
        found += not any(part in _cut(text) for part in _wrapped_parts(value))
    assert found / tried >= 0.97


def _wrapped_parts(value: str) -> list[str]:
    """What would be left of a value in any wrapping: its runs of letters and digits."""
    return [part for part in re.split(r"[^A-Za-z0-9]+", value) if len(part) >= 4]


def _cut(text: str) -> str:
    """A text without what was found in it."""
    at, parts = 0, []
    for each in scan()(text):
        parts.append(text[at : each.start])
        at = each.end
    return "".join([*parts, text[at:]])
