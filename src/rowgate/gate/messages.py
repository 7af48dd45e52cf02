"""Prompts and conversations as messages of the OpenAI chat API, media as content parts."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from rowgate.errors import UsageError
from rowgate.gate.answers import text_of
from rowgate.gate.case import NoOutputError
from rowgate.model import Json

_SLOT = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


def rendered(template: str, variables: Mapping[str, Json]) -> list[Json]:
    """The template's texts and media in turn. Raises NoOutputError where the row lacks a value."""
    found: list[Json] = []
    at = 0
    for slot in _SLOT.finditer(template):
        if slot[1] not in variables:
            raise NoOutputError(f"the prompt asks for {slot[1]}, and the row has no such variable")
        value = variables[slot[1]]
        found += [template[at : slot.start()], value if _is_media(value) else text_of(value)]
        at = slot.end()
    return [*found, template[at:]]


def slots_of(template: str) -> list[str]:
    """The variables that a template names. Raises `UsageError` where it holds what only a
    template engine can render: it would reach the model as it stands."""
    rest = _SLOT.sub("", template)
    names = [slot[1] for slot in _SLOT.finditer(template)]
    if "{{" in rest or "{%" in rest or any(name[0] in "#/^>!&" for name in names):
        raise UsageError(
            "its prompt holds more than {{column}}",
            fix="render it in a program: `command` or `python`",
        )
    return names


def parts_of(pieces: Sequence[Json]) -> Json:
    """Texts and media as the content of a message: one text where there is no media."""
    joined = list(_joined(pieces))
    if all(isinstance(piece, str) for piece in joined):
        return "".join(joined)
    return [_part(piece) for piece in joined]


def message(said: Json) -> Json:
    """One message of a row's conversation. Raises NoOutputError where it is none."""
    if not isinstance(said, dict) or not isinstance(said.get("role"), str):
        raise NoOutputError("the row's conversation holds something that is no message")
    content = said.get("content")
    if isinstance(content, list):
        content = parts_of([_piece(part) for part in content])
    calls = said.get("tool_calls")
    asked = {"tool_calls": [*map(_call, calls, count(1))]} if isinstance(calls, list) else {}
    return {**said, "content": content, **asked}


def _call(call: Json, number: int) -> Json:
    """A tool call of a row, `{id, name, arguments}`, as the API wants it; one that an application
    keeps in the API's own form stays."""
    if not isinstance(call, dict) or "name" not in call:
        return call
    function = {"name": call["name"], "arguments": text_of(call.get("arguments") or {})}
    return {"id": call.get("id") or f"call_{number}", "type": "function", "function": function}


def _joined(pieces: Sequence[Json]) -> Iterator[Json]:
    """Neighbouring texts as one, empty ones left out."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        if text:
            yield text
        text = ""
        yield piece
    if text:
        yield text


def _piece(part: Json) -> Json:
    if isinstance(part, str):
        return part
    if isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str):
        return part["text"]
    if _is_media(part):
        return part
    raise NoOutputError("the row's conversation holds a part that cannot be sent")


def _is_media(value: Json) -> bool:
    return isinstance(value, dict) and "media_type" in value and ("path" in value or "url" in value)


def _part(piece: Json) -> dict[str, Json]:
    if isinstance(piece, str):
        return {"type": "text", "text": piece}
    if piece["media_type"] == "application/pdf":
        if "path" not in piece:
            raise NoOutputError("a PDF behind a URL cannot be sent: put it into the assets")
        name = Path(piece["path"]).name
        return {"type": "file", "file": {"filename": name, "file_data": _data_uri(piece)}}
    url = _data_uri(piece) if "path" in piece else piece["url"]
    return {"type": "image_url", "image_url": {"url": url}}


def _data_uri(media: Mapping[str, str]) -> str:
    try:
        content = Path(media["path"]).read_bytes()
    except OSError:
        raise NoOutputError("an asset of the row cannot be read") from None
    return f"data:{media['media_type']};base64,{base64.b64encode(content).decode()}"
