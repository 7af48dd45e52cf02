"""Datadog's messages: a text with tool calls, results and images beside it.

Source: ddtrace 4.16. Of media it keeps base64 images (`image_parts`); a URL, a PDF or an
uploaded file leaves only a placeholder in the text, or what Python prints of it. A refusal leaves
an empty message. Input and output of a span over the size limit (1 or 5 MB) are dropped. Of
OpenAI's messages text and parts are joined, so their order is not known; of Anthropic's, Gemini's
and Bedrock's each block is a message of its own, and thoughts have the role `reasoning`.
"""

from __future__ import annotations

import re

from rowgate.model import Json, Span
from rowgate.spans import fields, jsontext
from rowgate.spans.containers.items import as_dict, as_list, as_text
from rowgate.spans.content import Part, text_part, tool_call
from rowgate.spans.media import media_part
from rowgate.spans.messages import Message, role_of
from rowgate.spans.parts import is_part, read_content, result_parts
from rowgate.spans.written import python_value

_PLACEHOLDERS = {"[image]": "image", "[file]": "file", "([IMAGE DETECTED])": "image"}
_GONE = re.compile(r"\[(inline data|Unsupported content type): ([^\]]*)\]")
_ADDRESS = re.compile(r"\[file data: ([^\]]*)\]")
_PRINTED = re.compile(r"\{'type': '(?:document|image|file)', ")
_DROPPED = ("[This value has been dropped because this span", "[dropped: payload too large]")
"""What the tracers write in the place of input and output of a span over the size limit."""

_PARTS = {"image_parts": "image", "audio_parts": "audio"}
_MEDIA = ("image", "pdf", "audio", "video", "file")


def read_side(span: Span, side: Json, default: str) -> list[Message]:
    """The messages of a span's input or output; `default` is the role of what names none."""
    facts = as_dict(side)
    messages = facts.get("messages")
    if isinstance(messages, list):
        found = [
            message
            for item in messages
            if isinstance(item, dict)
            for message in _message(span, item, default)
        ]
        several = default == "assistant" and span.parameters.get("n") not in (None, 1)
        return found if several else _joined(found)
    value = facts.get("value")
    if isinstance(value, str) and value.startswith(_DROPPED):
        fields.mark(span, "Datadog's tracer dropped input and output: the span was too large")
        return []
    return [] if value is None else [{"role": default, "content": result_parts(value)}]


# --- blocks -----------------------------------------------------------------


def _joined(messages: list[Message]) -> list[Message]:
    """The messages, each with those that are only further blocks of it."""
    kept: list[Message] = []
    thoughts: list[Part] = []
    for message in messages:
        if message["role"] == "reasoning":
            thoughts += [{**part, "type": "reasoning"} for part in message["content"]]
            continue
        message["content"] = [*thoughts, *message["content"]]
        thoughts = []
        if kept and _goes_on(kept[-1], message):
            _add(kept[-1], message)
        else:
            kept.append(message)
    return [*kept, {"role": "assistant", "content": thoughts}] if thoughts else kept


def _goes_on(before: Message, message: Message) -> bool:
    """Whether the message is a block of the one before: calls after an answer's text, media and
    the text about them, what holds nothing."""
    if before["role"] != message["role"] or message["role"] not in ("user", "assistant"):
        return False
    if message["role"] == "assistant":
        return not message["content"]
    return _is_bare(before) or _is_bare(message)


def _is_bare(message: Message) -> bool:
    """Whether there is no text in it, only media or nothing."""
    return all(part["type"] in _MEDIA for part in message["content"])


def _add(before: Message, message: Message) -> None:
    before["content"] += message["content"]
    if message.get("tool_calls"):
        before["tool_calls"] = [*before.get("tool_calls", ()), *message["tool_calls"]]


# --- one message ------------------------------------------------------------


def _message(span: Span, item: dict[str, Json], default: str) -> list[Message]:
    """One message; several where tools gave several results."""
    role = role_of(item.get("role"), default)
    results = [one for one in as_list(item.get("tool_results")) if isinstance(one, dict)]
    if results:
        return [_result(one) for one in results]
    content = _text(span, item.get("content"), role)
    for name, modality in _PARTS.items():
        for part in as_list(item.get(name)):
            facts = as_dict(part)
            content.append(
                media_part(
                    facts.get("content"), as_text(facts.get("mime_type")) or None, modality=modality
                )
            )
    message: Message = {"role": role, "content": content}
    calls = [one for one in as_list(item.get("tool_calls")) if isinstance(one, dict)]
    if calls:
        message["role"] = "assistant"
        message["tool_calls"] = [
            tool_call(one.get("tool_id") or None, one.get("name"), one.get("arguments"))
            for one in calls
        ]
    if item.get("tool_id"):
        message["tool_call_id"] = item["tool_id"]
    return [message]


def _result(item: dict[str, Json]) -> Message:
    message: Message = {"role": "tool", "content": result_parts(item.get("result"))}
    if item.get("tool_id"):
        message["tool_call_id"] = item["tool_id"]
    if item.get("name"):
        message["name"] = item["name"]
    return message


def _text(span: Span, content: Json, role: str) -> list[Part]:
    """The text, without the lines that stand for media Datadog did not keep."""
    if not isinstance(content, str):
        return [] if content is None else [text_part(jsontext.dumps(content))]
    known = _medium(span, content, role)
    if known is not None:
        return known
    lines = content.split("\n")
    for placeholder, kind in _PLACEHOLDERS.items():
        if placeholder in lines:
            lines = [line for line in lines if line != placeholder]
            fields.mark(span, f"Datadog kept no {kind} of the {role} message, only {placeholder}")
    text = "\n".join(lines)
    return [text_part(text)] if text else []


def _medium(span: Span, text: str, role: str) -> list[Part] | None:
    """What a text stands for that is a placeholder as a whole; None where it is text."""
    gone, address = _GONE.fullmatch(text), _ADDRESS.fullmatch(text)
    if address:
        return [media_part(address[1])]
    if gone:
        fields.mark(span, f"Datadog kept no {gone[2]} of the {role} message, only {text}")
        return []
    value = python_value(text) if _PRINTED.match(text) else None
    return read_content(value).parts if is_part(value) else None
