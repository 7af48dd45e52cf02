"""Messages in the form a row holds them: `{role, content}`, a single text as a string."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rowgate.model import Json

SYSTEM = ("system", "developer")


def conversation(messages: Sequence[Mapping[str, Json]]) -> list[Json]:
    """The messages without the system's, in the form a row holds."""
    return [held_message(m) for m in messages if m.get("role") not in SYSTEM]


def system_text(messages: Sequence[Mapping[str, Json]]) -> Json:
    """The system text in force: a string, or a list where there were several or media."""
    found = [held_content(m.get("content")) for m in messages if m.get("role") in SYSTEM]
    return found[0] if len(found) == 1 else (found or None)


def held_message(message: Mapping[str, Json]) -> dict[str, Json]:
    """One message as a row holds it; what is empty is left out."""
    held: dict[str, Json] = {"role": message.get("role")}
    content = held_content(message.get("content"))
    if content not in (None, []):
        held["content"] = content
    for key in ("tool_calls", "tool_call_id", "name"):
        if message.get(key):
            held[key] = message[key]
    return held


def held_content(content: Json) -> Json:
    """A single text part is written as a string, anything else as the list of parts."""
    if isinstance(content, list) and len(content) == 1 and _is_plain_text(content[0]):
        return content[0]["text"]
    return content


def plain_text(message: Mapping[str, Json]) -> str | None:
    """The text of a message that is nothing but text, else None (no variable equals it)."""
    content = held_content(message.get("content"))
    plain = isinstance(content, str) and not message.get("tool_calls")
    return content if plain else None


def text_in(value: Json) -> str | None:
    """The text in a message, a part, a list of either, or a text; None where there is none.

    Parts are joined as they stand, messages by an empty line. Reasoning and refusals are no
    text of a message.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        if "content" in value:
            return text_in(value["content"])
        text = value.get("text")
        return text if isinstance(text, str) and value.get("type", "text") == "text" else None
    if isinstance(value, list):
        found = [text for text in map(text_in, value) if text is not None]
        between = "\n\n" if any(is_message(item) for item in value) else ""
        return between.join(found) if found else None
    return None


def is_message(value: Json) -> bool:
    """Whether a value is a message as spans and rows hold it."""
    return isinstance(value, dict) and "role" in value and ("content" in value or len(value) > 1)


def _is_plain_text(part: Json) -> bool:
    return isinstance(part, dict) and part.get("type") == "text" and set(part) == {"type", "text"}
