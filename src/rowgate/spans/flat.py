"""Nested values that attribute conventions write as flat keys: `llm.tools.0.tool.name`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from rowgate.model import Json

Facts = dict[str, Json]


def indexed(facts: Mapping[str, Json], name: str) -> dict[int, Facts]:
    """The items of the list `name`: index to the item's own keys, in the order of the indexes.

    Takes both forms: keys `name.N.rest` (attributes), and one value that is a list of
    dictionaries (dataframes, parquet). A gap in the indexes stays a gap.
    """
    whole = facts.get(name)
    if isinstance(whole, list):
        return {n: item for n, item in enumerate(whole) if isinstance(item, dict)}
    return {
        number: {rest: facts[key] for rest, key in keys}
        for number, keys in _indexes(tuple(facts), name).items()
    }


@lru_cache(maxsize=2048)
def _indexes(names: tuple[str, ...], name: str) -> dict[int, list[tuple[str, str]]]:
    """Worked out once for all spans with the same attributes: their names are long lists."""
    prefix = name + "."
    size = len(prefix)
    found: dict[int, list[tuple[str, str]]] = {}
    for key in names:
        if key.startswith(prefix):
            number, _, rest = key[size:].partition(".")
            if number.isdecimal():
                found.setdefault(int(number), []).append((rest, key))
    return dict(sorted(found.items()))


def missing(found: Mapping[int, Facts]) -> int:
    """How many indexes are missing below the highest: what a count limit dropped."""
    return max(found, default=-1) + 1 - len(found)


def under(facts: Mapping[str, Json], prefix: str) -> Facts:
    """The attributes whose names begin with the prefix, without it."""
    return {rest: facts[key] for rest, key in _beneath(tuple(facts), prefix)}


@lru_cache(maxsize=2048)
def _beneath(names: tuple[str, ...], prefix: str) -> list[tuple[str, str]]:
    return [(name.removeprefix(prefix), name) for name in names if name.startswith(prefix)]


_DEEPEST = 64
"""Levels that are taken apart or put together; what nests deeper is nonsense, and stays whole."""


def flatten(facts: Mapping[str, Json], keep: Collection[str] = ()) -> Facts:
    """Nested values as flat attributes: dictionaries, and lists of dictionaries, become keys with
    dots and indexes. Lists of plain values, and what `keep` names, stay whole; nulls go."""
    return {key: value for name in facts for key, value in _leaves(name, facts[name], keep, 0)}


def _leaves(
    name: str, value: Json, keep: Collection[str], depth: int
) -> Iterator[tuple[str, Json]]:
    if value is None:
        return
    if name in keep or depth == _DEEPEST:
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{name}.{key}", inner, keep, depth + 1)
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for number, inner in enumerate(value):
            yield from _leaves(f"{name}.{number}", inner, keep, depth + 1)
    else:
        yield name, value


def nest(facts: Mapping[str, Json]) -> Json:
    """What `flatten` took apart, put together: keys with dots become dictionaries, and a
    dictionary with the keys 0, 1, 2 … a list. A key that itself holds a dot cannot be told."""
    whole: Facts = {}
    for key, value in facts.items():
        place = whole
        *path, last = key.split(".", _DEEPEST)
        for step in path:
            inner = place.get(step)
            if not isinstance(inner, dict):
                inner = place[step] = {}
            place = inner
        place[last] = value
    return _listed(whole)


def _listed(value: Json, depth: int = 0) -> Json:
    if not isinstance(value, dict) or depth > _DEEPEST:
        return value
    inner = {key: _listed(item, depth + 1) for key, item in value.items()}
    numbered = bool(inner) and list(inner) == [str(n) for n in range(len(inner))]
    return list(inner.values()) if numbered else inner
