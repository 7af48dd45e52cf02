"""The same values under the same numbers in two redactions of one text.

A number is given by first appearance in a row. Where a row is derived again without what people
wrote into it (a note that held an address too), the same value may get another number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.redaction.placeholders import PLACEHOLDER
from rowgate.redaction.walk import leaves, rebuilt

if TYPE_CHECKING:
    import re

    from rowgate.model import Json
    from rowgate.redaction.walk import Leaf


def aligned(data: Json, model: Json) -> Json:
    """`data` with its placeholders numbered as in `model`, where texts agree otherwise.

    Two values never come under one number, so that what differs still differs; placeholders of
    values that `model` does not hold get numbers that it does not use.
    """
    pairs = _pairs(data, model)
    taken = {found[0] for leaf in leaves(model) for found in PLACEHOLDER.finditer(leaf.text)}
    for leaf in leaves(data):
        for found in PLACEHOLDER.finditer(leaf.text):
            if found[0] not in pairs:
                pairs[found[0]] = _free(found, taken)
                taken.add(pairs[found[0]])
    if all(old == new for old, new in pairs.items()):
        return data

    def renumbered(leaf: Leaf) -> str | None:
        if "[" not in leaf.text:
            return None
        return PLACEHOLDER.sub(lambda found: pairs[found[0]], leaf.text)

    return rebuilt(data, renumbered)


def _pairs(data: Json, model: Json) -> dict[str, str]:
    """Which placeholder of `data` is which of `model`, from the leaves that agree."""
    there = {leaf.path: leaf.text for leaf in leaves(model) if not leaf.is_key}
    pairs: dict[str, str] = {}
    for leaf in leaves(data):
        other = there.get(leaf.path, "")
        if (
            leaf.is_key
            or "[" not in leaf.text
            or _without_numbers(leaf.text) != _without_numbers(other)
        ):
            continue
        for mine, theirs in zip(
            PLACEHOLDER.finditer(leaf.text), PLACEHOLDER.finditer(other), strict=True
        ):
            if theirs[0] not in pairs.values():
                pairs.setdefault(mine[0], theirs[0])
    return pairs


def _without_numbers(text: str) -> str:
    return PLACEHOLDER.sub(lambda found: f"[{found[1]}]", text)


def _free(found: re.Match[str], taken: set[str]) -> str:
    """The placeholder itself where its number is free, else with the next free number."""
    number = int(found[2])
    while (name := f"[{found[1]}_{number}]") in taken:
        number += 1
    return name
