"""What was asked and answered in a provider's API, in the form that asked.py compares."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.support.asked_forms import Call, Message, loose, renamed, system
from tests.support.asked_openai import chat, responses


def expected_of(call: dict[str, Any]) -> Call:
    """What a span of this call should hold."""
    return _APIS[call["api"]](call)


# --- Anthropic Messages -----------------------------------------------------


def _anthropic(call: dict[str, Any]) -> Call:
    request, answer = call["request"], call["answer"]
    usage = answer.get("usage", {})
    asked = [m for message in request["messages"] for m in _blocks(message)]
    return Call(
        [*system(request.get("system")), *asked],
        [] if call["failed"] else _blocks(answer),
        [] if call["failed"] else [answer["stop_reason"]],
        request["model"],
        renamed(request, temperature="temperature", max_tokens="max_tokens"),
        None if call["failed"] else (usage["input_tokens"], usage["output_tokens"]),
        sum(usage.get(f"cache_{kind}_input_tokens", 0) for kind in ("read", "creation")),
    )


def _blocks(message: dict[str, Any]) -> list[Message]:
    content = message["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    results = [b for b in blocks if b["type"] == "tool_result"]
    found = [Message("tool", _result(b["content"]), answers=b["tool_use_id"]) for b in results]
    calls = [(b["id"], b["name"], b["input"]) for b in blocks if b["type"] == "tool_use"]
    media = [b["source"] for b in blocks if b["type"] in ("image", "document")]
    text = "".join(b["text"] for b in blocks if b["type"] == "text")
    if text or calls or media:
        places = tuple(source.get("data") or source["url"] for source in media)
        found.append(Message(message["role"], text, places, tuple(calls)))
    return found


def _result(content: Any) -> str:
    return loose(content if isinstance(content, str) else "".join(b["text"] for b in content))


# --- Bedrock Converse, Titan; Gemini ----------------------------------------


def _bedrock(call: dict[str, Any]) -> Call:
    request, answer = call["request"], call["answer"]
    settings = request.get("inferenceConfig")
    asked = [m for message in request["messages"] for m in _converse(message)]
    usage = answer.get("usage", {})
    return Call(
        [*system(request.get("system")), *asked],
        [] if call["failed"] else _converse(answer["output"]["message"]),
        [] if call["failed"] else [answer["stopReason"]],
        _path_model(call),
        renamed(settings, temperature="temperature", maxTokens="max_tokens"),
        None if call["failed"] else (usage["inputTokens"], usage["outputTokens"]),
    )


def _path_model(call: dict[str, Any]) -> str:
    return re.split(r"[/:]|%3A", call["path"].split("/model", 1)[1].lstrip("s/"))[0]


def _converse(message: dict[str, Any]) -> list[Message]:
    blocks = message["content"]
    results = [b["toolResult"] for b in blocks if "toolResult" in b]
    found = [
        Message("tool", "".join(map(_given, r["content"])), answers=r["toolUseId"]) for r in results
    ]
    uses = [b["toolUse"] for b in blocks if "toolUse" in b]
    calls = tuple((u["toolUseId"], u["name"], u["input"]) for u in uses)
    media = [b.get("image") or b["document"] for b in blocks if "image" in b or "document" in b]
    text = "".join(b["text"] for b in blocks if "text" in b)
    if text or calls or media:
        places = tuple(medium["source"]["bytes"] for medium in media)
        found.append(Message(message["role"], text, places, calls))
    return found


def _given(block: dict[str, Any]) -> str:
    return block["text"] if "text" in block else json.dumps(block["json"])


def _titan(call: dict[str, Any]) -> Call:
    request, (answer,) = call["request"], call["answer"]["results"]
    settings = request["textGenerationConfig"]
    return Call(
        [Message("user", request["inputText"])],
        [Message("assistant", answer["outputText"])],
        [answer["completionReason"]],
        _path_model(call),
        renamed(settings, temperature="temperature", maxTokenCount="max_tokens"),
        (call["answer"]["inputTextTokenCount"], answer["tokenCount"]),
    )


def _llama(call: dict[str, Any]) -> Call:
    request, answer = call["request"], call["answer"]
    return Call(
        [Message("user", request["prompt"])],
        [Message("assistant", answer["generation"])],
        [answer["stop_reason"]],
        _path_model(call),
        renamed(request, temperature="temperature"),
        (answer["prompt_token_count"], answer["generation_token_count"]),
    )


def _gemini(call: dict[str, Any]) -> Call:
    request, answer = call["request"], call["answer"]
    settings, usage = request.get("generationConfig"), answer.get("usageMetadata", {})
    said = (request.get("systemInstruction") or {}).get("parts")
    candidates = [] if call["failed"] else answer["candidates"]
    return Call(
        [*system(said), *(m for c in request["contents"] for m in _contents(c))],
        [m for c in candidates for m in _contents(c["content"])],
        [c["finishReason"] for c in candidates],
        _path_model(call),
        renamed(settings, temperature="temperature", maxOutputTokens="max_tokens"),
        (usage["promptTokenCount"], usage["candidatesTokenCount"]) if usage else None,
        thoughts=usage.get("thoughtsTokenCount", 0),
    )


def _contents(content: dict[str, Any]) -> list[Message]:
    parts = content["parts"]
    found = [
        Message("tool", json.dumps(p["functionResponse"]["response"]))
        for p in parts
        if "functionResponse" in p
    ]
    uses = [p["functionCall"] for p in parts if "functionCall" in p]
    calls = tuple((u.get("id"), u["name"], u["args"]) for u in uses)
    media = tuple(p["inlineData"]["data"] for p in parts if "inlineData" in p)
    text = "".join(p["text"] for p in parts if "text" in p and not p.get("thought"))
    role = "assistant" if content.get("role") == "model" else "user"
    return [*found, Message(role, text, media, calls)] if text or calls or media else found


_APIS: dict[str, Callable[[dict[str, Any]], Call]] = {
    "openai": chat,
    "cohere": chat,
    "responses": responses,
    "anthropic": _anthropic,
    "bedrock": _bedrock,
    "titan": _titan,
    "llama": _llama,
    "gemini": _gemini,
}
