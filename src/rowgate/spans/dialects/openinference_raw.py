"""What OpenInference's flat messages lack, out of the raw request and response beside them.

Seen in instrumentations of 2026: no PDFs (OpenAI, Bedrock), no ids of tool calls and of their
results (Mistral, LiteLLM), content of several parts as JSON text (Mistral, tool results of
Anthropic), one answer as several messages, one a block (Bedrock's InvokeModel); instructions
(Anthropic until 0.1, JavaScript's Anthropic and Bedrock), everything but plain text (JavaScript's
LangChain).
"""

from __future__ import annotations

from collections.abc import Iterable

from rowgate.model import Json
from rowgate.spans.media import is_lost
from rowgate.spans.messages import Message
from rowgate.spans.outputs import text_of
from rowgate.spans.written import block_of, is_block, parts_of

_INSTRUCTING = ("system", "developer")
WHOLE = (
    "@arizeai/openinference-instrumentation-anthropic",
    "@arizeai/openinference-instrumentation-bedrock",
    "openinference.instrumentation.anthropic",
    "openinference.instrumentation.bedrock",
)
"""Libraries of which some versions leave out instructions, media, and all but the last result of
several tools."""
RAW = (*WHOLE, "openinference.instrumentation.agno")
"""Libraries whose raw request is always looked at: Agno's messages never hold media."""
_MEDIA = ("image", "pdf", "file", "audio", "video")


def completed(flat: list[Message], raw: list[Message], scope: str) -> list[Message]:
    """The messages, each the one of the two that holds more, with the instructions of either; the
    flat ones where the two lists do not correspond. `scope` is the library that wrote them."""
    said, asked = _apart(flat)
    told, whole = _apart(raw)
    if [one["role"] for one in asked] != [one["role"] for one in whole]:
        if scope in WHOLE and len(whole) >= len(asked):
            return [*(said or told), *whole]
        return flat
    return [*(said or told), *map(_fuller, asked, whole)]


def _apart(messages: list[Message]) -> tuple[list[Message], list[Message]]:
    """The instructions at the beginning, and the rest: some writers leave them out of one side."""
    first = next((n for n, one in enumerate(messages) if one["role"] not in _INSTRUCTING), 0)
    return messages[:first], messages[first:]


def lack(messages: Iterable[Message]) -> bool:
    """Whether a message shows that its writer left something out."""
    return any(map(_gaps, messages))


def is_empty(message: Message) -> bool:
    """Whether the message has neither content nor calls."""
    return not message["content"] and not message.get("tool_calls")


def is_whole(message: Message) -> bool:
    """Whether the message says something, and shows no gap."""
    return not is_empty(message) and not _gaps(message)


def spelled_out(messages: list[Message]) -> None:
    """Makes parts of content that is the text of a list of parts. What a tool gave back may be
    such text by itself, and stays."""
    for message in messages:
        if message["role"] == "tool":
            continue
        message["content"] = [one for part in message["content"] for one in block_of(part)]
        content = message["content"]
        if len(content) == 1 and content[0]["type"] == "text":
            parts = parts_of(content[0]["text"])
            if parts is not None and not parts.tool_calls and not parts.tool_results:
                message["content"] = parts.parts


def is_request(value: Json) -> bool:
    """Whether what a span says that it gave is itself a request: LlamaIndex traces the methods
    that only prepare one as if they were calls of the model."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("messages"), list)
        and "tools" in value
        and not any(key in value for key in ("choices", "output", "content", "usage"))
    )


# --- inside -----------------------------------------------------------------


def _fuller(flat: Message, raw: Message) -> Message:
    more = _gaps(flat) > _gaps(raw) or _media(raw) > _media(flat)
    return raw if more and _says_as_much(raw, flat) else flat


def _says_as_much(raw: Message, flat: Message) -> bool:
    """Whether the raw message is the same in another form, and not what its writer printed."""
    if is_empty(flat):
        return not is_empty(raw)
    names, others = ([c["name"] for c in m.get("tool_calls", ())] for m in (raw, flat))
    return names == others and bool(raw["content"] or not text_of(flat))


def _gaps(message: Message) -> int:
    """Calls and results without ids, texts that may stand for parts; nothing at all."""
    calls = message.get("tool_calls")
    found = sum(not call["id"] for call in calls) if calls else not message["content"]
    if message["role"] == "tool" and not message.get("tool_call_id"):
        found += 1
    for part in message["content"]:
        if part["type"] == "text" and (part["text"][:2] == "[{" or is_block(part["text"])):
            found += 1
    return found


def _media(message: Message) -> tuple[int, int]:
    """How many media there are that are whole, and how many in all."""
    media = [part for part in message["content"] if part["type"] in _MEDIA]
    return sum(not is_lost(part) for part in media), len(media)
