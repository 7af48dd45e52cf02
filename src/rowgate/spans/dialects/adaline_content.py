"""Adaline's content and variables: `{modality, value}` objects → text, media parts and JSON.

Source: `MessageContent`, `LogSpanVariable` and their kin in `adaline-api` 2.2.1. `variables` is
one `{name, value}` there; its documentation shows a map by name, and lists are seen: all three
are read.
"""

from __future__ import annotations

from collections.abc import Iterator

from rowgate.model import Json
from rowgate.spans import media
from rowgate.spans.content import Part, text_part


def read_variables(value: Json) -> dict[str, Json]:
    """Variables by name: text as text, images and PDFs as media parts, the rest as JSON."""
    return {name: _variable(content) for name, content in _named(value)}


def _named(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    elif isinstance(value, dict):
        if set(value) == {"name", "value"} and isinstance(value["name"], str):
            yield value["name"], value["value"]
        else:
            yield from value.items()


def _variable(content: Json) -> Json:
    if not isinstance(content, dict):
        return content
    if "modality" not in content:
        named = "value" in content and set(content) <= {"name", "value"}
        return _variable(content["value"]) if named else content
    part = read_part(content)
    if part.get("type") in ("text", "reasoning"):
        return part["text"]
    return part["value"] if part.get("type") == "other" else part


def read_part(content: dict[str, Json]) -> Part:
    """A content as a part; what is no text or medium keeps its own form, without the modality."""
    modality, value = content.get("modality"), content.get("value")
    if modality == "text" and isinstance(value, str):
        return text_part(value)
    if modality in ("image", "pdf") and isinstance(value, dict):
        return _medium(content, str(modality), value)
    if modality == "reasoning" and isinstance(value, dict) and "thinking" in value:
        return {"type": "reasoning", "text": value["thinking"]}
    return {"type": "other", "value": {k: v for k, v in content.items() if k != "modality"}}


def _medium(content: dict[str, Json], modality: str, value: dict[str, Json]) -> Part:
    """URL, payload or hosted path. A media type is the bare word (`png`); a PDF's is known."""
    kind = value.get("mediaType") or ("pdf" if modality == "pdf" else None)
    family = "application" if modality == "pdf" else "image"
    full = f"{family}/{kind}" if isinstance(kind, str) and "/" not in kind else kind
    file = content.get("file")
    name = file.get("name") if isinstance(file, dict) else None
    if isinstance(value.get("path"), str):
        part = media.hosted_part(value["path"], full, modality=modality, name=name)
    else:
        place = value.get("url") or value.get("base64")
        part = media.media_part(place, full, modality=modality, name=name)
    detail = content.get("detail")
    return {**part, "type": modality, **({"detail": detail} if detail else {})}


def plain_messages(request: Json) -> Json:
    """A request with messages in Adaline's own form, in the form of the OpenAI API.

    Anything else is given back as it is.
    """
    if isinstance(request, list):
        return [plain_messages(item) for item in request]
    if not isinstance(request, dict):
        return request
    if isinstance(request.get("messages"), list):
        return {**request, "messages": plain_messages(request["messages"])}
    content = request.get("content")
    if not isinstance(content, list) or not any(_is_content(item) for item in content):
        return request
    return {**request, "content": [_plain(item) for item in content]}


def _is_content(item: Json) -> bool:
    return isinstance(item, dict) and "modality" in item


def _plain(item: Json) -> Json:
    """A content as a part that the readers of messages know."""
    if not _is_content(item):
        return item
    modality = item["modality"]
    if modality == "tool-call":
        return {**item, "type": "tool_call"}
    if modality == "tool-response":
        return {**item, "type": "tool_call_response", "response": item.get("data")}
    return read_part(item)
