"""Conversations inside variables: `[{role, content}, …]`."""

from __future__ import annotations

from collections.abc import Iterator

from rowgate.model import Json


def is_conversation(value: Json) -> bool:
    """Whether a value is a list of messages."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "role" in one for one in value)
    )


def last_turn(messages: list[Json]) -> int:
    """The index at which the last turn of the user begins; 0 where the user says nothing.

    Several user messages in a row are one turn; what follows them (tool calls and their
    results) belongs to it.
    """
    at = len(messages)
    while at and messages[at - 1].get("role") != "user":
        at -= 1
    if not at:
        return 0
    while at > 1 and messages[at - 2].get("role") == "user":
        at -= 1
    return at - 1


def text_of(message: dict[str, Json]) -> str:
    """The text of a message, its text parts joined by a line break."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "\n".join(_texts(content))


def _texts(content: Json) -> Iterator[str]:
    if isinstance(content, list):
        for part in content:
            if isinstance(part, str):
                yield part
            elif isinstance(part, dict) and isinstance(part.get("text"), str):
                yield part["text"]
