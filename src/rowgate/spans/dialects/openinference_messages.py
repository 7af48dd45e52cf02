"""OpenInference's flat messages: `llm.input_messages.N.message.…`, in either depth of nesting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rowgate.model import Json, Span
from rowgate.spans import jsontext
from rowgate.spans.content import Part, text_part, tool_call
from rowgate.spans.fields import mark
from rowgate.spans.flat import Facts, Names, indexed, missing, names_of, under
from rowgate.spans.media import file_part, media_part
from rowgate.spans.messages import Message, role_of
from rowgate.spans.parts import result_parts

_FORMS = ("image", "document", "audio", "video", "file")
_HIDDEN = ("tool_use", "reasoning", "thinking", "redacted_thinking")
"""Contents that stand elsewhere too (calls), or hold nothing that can be read."""


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
    return [message for item in found.values() for message in _messages(item, default)]


def _messages(item: Facts, default: str) -> list[Message]:
    """One message; of AutoGen's with the results of several calls one each."""
    if item.get("message.role") == "function" and "function.0" in item:
        results = map(jsontext.maybe, under(item, "function.").values())
        return [
            {
                "role": "tool",
                "content": result_parts(result.get("content")),
                "tool_call_id": result.get("call_id"),
                "name": result.get("name"),
            }
            for result in results
            if isinstance(result, dict)
        ]
    return [_message(item, default)]


def _message(item: Facts, default: str) -> Message:
    role = role_of(item.get("message.role"), default)
    text = item.get("message.content")
    if len(item) == 2 and isinstance(text, str) and "message.role" in item:  # nearly all are that
        return {"role": role, "content": [text_part(text)]}
    names = names_of(item)
    message: Message = {"role": role, "content": _content(item, names)}
    calls = [_call(call) for call in indexed(item, "message.tool_calls", names).values()]
    if not calls and item.get("message.function_call_name"):
        arguments = item.get("message.function_call_arguments_json")
        calls = [tool_call(None, item["message.function_call_name"], arguments)]
    if calls:
        message["tool_calls"] = calls
    for key in ("tool_call_id", "name"):
        if item.get(f"message.{key}"):
            message[key] = item[f"message.{key}"]
    return message


def _content(item: Facts, names: Names) -> list[Part]:
    contents = indexed(item, "message.contents", names)
    parts = [part for one in contents.values() for part in _part(one)]
    text = item.get("message.content")
    if parts or text is None or (text == "" and names.beneath("message.tool_calls")):
        return parts
    return [text_part(text)] if isinstance(text, str) else result_parts(text)


def _part(item: Facts) -> list[Part]:
    """A content: text, reasoning, or media under one or two levels of its own name."""
    facts = under(item, "message_content.")
    kind = facts.get("type")
    if kind in ("reasoning", "thinking") and facts.get("text"):
        return [{"type": "reasoning", "text": facts["text"]}]
    names = names_of(facts)
    for form in _FORMS:
        if names.beneath(f"{form}."):
            inner = under(facts, f"{form}.", names) | under(facts, f"{form}.{form}.", names)
            return _medium(inner, form)
    text = facts.get("text")
    if isinstance(text, str):
        return [text_part(text)]
    if kind in _FORMS:
        return [media_part(None, modality=str(kind))]
    return [] if kind in _HIDDEN or not facts else [{"type": "other", "value": facts}]


def _medium(facts: Facts, form: str) -> list[Part]:
    """A medium by its address or file id, what was spoken in it; a document may be its text."""
    place = facts.get("url") or facts.get("data")
    media_type = facts.get("mime_type") or facts.get("media_type")
    name = facts.get("name") or facts.get("filename")
    if place is None and facts.get("id"):
        return [file_part(facts["id"], media_type, modality=form, name=name)]
    if place is None and isinstance(facts.get("content"), str):
        return [text_part(facts["content"])]
    part = media_part(place, media_type, modality=form, name=name)
    said = facts.get("transcript")
    return [part, text_part(said)] if isinstance(said, str) and said else [part]


def _call(item: Facts) -> dict[str, Json]:
    name = item.get("tool_call.function.name")
    return tool_call(item.get("tool_call.id"), name, item.get("tool_call.function.arguments"))
