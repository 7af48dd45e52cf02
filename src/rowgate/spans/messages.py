"""Messages in one form: `{role, content: [part…], tool_calls?, tool_call_id?, name?}`.

`read_messages` takes whatever a trace file holds for "the messages": OpenAI's list, LangChain's
serialised objects, Gemini's contents, GenAI messages, Responses API items, or plain text.
"""

from __future__ import annotations

from rowgate.model import Json
from rowgate.spans.beside import add_beside
from rowgate.spans.content import Content, text_part
from rowgate.spans.parts import read_content, result_parts
from rowgate.spans.plain import PRINTED, plain_message

Message = dict[str, Json]

_ROLES = {
    "human": "user",
    "humanmessage": "user",
    "ai": "assistant",
    "aimessage": "assistant",
    "model": "assistant",
    "bot": "assistant",
    "function": "tool",
    "chat": "user",
    "chatbot": "assistant",
    "tool-call": "assistant",
    "tool-response": "user",
}


_CONTENT = ("parts", "content", "blocks")


def role_of(value: Json, default: str = "user") -> str:
    """A role in the words of the OpenAI API; unknown ones as they are."""
    if not isinstance(value, str) or not value:
        return default
    role = value.lower().removesuffix("chunk")
    if role.endswith("message"):
        role = role.removesuffix("message")
    return _ROLES.get(role, role)


def read_messages(value: Json, role: str = "user") -> list[Message]:
    """The messages in `value`, whatever form it has; `role` is for what names none."""
    if not value and not isinstance(value, str):
        return []
    if isinstance(value, str):
        return [{"role": role, "content": [text_part(value)]}]
    if isinstance(value, dict):
        plain = plain_message(value)
        if plain is not None:
            return [plain]
        inner = value.get("messages")
        return read_messages(inner, role) if isinstance(inner, list) else read_message(value, role)
    if isinstance(value, list):
        if _is_pair(value):  # LangChain's ("human", "text")
            return [{"role": role_of(value[0]), "content": [text_part(value[1])]}]
        return _every(value, role)
    return []


def _every(items: list[Json], role: str) -> list[Message]:
    messages: list[Message] = []
    for item in items:
        plain = plain_message(item) if type(item) is dict else None
        if plain is not None:
            messages.append(plain)
        else:
            messages += read_messages(item, role)
    return messages


def read_message(value: dict[str, Json], role: str = "user") -> list[Message]:
    """One message; several where tool results stand inside it (Anthropic, GenAI, Gemini)."""
    value = _unwrapped(value)
    given = value.get("role")
    if given is None and value.get("type") != "message":
        item = _item(value)
        if item is not None:
            asked = any(part["type"] not in ("reasoning", "other") for part in item.parts)
            return _built(item, role if asked else "assistant", {})
        given = value.get("type")
    name_of_role = role_of(given, role)
    if name_of_role == "tool" and _is_single_result(value):
        return [_tool_message(value)]
    content = read_content(next((value[key] for key in _CONTENT if key in value), None))
    add_beside(content, value)
    return _built(content, name_of_role, value)


_NOTHING = (text_part(""), text_part("None"))
"""What stands for no text beside other parts; the second is what Python prints of it."""
_REASONS = (
    "finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason", "completionReason",
)  # fmt: skip
_AROUND_REASONS = ("response_metadata", "generation_info")
_ENDS = frozenset((*_REASONS, *_AROUND_REASONS))

# --- inside -----------------------------------------------------------------


def _is_pair(value: list[Json]) -> bool:
    return (
        len(value) == 2
        and all(isinstance(item, str) for item in value)
        and role_of(value[0]) in ("system", "user", "assistant", "tool", "developer")
    )


def _unwrapped(value: dict[str, Json]) -> dict[str, Json]:
    """The message inside LangChain's envelopes: `{lc, id, kwargs}`, `{type, data}`, `{message}`."""
    if "lc" in value and isinstance(value.get("kwargs"), dict):
        path = value.get("id")
        name = path[-1] if isinstance(path, list) and path else None
        return {"role": role_of(name), **value["kwargs"], "type": None}
    if isinstance(value.get("data"), dict) and "content" in value["data"] and "type" in value:
        return {"role": role_of(value["type"]), **value["data"], "type": None}
    if isinstance(value.get("message"), dict) and "content" not in value:
        return _unwrapped(value["message"])
    return value


_ITEMS = ("message", "reasoning", "text", "tool_use", "thinking", "tool-call", "output_text",
          "item_reference")  # fmt: skip


def is_item(value: dict[str, Json]) -> bool:
    """Whether it is an item of a list that is one answer: a Responses API item or a bare part."""
    kind = value.get("type")
    return kind in _ITEMS or (isinstance(kind, str) and kind.endswith(("_call", "_call_output")))


def _item(value: dict[str, Json]) -> Content | None:
    """The content of a bare part or Responses API item standing where a message is expected."""
    content = read_content(value)
    if not is_item(value) and any(part["type"] == "other" for part in content.parts):
        return None
    return content if content.parts or content.tool_calls or content.tool_results else None


def _is_single_result(value: dict[str, Json]) -> bool:
    content = value.get("content")
    if isinstance(content, list) and content and isinstance(content[0], dict):
        return "toolResult" not in content[0] and "tool" not in str(content[0].get("type"))
    return "parts" not in value


def _tool_message(value: dict[str, Json]) -> Message:
    message: Message = {"role": "tool", "content": result_parts(value.get("content"))}
    call_id = value.get("tool_call_id") or value.get("toolCallId") or value.get("id")
    if call_id:
        message["tool_call_id"] = call_id
    name = value.get("name") or value.get("tool_name")
    if name:
        message["name"] = name
    return message


def _built(content: Content, role: str, value: dict[str, Json]) -> list[Message]:
    results: list[Message] = [{"role": "tool", **result} for result in content.tool_results]
    if results and not content.parts and not content.tool_calls:
        return results
    message: Message = {"role": role, "content": content.parts}
    if content.tool_calls or len(content.parts) > 1:
        message["content"] = [part for part in content.parts if part not in _NOTHING]
    if content.tool_calls:
        message["tool_calls"] = content.tool_calls
    if value.get("tool_call_id"):
        message["tool_call_id"] = value["tool_call_id"]
    if value.get("name") and isinstance(value["name"], str):
        message["name"] = value["name"]
    reason = finish_reason(value)
    if reason:
        message["finish_reason"] = reason
    return [message, *results] if role == "assistant" else [*results, message]


def finish_reason(value: dict[str, Json]) -> str | None:
    """Why an answer ended, as its provider says it; None where that is not recorded."""
    if _ENDS.isdisjoint(value):
        return None
    for place in (value, *map(value.get, _AROUND_REASONS)):
        if isinstance(place, dict):
            for key in _REASONS:
                if isinstance(place.get(key), str):
                    return str(place[key]).removeprefix(PRINTED)
    return None
