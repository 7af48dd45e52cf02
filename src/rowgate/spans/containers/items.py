"""Files that hold many spans in one entry: a bad item is named, the others are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rowgate.errors import UsageError
from rowgate.model import Json, Record

NONSENSE = (TypeError, KeyError, AttributeError, IndexError, ValueError, RecursionError)
"""What reading raises on foreign data that makes no sense; UsageError, of ours, is told apart."""

_IDS = ("spanId", "span_id", "id", "spanID", "trace_id", "traceId")
_ID = re.compile(r"[0-9A-Za-z+/=_.:-]{1,64}")
_NAMED = 3


class Unread:
    """Remembers which of several items could not be read, to say it once."""

    def __init__(self, what: str) -> None:
        """`what` is what an item is called."""
        self._what = what
        self._bad: list[str] = []
        self.total = 0
        self.around = 0
        """How much cannot be read of what is around items: resources, scopes."""

    def read(self, items: Iterable[Json], read: Callable[[Json], Record]) -> Iterator[Record]:
        """The records of the items that can be read."""
        for item in items:
            self.total += 1
            try:
                record = read(item)
            except NONSENSE:
                self.note(item)
            else:
                yield record

    def objects(self, items: Json) -> Iterator[dict[str, Json]]:
        """The objects in a list of them, which hold items; what is none is counted."""
        for item in items or ():
            if isinstance(item, dict):
                yield item
            else:
                self.around += 1

    def note(self, item: Json, reason: str = "") -> None:
        """The item counted last cannot be read. It is told by its number and id, never quoted."""
        known = reason or _id_of(item)
        self._bad.append(f"number {self.total}" + (f" ({known})" if known else ""))

    def all_bad(self) -> bool:
        """Whether not one could be read."""
        return 0 < self.total == len(self._bad)

    def check(self) -> None:
        """Raises UsageError where an item could not be read, saying which."""
        reasons = []
        if self._bad:
            named, rest = ", ".join(self._bad[:_NAMED]), len(self._bad) - _NAMED
            more = f" and {rest} more" if rest > 0 else ""
            count = f"{len(self._bad)} of {self.total} {self._what}"
            reasons.append(f"{count} cannot be read: {named}{more}")
        if self.around:
            reasons.append(f"{self.around} objects around the {self._what} cannot be read")
        if reasons:
            raise UsageError("; ".join(reasons))


def read_items(
    items: Iterable[Json], read: Callable[[Json], Record], what: str
) -> Iterator[Record]:
    """The records of the items that can be read.

    Raises UsageError after the last one where some could not, saying which; `what` is what
    an item is called.
    """
    unread = Unread(what)
    yield from unread.read(items, read)
    unread.check()


def is_strange(holder: Json, lists: Sequence[str]) -> bool:
    """Whether what should hold one of these lists holds another: its key is damaged, or unknown."""
    for key in lists:
        if key in holder:
            return False
    return any(isinstance(value, list) and value for value in holder.values())


def _id_of(item: Json) -> str:
    facts = as_dict(item)
    found = (facts.get(key) or as_dict(facts.get("context")).get(key) for key in _IDS)
    return next((one for one in found if isinstance(one, str) and _ID.fullmatch(one)), "")


def as_dict(value: Json) -> dict[str, Json]:
    """The value where it is an object, else an empty one: for optional objects in foreign data."""
    return value if isinstance(value, dict) else {}


def as_text(value: Json) -> str:
    """The value where it is text, else empty text."""
    return value if isinstance(value, str) else ""


def as_list(value: Json) -> list[Json]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []
