"""Labels that differ only in how they are spelt: `check --fix` mends those."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def respellings(labels: Iterable[str]) -> dict[str, str]:
    """The dataset's labels by what they have in common with other spellings of them; none that
    two of them have in common."""
    found: dict[str, str] = {}
    for label in labels:
        found[skeleton(label)] = "" if skeleton(label) in found else label
    return {bare: label for bare, label in found.items() if bare and label}


def skeleton(label: str) -> str:
    """A label without what is only spelling: case, blanks, hyphens, underscores, width."""
    folded = unicodedata.normalize("NFKC", label).casefold()
    return "".join(sign for sign in folded if sign not in " -_\t")
