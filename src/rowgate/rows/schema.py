"""JSON Schemas (2020-12) of rows and of `dataset.yaml`, for editors."""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.model import WHYS, WHYS_NOT_FROM_SPANS, Json
from rowgate.rows.shape import DATASET, ROW

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ROW_NOTES = {
    "format": "The version of this format.",
    "why": "The reason the row exists.",
    "note": "What happened, in a sentence.",
    "labels": "Short words that say what the row is about.",
    "variables": "Column → value: text, JSON, or {path or url, media_type}.",
    "response": "What production answered. Evidence, never taken for the truth.",
    "response_was": "A person's word on the response.",
    "expected": "The right answer, written or confirmed by a person.",
    "evaluators": "The row's own checks: name, name: value, or name: {parameter: value}.",
    "repeat": "How many runs, and how many of them must pass.",
    "advisory": "The row only warns.",
    "known_failing": "A bug recorded before its fix: why, and until when (YYYY-MM-DD).",
    "links": "`behavior` (what monitoring calls the pattern) and `incident` (the ticket).",
    "metadata": "Words of your own.",
    "kept": "Findings that a person looked at and left in.",
    "review": "Written by `rowgate approve`.",
    "source": "Where the row came from. Written by `rowgate add`.",
}
_DATASET_NOTES = {
    "format": "The version of this format.",
    "project": "The project, or a list; spans of another one are refused.",
    "purpose": "What the rows are to hold, in a sentence.",
    "scope": "What a row must have to do with.",
    "owners": "E-mail addresses; they are not redacted where they belong.",
    "gate": "`release` blocks a change, `exploratory` does not.",
    "unit": "What a case is: one call of the model, or a whole request of the application.",
    "columns": "One per variable: its type, or {type, optional}.",
    "response": "The response column; `none` keeps responses out.",
    "mapping": "Column → JMESPath over {span, parent, root, prompt_span}.",
    "prompt": "The prompt's template in the repository.",
    "evaluators": "Checks that hold for every row.",
    "labels": "The only labels allowed.",
    "assets": "Whether assets are allowed, and how large.",
}


def row_schema(entry: Json) -> dict[str, Json]:
    """The schema of a row; `entry` is that of one entry of `evaluators`."""
    schema = ROW.schema()
    schema["properties"]["why"] = {"enum": [*WHYS, *WHYS_NOT_FROM_SPANS]}
    return _finished(schema, "A row of rowgate", _ROW_NOTES, entry)


def dataset_schema(entry: Json) -> dict[str, Json]:
    """The schema of `dataset.yaml`; `entry` is that of one entry of `evaluators`."""
    return _finished(DATASET.schema(), "A dataset of rowgate", _DATASET_NOTES, entry)


def _finished(
    schema: dict[str, Json], title: str, notes: Mapping[str, str], entry: Json
) -> dict[str, Json]:
    properties = schema["properties"]
    properties["evaluators"] = {"type": "array", "items": {"$ref": "#/$defs/evaluator"}}
    for name, note in notes.items():
        properties[name] = {"description": note} | properties[name]
    head = {"$schema": DIALECT, "title": title}
    return head | schema | {"$defs": {"evaluator": entry}}
