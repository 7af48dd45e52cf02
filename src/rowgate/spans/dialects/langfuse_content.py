"""What Langfuse stores as the input and output of a generation: anything, as an object or text.

A text that holds JSON may be a request that was stored as text, or what the model was asked or
answered in JSON. It is decoded only where it is surely the first.
"""

from __future__ import annotations

import re

from rowgate.model import Json, Span
from rowgate.spans import fields, hosted, jsontext
from rowgate.spans.messages import Message
from rowgate.spans.tools import tool_names

_SURE = (
    "role", "choices", "candidates", "generations", "lc", "tool_calls", "additional_kwargs",
    "parts", "toolCallId", "contents",
)  # fmt: skip
_RESPONSES = {"input", "instructions", "tools", "text", "reasoning", "previous_response_id"}
"""What the OpenAI integration keeps of a request of the Responses API."""
_MEDIA = re.compile(r"@@@langfuseMedia:type=([^|@]*)\|id=([^|@]+)\|source=[^|@]*@@@")
_ONE_TEXT = re.compile(r"(?:system|developer|user|human): .*\n(?:user|assistant|tool): ", re.DOTALL)


def stored(value: Json) -> Json:
    """A stored value as a request, a response or text, media as addresses of Langfuse's store."""
    if isinstance(value, str):
        decoded = jsontext.maybe(value)
        return _addressed(decoded if _surely(decoded) else value)
    if value is None or _surely(value) or _has_content(value):
        return _addressed(value)
    return jsontext.dumps(_addressed(value))


def _surely(value: Json) -> bool:
    """Whether it is a provider's request or response, or a list of messages."""
    if isinstance(value, list):
        return bool(value) and all(_surely(item) for item in value)
    if not isinstance(value, dict):
        return False
    return (
        any(key in value for key in _SURE)
        or isinstance(value.get("message"), dict)
        or isinstance(value.get("messages"), list)
        or value.get("object") == "response"
        or ("input" in value and value.keys() <= _RESPONSES)
        or ("args" in value and value.keys() <= {"args", "kwargs"})
        or value.get("type") in ("function_call", "function_call_output", "reasoning", "message")
    )


def _has_content(value: Json) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_has_content(item) for item in value)
    return isinstance(value, dict) and isinstance(value.get("content"), str | list)


def _addressed(value: Json) -> Json:
    """The value with each reference to a medium replaced by its address."""
    if isinstance(value, str):
        match = _MEDIA.fullmatch(value.strip()) if value.lstrip().startswith("@@@") else None
        return hosted.address("langfuse-media", match[2], match[1]) if match else value
    if isinstance(value, list):
        return [_addressed(item) for item in value]
    if isinstance(value, dict):
        return {key: _addressed(item) for key, item in value.items()}
    return value


def without_tools(request: Json) -> tuple[Json, list[str]]:
    """A request without the tool definitions that the LangChain integration lists among its
    messages (`{role: tool, content: {type: function, …}}`), and their names."""
    messages = request.get("messages") if isinstance(request, dict) else request
    if not isinstance(messages, list):
        return request, []
    defined = [message["content"] for message in messages if _is_definition(message)]
    if not defined:
        return request, []
    rest = [message for message in messages if not _is_definition(message)]
    names = tool_names(defined)
    return ({**request, "messages": rest} if isinstance(request, dict) else rest), names


def _is_definition(message: Json) -> bool:
    content = message.get("content") if isinstance(message, dict) else None
    return isinstance(content, dict) and isinstance(content.get("function"), dict)


def name_results(messages: list[Message]) -> None:
    """Gives tool results their role: the LangChain integration writes the tool's name there."""
    calls: dict[str, list[Json]] = {}
    for message in messages:
        for call in message.get("tool_calls") or ():
            calls.setdefault(str(call["name"]), []).append(call["id"])
        role = message["role"]
        if role in calls:
            message |= {"role": "tool", "name": role}
            if len(calls[role]) == 1:
                message.setdefault("tool_call_id", calls[role][0])


def mark_flattened(span: Span, asked: Json) -> None:
    """Says where messages came as one text, or a text refers to a medium in its middle."""
    if isinstance(asked, str) and _ONE_TEXT.match(asked):
        fields.mark(span, "the messages were recorded as one text: roles and parts may be lost")
    for message in (*span.messages, *span.outputs):
        for part in message["content"]:
            if _MEDIA.search(str(part.get("text"))):
                fields.mark(span, "a text refers to media kept by Langfuse, not in this file")
