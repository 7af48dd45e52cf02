"""The messages in a raw request to a model, as SDKs record the arguments of the call."""

from __future__ import annotations

from rowgate.model import Json


def request_messages(asked: Json) -> Json:
    """What `read_messages` takes, of a request to Chat Completions, Responses, Anthropic,
    Gemini, LangChain or a text completion; system text that stands beside comes first."""
    if not isinstance(asked, dict):
        return asked
    for key in ("messages", "input", "contents", "prompt"):
        if key in asked:
            instructions = asked.get("instructions") or asked.get("system")
            before = [{"role": "system", "content": instructions}] if instructions else []
            rest = asked[key]
            return [*before, *(rest if isinstance(rest, list) else [rest])]
    return None
