"""Rows as plain data, in the fields that may leave the repository, and JSON as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from rowgate.model import Dataset, Json, Row

FIELDS = (
    "why", "note", "labels", "variables", "response", "response_was", "expected", "evaluators",
    "repeat", "advisory", "known_failing", "links", "metadata", "source",
)  # fmt: skip
"""What an export carries of a row. Not its review: an approval is for a repository. Not what it
keeps from redaction: a file could lift redaction by it."""
SOURCE = ("trace_id", "span_id", "project")
"""What it carries of the source: enough to find the trace."""
_DEFAULTS: Mapping[str, Json] = {"response_was": "unjudged"}


def plain(row: Row, dataset: Dataset) -> dict[str, Json]:
    """The fields of a row that are not empty, and the evaluators that its dataset adds."""
    found: dict[str, Json] = {}
    for name in FIELDS[:-1]:
        value = getattr(row, name)
        value = list(value) if isinstance(value, tuple) else value
        # An `expected` of 0 or {} is an answer.
        empty = value is None if name in ("response", "expected") else value in (None, (), [], {})
        if not empty and value is not False and value != _DEFAULTS.get(name):
            found[name] = dict(value) if isinstance(value, Mapping) else value
    source = {name: getattr(row.source, name) for name in SOURCE if getattr(row.source, name, None)}
    if source:
        found["source"] = source
    if dataset.evaluators:
        found["dataset_evaluators"] = list(dataset.evaluators)
    return found


def criteria(data: Mapping[str, Json]) -> list[Json]:
    """Everything that judges a row: its own evaluators, then its dataset's."""
    return [*data.get("evaluators", ()), *data.get("dataset_evaluators", ())]


def same(one: Json, other: Json) -> bool:
    """Whether two values are the same data: 1 is not 1.0, and keys have an order."""
    return text_of(one) == text_of(other)


def equal(one: Json, other: Json) -> bool:
    """The same, whatever the order of keys."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def text_of(value: Json) -> str:
    """A value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def lines_of(entries: Iterable[Json]) -> bytes:
    """JSONL, of UTF-8 and nothing else."""
    return "".join(f"{text_of(entry)}\n" for entry in entries).encode()


def holds_large(value: Json) -> bool:
    """Whether a whole number in it is one that JavaScript rounds (RFC 8785, 3.2.2.3)."""
    if isinstance(value, dict):
        return any(map(holds_large, value.values()))
    if isinstance(value, list):
        return any(map(holds_large, value))
    return isinstance(value, int) and not -(2**53) < value < 2**53


def texts(value: Json) -> list[str] | None:
    """A list of texts, None where the value is none."""
    good = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return list(value) if good else None


def text_mapping(value: Mapping[str, Json]) -> dict[str, str]:
    """Metadata as a row holds it: text to text, anything else as JSON."""
    return {
        key: item if isinstance(item, str) else text_of(item)
        for key, item in value.items()
        if item is not None
    }


def of_row(row_id: str, dataset: str) -> str:
    """What an export calls a row: `refund-policy/promised-60-days-b53242078cb5`."""
    return f"{dataset}/{row_id}"


def names_of(found: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
