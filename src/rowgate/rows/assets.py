"""Which assets the rows of a dataset need."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMED = re.compile(r"assets/[A-Za-z0-9][A-Za-z0-9._-]*")


def named_in(texts: Iterable[str]) -> set[str]:
    """The paths in `assets/` that texts of rows name.

    Texts and not data: the asset of a row that is broken YAML is needed too.
    """
    return {path for text in texts for path in _NAMED.findall(text)}


def orphans(leaving: Iterable[str], staying: Iterable[str]) -> list[str]:
    """The assets that only the leaving rows name, sorted."""
    return sorted(named_in(leaving) - named_in(staying))
