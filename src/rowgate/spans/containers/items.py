"""Files that hold many spans in one entry: a bad item is counted, the others are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rowgate.errors import UsageError
from rowgate.model import Json, Record

_NONSENSE = (TypeError, KeyError, AttributeError, IndexError, ValueError)


def read_items(
    items: Iterable[Json], read: Callable[[Json], Record], what: str
) -> Iterator[Record]:
    """The records of the items that can be read.

    Raises UsageError after the last one where some could not, saying how many; `what` is what
    an item is called. Never quotes an item.
    """
    bad = total = 0
    for item in items:
        total += 1
        try:
            record = read(item)
        except _NONSENSE:
            bad += 1
        else:
            yield record
    if bad:
        raise UsageError(f"{bad} of {total} {what} cannot be read")


def as_dict(value: Json) -> dict[str, Json]:
    """The value where it is an object, else an empty one: for optional objects in foreign data."""
    return value if isinstance(value, dict) else {}


def as_text(value: Json) -> str:
    """The value where it is text, else empty text."""
    return value if isinstance(value, str) else ""


def as_list(value: Json) -> list[Json]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []
