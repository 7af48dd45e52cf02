"""What a model span lacks, told from the span itself: one check for every dialect.

An incomplete span may become a row only knowingly, so everything that is known to be lost
ends up in `Span.incomplete`, in plain words.
"""

from __future__ import annotations

import re

from rowgate.model import Span
from rowgate.spans.content import Part
from rowgate.spans.fields import mark
from rowgate.spans.media import MASKS, is_lost
from rowgate.spans.messages import Message

_MASKS = frozenset(MASKS)
_INSTRUCTING = ("system", "developer")
_ASKS = re.compile(r"anthropic|bedrock|gcp|gemini|google|vertex", re.IGNORECASE)
"""Providers whose APIs take no request without a message of the user."""
_CALLING = frozenset(("tool_use", "tool_calls", "tool_call", "tool-calls", "TOOL_CALL"))
"""Reasons for which an answer that calls tools ends."""
_MEDIA = ("image", "pdf", "file", "audio", "video")


def examine(span: Span) -> None:
    """Marks a model span that lacks its messages, its response, media, or has them masked."""
    if not span.messages and not span.outputs:
        mark(span, "neither messages nor a response were recorded")
        return
    if not span.messages:
        mark(span, "no messages were recorded")
    elif span.messages[-1]["role"] in _INSTRUCTING and _only_instructs(span):
        mark(span, "only instructions were recorded, and no message of the user")
    if span.status not in ("error", "cancelled"):
        _examine_outputs(span)
    for message in span.messages:
        if _is_empty(message):
            mark(span, f"a {message['role']} message is empty: parts of it may be missing")
    for message in (*span.messages, *span.outputs):
        for part in message["content"]:
            if part["type"] != "text":
                _examine_medium(span, message, part)
            elif part["text"] in _MASKS:
                mark(span, f"content of the {message['role']} message is masked")
            elif _is_described(part["text"]):
                mark(
                    span,
                    f"content of the {message['role']} message is only what Python prints of it",
                )


_FAR = 500
"""Characters that are looked at: what Python prints of an object says so at once."""
_ADDRESS = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>")
_FIELDS = re.compile(r"\w+=.*?( \w+=None){4}", re.DOTALL)
_RESPONSE = re.compile(
    r"Response[A-Z]\w+\(\w+="
    r"|\{'(?:id': '.*'object': 'response', |content': .*'role': '|type': 'input_)",
    re.DOTALL,
)


def _is_described(text: str) -> bool:
    """Whether an object of Python's stands where its content should: `<… object at 0x…>` of an
    answer in a stream (Groq), `video_metadata=None … text='…'` of a part (Gemini),
    `ResponseOutputMessage(…)` (OpenAI Agents)."""
    if text[:1] == "<":
        return _ADDRESS.fullmatch(text) is not None
    if text[:8] == "Response" or text[:2] == "{'":
        return _RESPONSE.match(text) is not None
    return "=None " in text[:_FAR] and _FIELDS.match(text) is not None


def _lacks_calls(output: Message) -> bool:
    """Whether it ended to call a tool; an object asked for by way of a tool is its answer."""
    if str(output.get("finish_reason")) not in _CALLING:
        return False
    return not any(str(part.get("text"))[:1] == "{" for part in output["content"])


def _only_instructs(span: Span) -> bool:
    instructing = all(message["role"] in _INSTRUCTING for message in span.messages)
    return instructing and _ASKS.search(span.provider or "") is not None


def _is_empty(message: Message) -> bool:
    """Whether it says nothing; instrumentations write empty text for what they do not know."""
    content = message["content"]
    if len(content) > 1 or message.get("tool_calls"):
        return False
    text = content[0].get("text") if content else ""
    return isinstance(text, str) and (not text or text.isspace())


def _examine_outputs(span: Span) -> None:
    if not span.outputs:
        mark(span, "no response was recorded")
        return
    asked = span.parameters.get("n")
    if isinstance(asked, int) and asked > len(span.outputs):
        mark(span, f"{len(span.outputs)} of {asked} answers were recorded")
    for output in span.outputs:
        calls = output.get("tool_calls", ())
        if any(not call["name"] for call in calls):
            mark(span, "a tool call has no name: parts of it may be missing")
        if not calls and _lacks_calls(output):
            mark(span, "the answer ended in a tool call that was not recorded")
        if _is_empty(output):
            mark(span, "the recorded response is empty: a refusal or another part may be missing")


def _examine_medium(span: Span, message: Message, part: Part) -> None:
    kind = part["type"]
    if kind in _MEDIA and is_lost(part):
        mark(span, f"the {kind} in the {message['role']} message is missing or damaged")
    elif kind == "other" and not part["value"]:
        mark(span, f"a part of the {message['role']} message is empty: it was not recorded")
