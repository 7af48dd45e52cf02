"""What a message's content is made of: parts, tool calls, tool results."""

from __future__ import annotations

from dataclasses import dataclass, field

from rowgate.model import Json
from rowgate.spans import jsontext

Part = dict[str, Json]


@dataclass(slots=True)
class Content:
    """What a message's content holds, taken apart."""

    parts: list[Part] = field(default_factory=list)
    tool_calls: list[dict[str, Json]] = field(default_factory=list)
    tool_results: list[dict[str, Json]] = field(default_factory=list)
    """`{tool_call_id, name?, content: [part…]}`: messages of the role `tool` of their own."""


def text_part(text: str) -> Part:
    """A text part."""
    return {"type": "text", "text": text}


def tool_call(call_id: Json, name: Json, arguments: Json) -> dict[str, Json]:
    """A tool call `{id, name, arguments}`, arguments decoded where they are JSON."""
    decoded = jsontext.maybe(arguments)
    return {
        "id": call_id or None,
        "name": name,
        "arguments": {} if decoded in (None, "") else decoded,
    }


def read_tool_call(value: dict[str, Json]) -> dict[str, Json]:
    """A tool call as OpenAI, LangChain, Anthropic, Gemini, Vercel or pydantic-ai write it."""
    function = value.get("function")
    inner = function if isinstance(function, dict) else value
    call_id = first(value, "call_id", "tool_call_id", "toolCallId", "toolUseId", "id")
    name = first(inner, "name", "toolName", "tool_name")
    if name is None and str(value.get("type")).endswith("_call"):  # the Responses API's own tools
        name = value["type"].removesuffix("_call")
    return tool_call(call_id, name, first(inner, *_ARGUMENTS))


_ARGUMENTS = ("arguments", "args", "input", "parameters", "action", "operation")


def first(value: dict[str, Json], *keys: str) -> Json:
    """The first of these fields that is there and not null."""
    for key in keys:
        found = value.get(key)
        if found is not None:
            return found
    return None


def first_text(value: dict[str, Json], *keys: str) -> str | None:
    """The same, where it is text."""
    found = first(value, *keys)
    return found if isinstance(found, str) else None
