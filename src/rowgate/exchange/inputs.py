"""Variables where a tool has one `input`: text, messages, or a mapping."""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.exchange.envelope import NoCaseError, Say
from rowgate.exchange.plaindata import text_of
from rowgate.model import Json

MESSAGES = "messages"
INPUT = "input"
_ROLES = ("user", "assistant", "tool", "system", "developer")
_SYSTEM = ("system", "developer")


def as_text(variables: Mapping[str, Json], say: Say, tool: str) -> str:
    """The variables as one text: the only text there is, else all of them as JSON."""
    values = list(variables.values())
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    say("variables", f"{tool} takes one text: it gets all of them as JSON", "metadata")
    return text_of(dict(variables))


def as_chat(variables: Mapping[str, Json], say: Say, tool: str) -> list[dict[str, Json]] | None:
    """The conversation of a row that has one whose messages are all texts, else None."""
    found: Json = variables.get(MESSAGES)
    if not is_chat(found) or not all(_is_plain(message) for message in found):
        return None
    if len(variables) > 1:
        say("variables", f"{tool} gets the messages; the others stand beside them", "metadata")
    return [dict(message) for message in found]


def is_chat(value: Json) -> bool:
    """Whether a value is a list of messages."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and one.get("role") in _ROLES for one in value)
    )


def variables_of(value: Json) -> dict[str, Json]:
    """The variables that an input of any form says. Raises NoCaseError where it says none."""
    if isinstance(value, dict) and value:
        return dict(value)
    if is_chat(value):
        return {MESSAGES: value}
    if value in (None, "", [], {}):
        raise NoCaseError("has no input")
    return {INPUT: value}


def without_system(variables: dict[str, Json]) -> tuple[dict[str, Json], Json]:
    """A conversation without its system messages, and their text: that is evidence in a row,
    never an input."""
    messages: Json = variables.get(MESSAGES)
    if not is_chat(messages) or len(variables) != 1:
        return variables, None
    system = [one.get("content") for one in messages if one["role"] in _SYSTEM]
    rest = [one for one in messages if one["role"] not in _SYSTEM]
    if not system or not rest:
        return variables, None
    return {MESSAGES: rest}, system[0] if len(system) == 1 else system


def _is_plain(message: Mapping[str, Json]) -> bool:
    return (
        set(message) == {"role", "content"}
        and isinstance(message["content"], str)
        and message["role"] in ("user", "assistant")
    )
