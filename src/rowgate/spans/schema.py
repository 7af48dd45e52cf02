"""A JSON Schema (2020-12) of what `find --json` and `show --json` print: one normalised span."""

from __future__ import annotations

import inspect
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rowgate.model import Json
from rowgate.model.trace import Span

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def span_schema() -> dict[str, Json]:
    """The schema, made from the fields of `Span`."""
    hints = get_type_hints(Span)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A normalised span of rowgate",
        "description": " ".join(inspect.cleandoc(Span.__doc__ or "").split()),
        "type": "object",
        "properties": {one.name: _schema(hints[one.name]) for one in fields(Span)},
        "required": [one.name for one in fields(Span)],
        "additionalProperties": False,
    }


def _schema(hint: Any) -> dict[str, Json]:
    if hint is Any:
        return {}
    origin = get_origin(hint)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (Union, UnionType):
        return _either([_schema(one) for one in get_args(hint)])
    if origin is list:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if origin is dict:
        return {"type": "object"}
    return {"type": _TYPES[hint]}


def _either(schemas: list[dict[str, Json]]) -> dict[str, Json]:
    if all(list(schema) == ["type"] for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": schemas}
