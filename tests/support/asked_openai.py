"""What was asked and answered in the APIs of OpenAI, and in those alike (Cohere's second)."""

from __future__ import annotations

import json
from typing import Any

from tests.support.asked_forms import Call, Message, loose, renamed, system

# --- OpenAI Chat Completions, Cohere v2 -------------------------------------


def chat(call: dict[str, Any]) -> Call:
    request, answer = call["request"], call["answer"]
    choices = [] if call["failed"] else answer.get("choices") or [answer]
    ends = [c["finish_reason"] for c in choices]
    usage = answer.get("usage", {})
    usage = usage.get("tokens", usage)
    return Call(
        [_chat_message(m) for m in request["messages"]],
        [_chat_message(c["message"]) for c in choices],
        ends,
        request["model"].removeprefix("openai/"),
        renamed(request, temperature="temperature", max_tokens="max_tokens", n="n"),
        None if call["failed"] else (_count(usage, "input"), _count(usage, "output")),
    )


def _count(usage: dict[str, Any], side: str) -> int:
    name = {"input": "prompt_tokens", "output": "completion_tokens"}[side]
    return usage.get(name) or usage[f"{side}_tokens"]


def _chat_message(message: dict[str, Any]) -> Message:
    content = message.get("content") or message.get("refusal") or ""
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    calls = message.get("tool_calls") or ()
    return Message(
        message["role"],
        loose("".join(p["text"] for p in parts if p["type"] == "text")),
        tuple(map(_chat_medium, (p for p in parts if p["type"] != "text"))),
        tuple(
            (c["id"], c["function"]["name"], json.loads(c["function"]["arguments"])) for c in calls
        ),
        message.get("tool_call_id"),
    )


def _chat_medium(part: dict[str, Any]) -> str:
    place = part["file"]["file_data"] if part["type"] == "file" else part["image_url"]["url"]
    return str(place.split("base64,")[-1])


# --- OpenAI Responses -------------------------------------------------------


def responses(call: dict[str, Any]) -> Call:
    """Of one question in plain text: what a conversation of items looks like is not compared."""
    request, answer = call["request"], call["answer"]
    asked = request["input"]
    messages = (
        [Message("user", asked)] if isinstance(asked, str) else list(map(_chat_message, asked))
    )
    items = answer["output"]
    texts = [
        part["text"] for item in items if item["type"] == "message" for part in item["content"]
    ]
    calls = tuple(
        (item["call_id"], item["name"], json.loads(item["arguments"]))
        for item in items
        if item["type"] == "function_call"
    )
    return Call(
        [*system(request.get("instructions")), *messages],
        [Message("assistant", "".join(texts), (), calls)],
        [],
        request["model"],
        renamed(request, temperature="temperature", max_output_tokens="max_tokens"),
        (answer["usage"]["input_tokens"], answer["usage"]["output_tokens"]),
    )
