"""Rows as flat records: a column a variable, everything a text, nested values as JSON.

For CSV and for Hugging Face's `datasets`, whose columns have one type each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rowgate.exchange.envelope import KEY, Envelope, NoCaseError, Read, Say
from rowgate.exchange.plaindata import text_of
from rowgate.model import Json

_TEXTS = ("why", "note", "response_was")
_PREFIX = "variables."
JSON = "json"
RESERVED = ("id", *_TEXTS, "labels", "response", "expected", JSON, KEY)
"""Columns that are no variables; a variable of such a name gets the prefix."""


class Flat(Envelope):
    """A format of flat records."""

    home = ()
    encoded = True

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        made: dict[str, Json] = {"id": name.rpartition("/")[2]}
        nested: list[str] = []
        values = {_column(key): value for key, value in data.get("variables", {}).items()}
        for key in ("expected", "response"):
            if key in data:
                values[key] = data[key]
        for column, value in values.items():
            made[column] = value if isinstance(value, str) else text_of(value)
            if not isinstance(value, str):
                nested.append(column)
        made |= {key: data[key] for key in _TEXTS if key in data}
        if "labels" in data:
            made["labels"] = ", ".join(data["labels"])
        return made | ({JSON: ", ".join(nested)} if nested else {})

    def fields(self, entry: dict[str, Json]) -> Read:
        nested = str(entry.get(JSON) or "").split(", ")
        ours = set(nested) <= entry.keys()
        given = {key: item for key, item in entry.items() if _says(item)}
        found = {key: _value(item, ours and key in nested) for key, item in given.items()}
        fields: dict[str, Json] = {key: found[key] for key in _TEXTS if key in found}
        for key in ("expected", "response"):
            if key in found:
                fields[key] = found[key]
        labels = [one.strip() for one in str(found.get("labels", "")).split(",")]
        if any(labels):
            fields["labels"] = [one for one in labels if one]
        fields["variables"] = {
            key.removeprefix(_PREFIX): value
            for key, value in found.items()
            if key not in RESERVED or (key == JSON and not ours)
        }
        if not fields["variables"]:
            raise NoCaseError("has no variables")
        name = found.get("id")
        return Read(fields, str(name) if name is not None else None)


def columns_of(entries: Sequence[Mapping[str, Json]]) -> list[str]:
    """Every column that an entry has: the id first, variables in their order, ours last."""
    names = dict.fromkeys(key for entry in entries for key in entry)
    last = [key for key in RESERVED[1:] if key in names]
    return ["id", *(key for key in names if key not in RESERVED), *last]


def _column(name: str) -> str:
    taken = name in RESERVED or name.startswith(_PREFIX)
    return f"{_PREFIX}{name}" if taken else name


def _says(value: Json) -> bool:
    return value is not None and value != ""


def _value(value: Json, nested: bool) -> Json:
    if not nested or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise NoCaseError("holds no JSON where its column `json` says so") from None
