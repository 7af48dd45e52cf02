"""One model span, or values of another kind → the case a row holds, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rowgate.errors import RowgateError
from rowgate.model import Column, ColumnType, Json, Span
from rowgate.rows.media import MEDIA_KINDS, Payload, kind_of_media, media_value
from rowgate.rows.messages import system_text
from rowgate.rows.variables import Given, variables_of


class Case(NamedTuple):
    """What is copied from a span, before redaction."""

    variables: dict[str, Json]
    types: dict[str, ColumnType]
    """The column type each variable asks for at bootstrap."""
    response: Json
    payloads: list[Payload]
    variables_from: str
    """Which way the variables were found, for the output and `source`."""
    remarks: Sequence[str] = ()
    """What a user may want to know of it: a template that matched nothing."""


def case_of(span: Span, columns: Mapping[str, Column], given: Given | None = None) -> Case:
    """The case that `span` holds; `columns` are the dataset's, where it has any.

    `given` is what the dataset and the trace know beside the span. Raises `RowgateError` for a
    span without content, or a template that matches in several ways.
    """
    given = given or Given()
    if not (span.variables or span.messages or given.mapped):
        raise RowgateError(
            f"span {span.span_id} holds neither variables nor messages",
            fix="record message content in your tracing, or pick another span",
        )
    found = variables_of(span, columns, given)
    case = case_of_values(found.values, span.response, columns, _listed(found.ways))
    return case._replace(remarks=found.remarks)


def case_of_values(
    given: Mapping[str, Json], answer: Json, columns: Mapping[str, Column], way: str = ""
) -> Case:
    """The case of variables and a response, wherever they come from.

    Raises `RowgateError` where an image or PDF among them is no valid base64.
    """
    values = {name: _as_column(value, columns.get(name)) for name, value in given.items()}
    payloads: list[Payload] = []
    variables = {name: _held(value, payloads) for name, value in values.items()}
    types = {name: _type_of(value) for name, value in values.items()}
    return Case(variables, types, _held(answer, payloads), payloads, way)


def source_of(span: Span, *, project: str | None, variables_from: str) -> dict[str, Json]:
    """The provenance that the span itself can tell, in canonical order."""
    outputs = span.outputs[0] if span.outputs else {}
    data: dict[str, Json] = {
        "kind": "span",
        "format": span.format,
        "project": project or span.project,
        "project_stated": bool(project) or None,
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "name": span.name,
        "provider": span.provider,
        "model": span.model,
        "parameters": span.parameters,
        "prompt": _prompt(span.prompt),
        "system": system_text(span.messages),
        "tools_offered": list(span.tools),
        "variables_from": variables_from,
        "incomplete": span.incomplete,
        "started_at": span.started_at,
        "duration_ms": span.duration_ms(),
        "finish_reason": outputs.get("finish_reason"),
        "usage": span.usage,
    }
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def _prompt(prompt: Mapping[str, Json] | None) -> dict[str, Json]:
    found = {key: (prompt or {}).get(key) for key in ("name", "version")}
    return {key: str(value) for key, value in found.items() if value not in (None, "")}


def _as_column(value: Json, column: Column | None) -> Json:
    """A bare URL or hosted path in an image or PDF column is that medium."""
    if column is None or column.type not in ("image", "pdf") or not isinstance(value, str):
        return value
    if kind_of_media(value):
        return value
    return {"type": column.type, "url" if "://" in value else "path": value}


def _type_of(value: Json) -> ColumnType:
    kind = kind_of_media(value)
    if kind in ("image", "pdf"):
        return kind  # type: ignore[return-value]
    return "text" if isinstance(value, str) and kind is None else "json"


def _held(value: Json, payloads: list[Payload]) -> Json:
    """A value as a row holds it, the payloads inside taken out to `payloads`."""
    kind = kind_of_media(value)
    if kind:
        held, found = media_value(value)
        payloads.extend(found)
        # A column of one of these types says what it is.
        return held if kind in MEDIA_KINDS else {"type": kind, **held}
    if isinstance(value, dict):
        return {key: _part_or(item, payloads) for key, item in value.items()}
    if isinstance(value, list):
        return [_part_or(item, payloads) for item in value]
    return value


def _part_or(value: Json, payloads: list[Payload]) -> Json:
    """Inside a value a media part keeps its type: nothing else says what it is."""
    kind = kind_of_media(value)
    if kind is None:
        return _held(value, payloads)
    held, found = media_value(value)
    payloads.extend(found)
    return {"type": kind, **held}


def _listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
