"""Where two versions of parsed data differ, field by field. Reformatting is no difference."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from rowgate.model import DataPath, Json
from rowgate.model.difference import ABSENT, Difference


def differences(before: Json, after: Json, at: DataPath = ()) -> Iterator[Difference]:
    """The smallest fields that differ: of a list, what is left without its common ends.

    The index of an item is that of `after`, where it is there.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from differences(before.get(key, ABSENT), after.get(key, ABSENT), (*at, key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, at)
    elif not same(before, after):
        yield Difference(at, before, after)


def same(one: Json, other: Json) -> bool:
    """Whether two values are the same data: 1, 1.0, true and "1" are four, key order is none."""
    if one is other:
        return True
    if type(one) is str or one != other:  # what is not equal is not the same either
        return bool(one == other)
    return identity(one) == identity(other)


def identity(value: Json) -> str:
    """A text that two values share exactly where they are the same data."""
    if value is ABSENT:
        return "absent"
    return dumps(value, ensure_ascii=False, sort_keys=True)


def _of_lists(before: list[Json], after: list[Json], at: DataPath) -> Iterator[Difference]:
    start = 0
    while start < min(len(before), len(after)) and same(before[start], after[start]):
        start += 1
    end = 0
    rest = min(len(before), len(after)) - start
    while end < rest and same(before[-1 - end], after[-1 - end]):
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    for index in range(max(len(old), len(new))):
        one, other = (side[index] if index < len(side) else ABSENT for side in (old, new))
        yield from differences(one, other, (*at, start + index))


def value_of(value: Json) -> Json:
    """A value as a `Change` holds it: None where the side has nothing."""
    return None if value is ABSENT else value
