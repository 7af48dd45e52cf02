"""The short way for messages that are text and nothing else. What is not stays messages.py's."""

from __future__ import annotations

from rowgate.model import Json

_ROLES = frozenset(("system", "developer", "user", "assistant"))
PRINTED = "FinishReason."
"""What Python prints before the name of a reason of Gemini's SDK."""
_FIELDS = frozenset(("role", "content", "parts", "name", "finish_reason"))


def plain_message(value: dict[str, Json]) -> dict[str, Json] | None:
    """A message of nothing but text, as nearly all are; None where there may be more to it."""
    role = value.get("role")
    if type(role) is not str or role not in _ROLES or not value.keys() <= _FIELDS:
        return None
    content = value["parts"] if "parts" in value else value.get("content")
    texts = [content] if isinstance(content, str) else _texts(content)
    if not texts:
        return None
    if len(texts) > 1:
        texts = [text for text in texts if text]
    message = {"role": role, "content": [{"type": "text", "text": t} for t in texts]}
    if len(value) > 2:
        for name in ("name", "finish_reason"):
            said = value.get(name)
            if said and isinstance(said, str):
                message[name] = said.removeprefix(PRINTED)
    return message


def _texts(content: Json) -> list[str]:
    """The texts of text parts; none where one is something else."""
    texts: list[str] = []
    for part in content if isinstance(content, list) else ():
        if not isinstance(part, dict) or part.get("type") != "text":
            return []
        text = part.get("text", part.get("content"))
        if not isinstance(text, str):
            return []
        texts.append(text)
    return texts
