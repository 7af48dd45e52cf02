"""Nested values that attribute conventions write as flat keys: `llm.tools.0.tool.name`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from rowgate.model import Json

Facts = dict[str, Json]


Pairs = list[tuple[str, str]]
"""What is left of names behind a prefix, with the whole names."""


class Names:
    """The names of a span's attributes, and what they say: worked out once for all spans that
    have the same, since they are long lists and files have few different ones."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._indexes: dict[str, dict[int, Pairs]] = {}
        self._beneath: dict[str, Pairs] = {}
        self._speaking: dict[str, bool] = {}

    def indexes(self, name: str) -> dict[int, Pairs]:
        """The names `name.N.rest` by their N, in its order."""
        found = self._indexes.get(name)
        if found is None:
            found = self._indexes[name] = {}
            for rest, key in self.beneath(f"{name}."):
                number, _, rest = rest.partition(".")
                if number.isdecimal():
                    found.setdefault(int(number), []).append((rest, key))
            self._indexes[name] = found = dict(sorted(found.items()))
        return found

    def beneath(self, prefix: str) -> Pairs:
        """The names that begin with the prefix."""
        found = self._beneath.get(prefix)
        if found is None:
            size = len(prefix)
            found = [(name[size:], name) for name in self._names if name.startswith(prefix)]
            self._beneath[prefix] = found
        return found

    def speak_of(self, text: str) -> bool:
        """Whether one of the names has the text in it."""
        found = self._speaking.get(text)
        if found is None:
            found = self._speaking[text] = any(text in name for name in self._names)
        return found


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...]) -> Names:
    return Names(names)


def names_of(facts: Iterable[str]) -> Names:
    """What is known of the names of these attributes."""
    return _names(tuple(facts))


def indexed(facts: Mapping[str, Json], name: str, names: Names | None = None) -> dict[int, Facts]:
    """The items of the list `name`: index to the item's own keys, in the order of the indexes.

    Takes both forms: keys `name.N.rest` (attributes), and one value that is a list of
    dictionaries (dataframes, parquet). A gap in the indexes stays a gap. `names` are those of
    the facts, where they are at hand.
    """
    whole = facts.get(name)
    if isinstance(whole, list):
        return {n: item for n, item in enumerate(whole) if isinstance(item, dict)}
    return {
        number: {rest: facts[key] for rest, key in keys}
        for number, keys in (names or names_of(facts)).indexes(name).items()
    }


def missing(found: Mapping[int, Facts]) -> int:
    """How many indexes are missing below the highest: what a count limit dropped."""
    return max(found, default=-1) + 1 - len(found)


def under(facts: Mapping[str, Json], prefix: str, names: Names | None = None) -> Facts:
    """The attributes whose names begin with the prefix, without it; `names` as for `indexed`."""
    return {rest: facts[key] for rest, key in (names or names_of(facts)).beneath(prefix)}


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
