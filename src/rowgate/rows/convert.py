"""One model span → the case a row holds: variables, response, and where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rowgate.errors import RowgateError
from rowgate.model import Column, ColumnType, Json, Span
from rowgate.rows.media import Payload, kind_of_media, media_value
from rowgate.rows.template import as_text, render

MESSAGES = "messages"
_SYSTEM = ("system", "developer")


class Case(NamedTuple):
    """What is copied from a span, before redaction."""

    variables: dict[str, Json]
    types: dict[str, ColumnType]
    """The column type each variable asks for at bootstrap."""
    response: Json
    payloads: list[Payload]
    variables_from: str
    """Which way the variables were found, for the output and `source`."""


def case_of(span: Span, columns: Mapping[str, Column]) -> Case:
    """The case that `span` holds; `columns` are the dataset's, where it has any.

    Variables are the span's own. Where they do not account for every message that is no
    system message, the column `messages` holds the conversation, so that two different
    questions never look alike. Raises `RowgateError` for a span without content.
    """
    if not span.variables and not span.messages:
        raise RowgateError(
            f"span {span.span_id} holds neither variables nor messages",
            fix="record message content in your tracing, or pick another span",
        )
    values = {name: _as_column(value, columns.get(name)) for name, value in span.variables.items()}
    ways = ["the span's variables"] if values else []
    wanted = MESSAGES in columns or not accounted(span)
    if MESSAGES not in values and wanted:
        values[MESSAGES] = conversation(span)
        ways.append("its messages")
    payloads: list[Payload] = []
    variables = {name: _held(value, payloads) for name, value in values.items()}
    types = {name: _type_of(value) for name, value in values.items()}
    response = _held(span.response, payloads)
    return Case(variables, types, response, payloads, " and ".join(ways))


def accounted(span: Span) -> bool:
    """Whether the variables hold every non-system message, by value or by the template."""
    if not span.variables:
        return False
    known = {as_text(value) for value in span.variables.values()}
    template = (span.prompt or {}).get("template")
    if isinstance(template, str):
        known.add(render(template, span.variables))
    return all(_text_of(m) in known for m in span.messages if m.get("role") not in _SYSTEM)


def conversation(span: Span) -> list[Json]:
    """The messages without the system's, in the form a row holds."""
    return [_message(m) for m in span.messages if m.get("role") not in _SYSTEM]


def system_text(span: Span) -> Json:
    """The system text in force: a string, or a list where there were several or media."""
    found = [_content(m.get("content")) for m in span.messages if m.get("role") in _SYSTEM]
    return found[0] if len(found) == 1 else (found or None)


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
        "system": system_text(span),
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
    return "text" if isinstance(value, str) else "json"


def _held(value: Json, payloads: list[Payload]) -> Json:
    """A value as a row holds it, the payloads inside taken out to `payloads`."""
    if kind_of_media(value):
        held, found = media_value(value)
        payloads.extend(found)
        kind = value.get("type") if isinstance(value, dict) else None
        nested = isinstance(value, dict) and "type" in value and kind not in ("image", "pdf")
        return {"type": kind, **held} if nested else held
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


def _message(message: Mapping[str, Json]) -> dict[str, Json]:
    held: dict[str, Json] = {"role": message.get("role")}
    content = _content(message.get("content"))
    if content not in (None, []):
        held["content"] = content
    for key in ("tool_calls", "tool_call_id", "name"):
        if message.get(key):
            held[key] = message[key]
    return held


def _content(content: Json) -> Json:
    """A single text part is written as a string, anything else as the list of parts."""
    if isinstance(content, list) and len(content) == 1 and _is_plain_text(content[0]):
        return content[0]["text"]
    return content


def _is_plain_text(part: Json) -> bool:
    return isinstance(part, dict) and part.get("type") == "text" and set(part) == {"type", "text"}


def _text_of(message: Mapping[str, Json]) -> str | None:
    """The text of a message that is nothing but text, else None (no variable equals it)."""
    content = _content(message.get("content"))
    plain = isinstance(content, str) and not message.get("tool_calls")
    return content if plain else None
