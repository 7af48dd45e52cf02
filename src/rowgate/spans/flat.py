"""Lists that attribute conventions write as keys with an index: `llm.tools.0.tool.name`."""

from __future__ import annotations

from collections.abc import Mapping

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
    prefix = name + "."
    size = len(prefix)
    found: dict[int, Facts] = {}
    for key, value in facts.items():
        if key.startswith(prefix):
            number, _, rest = key[size:].partition(".")
            if number.isdecimal():
                item = found.setdefault(int(number), {})
                item[rest] = value
    return dict(sorted(found.items())) if len(found) > 1 else found


def missing(found: Mapping[int, Facts]) -> int:
    """How many indexes are missing below the highest: what a count limit dropped."""
    return max(found, default=-1) + 1 - len(found)


def under(facts: Mapping[str, Json], prefix: str) -> Facts:
    """The attributes whose names begin with the prefix, without it."""
    size = len(prefix)
    return {key[size:]: value for key, value in facts.items() if key.startswith(prefix)}
