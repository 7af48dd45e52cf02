"""A span as `find --json` and `show --json` print it: one object, fields in a fixed order."""

from __future__ import annotations

from dataclasses import fields

from rowgate.model import Json, Span
from rowgate.spans import jsontext

FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Span))
"""The names of a span's fields, in the order they are printed."""


def to_json(span: Span) -> dict[str, Json]:
    """The span as a plain dictionary, fields in their order."""
    return {name: getattr(span, name) for name in FIELDS}


def to_line(span: Span) -> bytes:
    """The span as one line of JSON, without its newline."""
    return jsontext.dumps(to_json(span)).encode()
