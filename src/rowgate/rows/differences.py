"""Where two versions of a row's data differ, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rowgate.model import DataPath, Json
from rowgate.model.difference import ABSENT, Difference


def differences(before: Json, after: Json, at: DataPath = ()) -> Iterator[Difference]:
    """The smallest fields that differ, in the order of `before`, then of what is new.

    A list differs item by item where it has as many as before, else as a whole.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from differences(_of(before, key), _of(after, key), (*at, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, (*at, index))
    elif type(before) is not type(after) or before != after:
        yield Difference(at, before, after)


def found_at(data: Json, at: DataPath) -> Json:
    """The value at a path, ABSENT where there is none."""
    for part in at:
        if isinstance(part, int) and isinstance(data, list) and part < len(data):
            data = data[part]
        else:
            data = _of(data, part) if isinstance(data, dict) else ABSENT
    return data


def _of(data: Mapping[str | int, Json], key: str | int) -> Json:
    return data.get(key, ABSENT)
