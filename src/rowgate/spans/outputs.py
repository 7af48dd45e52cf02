"""Answers in one form, and the response of a span."""

from __future__ import annotations

from collections.abc import Iterable

from rowgate.model import Json
from rowgate.spans.messages import Message, finish_reason, is_item, read_message, read_messages


def read_outputs(value: Json) -> list[Message]:
    """Answers: messages of the assistant with `finish_reason` where it is recorded.

    Takes OpenAI responses and choices, LangChain generations, Gemini candidates, Anthropic
    messages, Responses API objects, message lists and plain text.
    """
    if isinstance(value, dict):
        for key in ("choices", "generations", "candidates"):
            if isinstance(value.get(key), list):
                return [out for item in value[key] for out in read_outputs(item)]
        if isinstance(value.get("output"), list | dict | str) and "content" not in value:
            # the Responses API
            return _finished(merged(read_outputs(value["output"])), value)
        return _read_choice(value)
    if isinstance(value, list):
        if value and all(isinstance(v, dict) and is_item(v) for v in value):
            return merged(read_messages(value, "assistant"))
        return [out for item in value for out in read_outputs(item)]
    return read_messages(value, "assistant")


def merged(messages: Iterable[Message]) -> list[Message]:
    """Items of one answer (Responses API: reasoning, text, calls) as one message."""
    one: Message = {"role": "assistant", "content": []}
    for message in messages:
        one["content"] += message["content"]
        if message.get("tool_calls"):
            one.setdefault("tool_calls", []).extend(message["tool_calls"])
        if message.get("finish_reason"):
            one["finish_reason"] = message["finish_reason"]
    return [one] if one["content"] or one.get("tool_calls") else []


def response_of(outputs: list[Message]) -> Json:
    """The response: the first output's text, or `{text, tool_calls, refusal}` where tools were
    called or the model refused; None where nothing was answered."""
    if not outputs:
        return None
    first = outputs[0]
    texts = [part["text"] for part in first["content"] if part["type"] == "text"]
    refusals = [part["text"] for part in first["content"] if part["type"] == "refusal"]
    calls = first.get("tool_calls")
    text = "".join(texts) if texts else None
    if not calls and not refusals:
        return text
    response: dict[str, Json] = {"text": text} if text else {}
    if calls:
        response["tool_calls"] = calls
    if refusals:
        response["refusal"] = "".join(refusals)
    return response


def text_of(message: Message) -> str:
    """The text of a message, its text parts joined."""
    return "".join(part["text"] for part in message["content"] if part["type"] == "text")


def _read_choice(value: dict[str, Json]) -> list[Message]:
    """One choice, generation or candidate: a message, with the finish reason beside it."""
    inner = value.get("message") or value.get("content")
    if isinstance(inner, dict):
        outputs = read_message(inner, "assistant")
    elif "message" not in value and isinstance(value.get("text"), str) and "type" not in value:
        outputs = read_message({**value, "role": "assistant", "content": value["text"]})
    else:
        outputs = read_message({"role": "assistant", **value}, "assistant")
    return _finished(_one_answer(outputs), value)


def _one_answer(messages: list[Message]) -> list[Message]:
    """The answer with what the provider's own tools gave back within it, which is no other."""
    answer, *results = sorted(messages, key=lambda message: bool(message["role"] == "tool"))
    answer["content"] = [*answer["content"], *({"type": "other", "value": r} for r in results)]
    return [answer]


def _finished(outputs: list[Message], value: dict[str, Json]) -> list[Message]:
    reason = finish_reason(value)
    for output in outputs:
        if reason and "finish_reason" not in output:
            output["finish_reason"] = reason
    return outputs
