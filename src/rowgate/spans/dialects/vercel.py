"""The Vercel AI SDK, versions 3 to 6 (7 writes the GenAI conventions).

Source: vercel/ai, packages/ai/src/telemetry and generate-text, 4.x to 6.0.326. A call is two
spans, the function (`ai.generateText`) over each request to the provider
(`ai.generateText.doGenerate`): the request is the model span, and the function one only where
the file has no request under it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, requests, tokens
from rowgate.spans.content import text_part
from rowgate.spans.flat import under
from rowgate.spans.messages import Message, read_messages
from rowgate.spans.tools import tool_names

_OPERATION = "ai.operationId"
_FUNCTIONS = ("ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject")
_REQUESTS = tuple(f"{name}.do" for name in _FUNCTIONS)
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("ai.toolCall", "tool"),
    ("ai.embed", "embedding"),
    ("ai.rerank", "retrieval"),
)
_SETTINGS_OF_THE_SDK = {"maxRetries", "maxSteps", "mode", "output", "timeout", "context"}
_METADATA = "ai.telemetry.metadata."
_SESSION = (*fields.SESSION_NAMES, "session.id", "chatId")
_USER = (*fields.USER_NAMES, "user.id")
_DETAILS = {
    "inputTokenDetails.cacheReadTokens": "cache_read",
    "inputTokenDetails.cacheWriteTokens": "cache_write",
    "outputTokenDetails.reasoningTokens": "reasoning",
}


class Vercel:
    """The attributes of the Vercel AI SDK."""

    name = "vercel"

    def detect(self, record: Record) -> bool:
        """Whether it names an operation of the SDK."""
        return str(record.attributes.get(_OPERATION, "")).startswith("ai.")

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; variables are not recorded by the SDK."""
        span = fields.start(record, self.name)
        facts = record.attributes
        span.kind = _kind(record, trace)
        metadata = under(facts, _METADATA)
        span.session_id = span.session_id or fields.first_string(metadata, _SESSION)
        span.user_id = span.user_id or fields.first_string(metadata, _USER)
        span.tags = fields.strings(metadata.get("tags"))
        span.provider = _provider(facts)
        span.model = fields.first_string(facts, ("ai.response.model", "ai.model.id"))
        span.usage = _usage(facts)
        if span.kind in ("model", "chain"):
            span.prompt = _prompt(metadata)
            span.parameters = _parameters(facts)
            span.tools = tool_names([jsontext.maybe(t) for t in _list(facts, "ai.prompt.tools")])
            span.messages = _messages(facts, span)
            span.outputs = _outputs(facts, span)
        return span


def _kind(record: Record, trace: Trace) -> Kind:
    operation = str(record.attributes[_OPERATION])
    if operation.startswith(_REQUESTS):
        return "model"
    if operation in _FUNCTIONS:
        return "chain" if any(_is_request(below) for below in trace.children(record)) else "model"
    return next((kind for start, kind in _KINDS if operation.startswith(start)), "other")


def _is_request(record: Record) -> bool:
    return str(record.attributes.get(_OPERATION, "")).startswith(_REQUESTS)


def _provider(facts: Mapping[str, Json]) -> str | None:
    """The provider of `openai.chat`, `anthropic.messages`: what follows is the SDK's own API."""
    named = fields.first_string(facts, ("ai.model.provider", "gen_ai.system"))
    return named.partition(".")[0] if named else None


def _prompt(metadata: Mapping[str, Json]) -> dict[str, Json] | None:
    """A prompt of Langfuse, where its documented way of naming it was taken."""
    known = jsontext.maybe(metadata.get("langfusePrompt"))
    if not isinstance(known, dict):
        return None
    template = known.get("prompt")
    return fields.prompt(
        known.get("name"), known.get("version"), template if isinstance(template, str) else None
    )


def _parameters(facts: Mapping[str, Json]) -> dict[str, Json]:
    settings = under(facts, "ai.settings.")
    asked = {key: value for key, value in settings.items() if key not in _SETTINGS_OF_THE_SDK}
    asked["toolChoice"] = jsontext.maybe(facts.get("ai.prompt.toolChoice"))
    return {**requests.parameters(asked), **requests.parameters(under(facts, "gen_ai.request."))}


def _usage(facts: Mapping[str, Json]) -> dict[str, Json]:
    counts = under(facts, "ai.usage.")
    named = {name: counts[key] for key, name in _DETAILS.items() if key in counts}
    return tokens.usage({**under(facts, "gen_ai.usage."), **counts, **named})


def _list(facts: Mapping[str, Json], name: str) -> list[Json]:
    value = facts.get(name)
    return value if isinstance(value, list) else []


def _decoded(facts: Mapping[str, Json], name: str, span: Span) -> Json:
    marks: list[str] = []
    value = jsontext.decode(facts.get(name), name, marks)
    for reason in marks:
        fields.mark(span, reason)
    return value


def _messages(facts: Mapping[str, Json], span: Span) -> list[Message]:
    """A request has `ai.prompt.messages`; a function `ai.prompt`, `{system, prompt, messages}`."""
    if "ai.prompt.messages" in facts:
        return read_messages(_decoded(facts, "ai.prompt.messages", span))
    whole = _with_base64(_decoded(facts, "ai.prompt", span))
    if not isinstance(whole, dict):
        return read_messages(whole)
    return [
        *read_messages(whole.get("system"), "system"),
        *read_messages(whole.get("messages")),
        *read_messages(whole.get("prompt")),
    ]


def _with_base64(value: Json) -> Json:
    """Bytes that JavaScript wrote as numbers, `{type: Buffer, data: [1, 2]}` or `{0: 1, 1: 2}`
    (a Uint8Array), as base64."""
    if isinstance(value, list):
        return [_with_base64(item) for item in value]
    if not isinstance(value, dict):
        return value
    numbers = value.get("data") if value.get("type") == "Buffer" else _array(value)
    if isinstance(numbers, list):
        try:
            return b64encode(bytes(numbers)).decode()
        except (TypeError, ValueError):
            return None
    return {key: _with_base64(item) for key, item in value.items()}


def _array(value: dict[str, Json]) -> list[Json] | None:
    if "0" not in value or any(not key.isdecimal() for key in value):
        return None
    return list(value.values())


def _outputs(facts: Mapping[str, Json], span: Span) -> list[Message]:
    parts = []
    reasoning = fields.string(facts.get("ai.response.reasoning"))
    if reasoning:
        parts.append({"type": "reasoning", "text": reasoning})
    text = facts.get("ai.response.text")
    if text is None:
        text = facts.get("ai.response.object")
    calls = _decoded(facts, "ai.response.toolCalls", span)
    if isinstance(text, str) and (text or not calls):
        parts.append(text_part(text))
    if text is None and not calls and not parts:
        return []
    (output,) = read_messages([{"role": "assistant", "content": parts, "tool_calls": calls}])
    reason = fields.string(facts.get("ai.response.finishReason"))
    if reason:
        output["finish_reason"] = reason
    return [output]


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """The Vercel AI SDK is built in."""
    register(Vercel())
