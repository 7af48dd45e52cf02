"""What every dialect needs: a span begun from its record, usage, parameters, marks.

A dialect is `start(record, NAME)`, then its own fields. Session, user, project and environment
that a record does not hold itself are inherited later (assemble.py), as are the general
findings about missing content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rowgate.model import Json, Record, Span
from rowgate.spans.scores import scores_of
from rowgate.spans.times import rfc3339

USAGE = {
    "input_tokens": "input_tokens",
    "prompt_tokens": "input_tokens",
    "input": "input_tokens",
    "prompt": "input_tokens",
    "promptTokens": "input_tokens",
    "inputTokens": "input_tokens",
    "promptTokenCount": "input_tokens",
    "output_tokens": "output_tokens",
    "completion_tokens": "output_tokens",
    "output": "output_tokens",
    "completion": "output_tokens",
    "completionTokens": "output_tokens",
    "outputTokens": "output_tokens",
    "candidatesTokenCount": "output_tokens",
    "candidates_token_count": "output_tokens",
    "total_tokens": "total_tokens",
    "total": "total_tokens",
    "tokens": "total_tokens",
    "totalTokens": "total_tokens",
    "totalTokenCount": "total_tokens",
    "total_token_count": "total_tokens",
    "prompt_token_count": "input_tokens",
    "cacheReadInputTokens": "cache_read_tokens",
    "cacheWriteInputTokens": "cache_write_tokens",
    "cache_read.input_tokens": "cache_read_tokens",
    "cache_read_input_tokens": "cache_read_tokens",
    "cached_tokens": "cache_read_tokens",
    "cache_read": "cache_read_tokens",
    "cachedInputTokens": "cache_read_tokens",
    "cachedContentTokenCount": "cache_read_tokens",
    "cache_write.input_tokens": "cache_write_tokens",
    "cache_creation.input_tokens": "cache_write_tokens",
    "cache_creation_input_tokens": "cache_write_tokens",
    "cache_write_input_tokens": "cache_write_tokens",
    "cache_creation": "cache_write_tokens",
    "cache_write": "cache_write_tokens",
    "reasoning.output_tokens": "reasoning_tokens",
    "reasoning_tokens": "reasoning_tokens",
    "reasoning": "reasoning_tokens",
    "reasoningTokens": "reasoning_tokens",
    "thoughtsTokenCount": "reasoning_tokens",
}
"""The names SDKs and providers give token counts, to `Span.usage`'s."""

_DETAILS = (
    "prompt_tokens_details",
    "completion_tokens_details",
    "input_tokens_details",
    "output_tokens_details",
    "input_token_details",
    "output_token_details",
    "prompt_details",
    "completion_details",
)

_NO_PARAMETERS = {
    "model",
    "model_name",
    "model_id",
    "modelId",
    "messages",
    "input",
    "prompt",
    "contents",
    "system",
    "system_instruction",
    "systemInstruction",
    "instructions",
    "tools",
    "functions",
    "stream_options",
    "extra_headers",
    "extra_body",
    "timeout",
    "api_key",
    "_type",
    "metadata",
    "user",
}
_PARAMETERS = {
    "stop_sequences": "stop",
    "stopSequences": "stop",
    "choice.count": "n",
    "candidate_count": "n",
    "maxTokens": "max_tokens",
    "maxOutputTokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens",
    "topP": "top_p",
    "topK": "top_k",
    "frequencyPenalty": "frequency_penalty",
    "presencePenalty": "presence_penalty",
    "toolChoice": "tool_choice",
}
"""Names of request parameters that mean the same, to the most common one."""

_NUMBERS = frozenset(
    ("temperature", "top_p", "top_k", "max_tokens", "seed", "n", "frequency_penalty",
     "presence_penalty")
)  # fmt: skip

SESSION = (
    "session.id", "gen_ai.conversation.id", "conversation.id", "gen_ai.thread.id",
    "langfuse.session.id", "traceloop.association.properties.session_id",
)  # fmt: skip
USER = (
    "user.id", "enduser.id", "langfuse.user.id", "traceloop.association.properties.user_id",
)  # fmt: skip
"""Attributes that name the session and the user in any dialect."""

_ENVIRONMENT = ("deployment.environment.name", "deployment.environment")

SESSION_NAMES = (
    "session_id", "sessionId", "conversation_id", "conversationId", "thread_id", "threadId",
)  # fmt: skip
USER_NAMES = ("user_id", "userId")
"""The names people give session and user in free metadata."""


def start(record: Record, dialect: str = "") -> Span:
    """A span with everything a record says in any dialect: ids, name, times, status, attributes.

    `format` is `container/dialect`, or one word where they are the same.
    """
    attributes = record.attributes
    resource = record.resource
    family = record.container
    span = Span(
        f"{family}/{dialect}" if dialect and dialect != family else family,
        record.trace_id,
        record.span_id,
        record.parent_id,
        record.name,
        "other",
        string(resource.get("service.name")),
        first_string(resource, _ENVIRONMENT),
        rfc3339(record.started_ns),
        rfc3339(record.ended_ns),
        record.status,
        record.status_message,
        attributes=attributes,
    )
    span.session_id = first_string(attributes, SESSION)
    span.user_id = first_string(attributes, USER)
    if record.events:
        span.scores = scores_of(record.events)
    for reason in record.marks:
        mark(span, reason)
    return span


def read_people(span: Span, metadata: Json) -> None:
    """Session and user out of free metadata, where the span has none."""
    if isinstance(metadata, Mapping):
        span.session_id = span.session_id or first_string(metadata, SESSION + SESSION_NAMES)
        span.user_id = span.user_id or first_string(metadata, USER + USER_NAMES)


def mark(span: Span, reason: str) -> None:
    """Adds to why the span is incomplete, in plain words, once."""
    if span.incomplete is None:
        span.incomplete = reason
    elif reason not in span.incomplete:
        span.incomplete += "; " + reason


def string(value: Json) -> str | None:
    """The value as a string: text, or a number written out; None for anything else or empty."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def first_string(attributes: Mapping[str, Json], keys: Iterable[str]) -> str | None:
    """The first of these attributes that holds text."""
    for key in keys:
        value = attributes.get(key)
        if value is not None:
            found = string(value)
            if found:
                return found
    return None


def strings(value: Json) -> list[str]:
    """A list of texts (tags), of a list or of one text."""
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def number(value: Json) -> float | int | None:
    """A finite number of a number or numeric string; integral values as int."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() else value
    return value if isinstance(value, int) else None


def usage(counts: Json) -> dict[str, Json]:
    """Token counts in `Span.usage`'s names, of a provider's or SDK's usage object.

    Details one level down (`prompt_tokens_details.cached_tokens`) are taken; counts of zero
    are kept for input and output only.
    """
    found: dict[str, Json] = {}
    if not isinstance(counts, Mapping):
        return found
    nested = False
    for name, value in counts.items():
        known = USAGE.get(name)
        if known is None:
            nested = nested or name in _DETAILS
            continue
        amount = value if type(value) is int else number(value)
        if amount or (amount is not None and known in ("input_tokens", "output_tokens")):
            found.setdefault(known, amount)
    for name in _DETAILS if nested else ():
        inner = counts.get(name)
        if isinstance(inner, Mapping):
            for known in ("cache_read_tokens", "cache_write_tokens", "reasoning_tokens"):
                amount = usage(inner).get(known)
                if amount:
                    found.setdefault(known, amount)
    return found


def parameters(request: Json) -> dict[str, Json]:
    """Request parameters in their common names; nulls, the model, messages and tools left out.
    Numbers that their writer made text of (Micrometer, LiteLLM) are numbers again."""
    if not isinstance(request, Mapping):
        return {}
    found = {
        _PARAMETERS.get(str(name), str(name)): value
        for name, value in request.items()
        if value is not None and name not in _NO_PARAMETERS and value != "NOT_GIVEN"
    }
    for name in _NUMBERS & found.keys():
        if isinstance(found[name], str):
            amount = number(found[name])
            found[name] = found[name] if amount is None else amount
    return found


def prompt(
    name: Json = None, version: Json = None, template: Json = None
) -> dict[str, Json] | None:
    """`Span.prompt`: what is known of the prompt; None where nothing is."""
    facts = {"name": string(name), "version": string(version), "template": template or None}
    return {key: value for key, value in facts.items() if value is not None} or None
