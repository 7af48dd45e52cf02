"""A streamed answer from its chunks, as the OpenAI Chat Completions API sends them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rowgate.model import Json
from rowgate.spans import jsontext

_TEXTS = ("content", "refusal", "reasoning_content")


def answer_of(chunks: Iterable[Json]) -> Json:
    """The response that the chunks add up to, `{choices: […]}`; None where they hold none."""
    choices: dict[int, dict[str, Any]] = {}
    for chunk in chunks:
        for choice in _list(chunk, "choices"):
            index = choice.get("index") or 0
            whole = choices.setdefault(index, {"message": {"role": "assistant", "content": None}})
            _add(whole["message"], choice.get("delta"))
            if choice.get("finish_reason"):
                whole["finish_reason"] = choice["finish_reason"]
    return {"choices": [choices[index] for index in sorted(choices)]} if choices else None


def chunks_of(text: str) -> list[Json]:
    """The chunks in the raw text of a stream: lines of JSON, with or without `data:` before it."""
    found: list[Json] = []
    for line in text.splitlines():
        try:
            found.append(jsontext.loads(line.removeprefix("data:").strip())[0])
        except ValueError:
            continue
    return found


def _add(message: dict[str, Any], delta: Json) -> None:
    if not isinstance(delta, dict):
        return
    for name in _TEXTS:
        if isinstance(delta.get(name), str):
            message[name] = (message.get(name) or "") + delta[name]
    for piece in _list(delta, "tool_calls"):
        calls = message.setdefault("tool_calls", [])
        index = piece.get("index")
        known = next((call for call in calls if call["index"] == index), None)
        if known is None:
            known = {"index": index, "id": None, "function": {"name": "", "arguments": ""}}
            calls.append(known)
        _add_call(known, piece)


def _add_call(call: dict[str, Any], piece: dict[str, Json]) -> None:
    call["id"] = call["id"] or piece.get("id")
    function = piece.get("function")
    given = function if isinstance(function, dict) else {}
    for name in ("name", "arguments"):
        if isinstance(given.get(name), str):
            call["function"][name] += given[name]


def _list(value: Json, key: str) -> list[dict[str, Json]]:
    found = value.get(key) if isinstance(value, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
