"""What there is to a call of a model, in any API, and what reads it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class Message(NamedTuple):
    """What there is to a message, in any API."""

    role: str
    text: str
    media: tuple[str, ...] = ()
    calls: tuple[tuple[Any, str, Any], ...] = ()
    answers: Any = None


class Call(NamedTuple):
    """A call of a model: what was asked, answered and counted."""

    messages: list[Message]
    outputs: list[Message]
    ends: list[str | None]
    model: str
    parameters: dict[str, Any]
    usage: tuple[int, int] | None
    cached: int = 0
    thoughts: int = 0


def loose(text: str) -> str:
    """JSON that tools gave back is the same with and without spaces."""
    try:
        return json.dumps(json.loads(text)) if text[:1] == "{" else text
    except ValueError:
        return text


def renamed(given: dict[str, Any] | None, **names: str) -> dict[str, Any]:
    return {new: given[old] for old, new in names.items() if given and old in given}


def system(system: Any) -> list[Message]:
    text = system if isinstance(system, str) else "".join(b["text"] for b in system or ())
    return [Message("system", text)] if text else []
