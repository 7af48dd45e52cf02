"""OpenInference's flat messages: `llm.input_messages.N.message.…`, in either depth of nesting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rowgate.model import Json, Span
from rowgate.spans.fields import mark
from rowgate.spans.flat import Facts, indexed, missing, under
from rowgate.spans.media import media_part
from rowgate.spans.messages import Message, role_of
from rowgate.spans.parts import Part, result_parts, text_part, tool_call

_FORMS = ("image", "document", "audio", "file")


def read_flat_messages(
    found: Mapping[int, Facts], name: str, span: Span, raw: Sequence[Message] = ()
) -> list[Message]:
    """The messages of the list `name`, of its entries by index.

    Where indexes are missing, `raw` (the messages of the raw request or response) is taken
    instead: the OpenAI Responses instrumentation leaves a gap for instructions not given.
    Without it the span is marked.
    """
    lost = missing(found)
    if lost and len(raw) >= len(found):
        return list(raw)
    if lost:
        mark(span, f"{lost} of {lost + len(found)} entries of {name} are missing")
    default = "user" if "input" in name else "assistant"
    return [_message(item, default) for item in found.values()]


def _message(item: Facts, default: str) -> Message:
    role = role_of(item.get("message.role"), default)
    text = item.get("message.content")
    if len(item) == 2 and isinstance(text, str) and "message.role" in item:  # nearly all are that
        return {"role": role, "content": [text_part(text)]}
    message: Message = {"role": role, "content": _content(item)}
    calls = [_call(call) for call in indexed(item, "message.tool_calls").values()]
    if not calls and item.get("message.function_call_name"):
        arguments = item.get("message.function_call_arguments_json")
        calls = [tool_call(None, item["message.function_call_name"], arguments)]
    if calls:
        message["tool_calls"] = calls
    for key in ("tool_call_id", "name"):
        if item.get(f"message.{key}"):
            message[key] = item[f"message.{key}"]
    return message


def _content(item: Facts) -> list[Part]:
    parts = [part for one in indexed(item, "message.contents").values() for part in _part(one)]
    text = item.get("message.content")
    if parts or text is None or (text == "" and _calls(item)):
        return parts
    return [text_part(text)] if isinstance(text, str) else result_parts(text)


def _calls(item: Facts) -> bool:
    return any(key.startswith("message.tool_calls") for key in item)


def _part(item: Facts) -> list[Part]:
    """A content: text, reasoning, or media under one or two levels of its own name."""
    facts = under(item, "message_content.")
    kind = facts.get("type")
    if kind in ("reasoning", "thinking") and facts.get("text"):
        return [{"type": "reasoning", "text": facts["text"]}]
    for form in _FORMS:
        inner = {**under(facts, f"{form}."), **under(facts, f"{form}.{form}.")}
        place = inner.get("url") or inner.get("data") or inner.get("content")
        if place is None:
            continue
        media_type = inner.get("mime_type") or inner.get("media_type")
        name = inner.get("name") or inner.get("filename")
        return [media_part(place, media_type, modality=form, name=name)]
    text = facts.get("text")
    if isinstance(text, str):
        return [text_part(text)]
    return [media_part(None, modality=str(kind))] if kind in _FORMS else []


def _call(item: Facts) -> dict[str, Json]:
    name = item.get("tool_call.function.name")
    return tool_call(item.get("tool_call.id"), name, item.get("tool_call.function.arguments"))
