"""What spans are sorted by: a field of theirs, as conditions name it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans.vocabulary import GROUPS, check_field
from rowgate.spans.where import path_of, value_at


def sort_key(sort: str) -> Callable[[Span], Any]:
    """What a span is sorted by: whether the largest comes first, numbers or text, the value; None
    where it has none. Raises UsageError for a field that no span can have, or has many in it."""
    path = path_of(sort.removeprefix("-"))
    check_field(path, f"--sort {sort}")
    if len(path) == 1 and path[0] in GROUPS:
        inner = next(iter(GROUPS[path[0]]), "NAME")
        raise UsageError(f"--sort {sort}: {path[0]} has fields of its own",
                         fix=f"write --sort {sort}.{inner}")  # fmt: skip

    def key(span: Span) -> Any:
        value = value_at(span, path)
        if not isinstance(value, str | int | float):
            return None
        return sort.startswith("-"), isinstance(value, str), value

    return key
