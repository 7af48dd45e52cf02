"""OpenLLMetry: the instrumentations and the SDK of Traceloop.

Source: traceloop/openllmetry, opentelemetry-semantic-conventions-ai 0.4 and 0.5 and what the
OpenAI instrumentation 0.47.5 and 0.62.4 and traceloop-sdk 0.62.1 wrote. Until the conventions
0.5 messages are flat (`gen_ai.prompt.0.content`, `gen_ai.completion.0.content`, parts as the
JSON text of OpenAI's list); since then they are the GenAI conventions'. The SDK adds the
prompt's template and variables, and properties such as the session.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, requests
from rowgate.spans.content import Part, text_part, tool_call
from rowgate.spans.dialects.genai import KINDS, GenAI, kind_named
from rowgate.spans.flat import Facts, indexed, missing, under
from rowgate.spans.messages import Message, role_of
from rowgate.spans.parts import is_part, read_content
from rowgate.spans.tools import tool_names

_FLAT = re.compile(r"gen_ai\.(prompt|completion)\.\d+\.")
_OWN = ("llm.request.type", "llm.is_streaming", "gen_ai.is_streaming")
_STARTS = ("traceloop.", "gen_ai.prompt.", "gen_ai.completion.", *_OWN)
_PROMPT = "traceloop.prompt."
_PROPERTY = "traceloop.association.properties."
_SESSION = (*fields.SESSION_NAMES, "session.id", "chat_id")
_USER = (*fields.USER_NAMES, "user.id")
_PARAMETERS = {
    "llm.frequency_penalty": "frequency_penalty",
    "llm.presence_penalty": "presence_penalty",
    "llm.top_k": "top_k",
    "llm.chat.stop_sequences": "stop_sequences",
}
_REQUESTS: dict[str, Kind] = {**KINDS, "rerank": "retrieval", "anthropic_messages": "model"}
_ENTITIES: dict[str, Kind] = {
    "workflow": "chain",
    "task": "chain",
    "agent": "agent",
    "tool": "tool",
}
_PARTS = re.compile(r'\[\s*\{\s*"type"\s*:\s*"')


class Traceloop(GenAI):
    """The conventions of OpenLLMetry, old and new."""

    name = "traceloop"

    def detect(self, record: Record) -> bool:
        """Whether it has an attribute of the SDK, or one that only its instrumentations write."""
        for key in record.attributes:  # of every span of a file, so the cheap question first
            if key.startswith(_STARTS) and (key in _OWN or key[0] == "t" or _FLAT.match(key)):
                return True
        return False

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; its variables are those the SDK was told."""
        span = super().apply(record, trace)
        facts = record.attributes
        span.kind = _kind(facts, span.kind)
        properties = under(facts, _PROPERTY)
        span.session_id = span.session_id or fields.first_string(properties, _SESSION)
        span.user_id = span.user_id or fields.first_string(properties, _USER)
        if span.kind == "model":
            _read_prompt(facts, span)
            _read_request(facts, span)
            _read_flat(facts, span)
        return span


def _kind(facts: Mapping[str, Json], kind: Kind) -> Kind:
    if "llm.request.type" in facts:
        return kind_named(_REQUESTS, facts["llm.request.type"])
    if "traceloop.span.kind" in facts:
        return _ENTITIES.get(str(facts["traceloop.span.kind"]), "other")
    if "gen_ai.operation.name" in facts or "gen_ai.request.model" in facts:
        return kind
    return "model" if any(_FLAT.match(key) for key in facts) else kind


def _read_prompt(facts: Mapping[str, Json], span: Span) -> None:
    known = under(facts, _PROMPT)
    span.variables = {**span.variables, **under(known, "template_variables.")}
    version = known.get("version_name") or known.get("version")
    prompt = fields.prompt(known.get("key"), version, known.get("template"))
    span.prompt = span.prompt or prompt


def _read_request(facts: Mapping[str, Json], span: Span) -> None:
    asked = {name: facts.get(key) for key, name in _PARAMETERS.items()}
    found = {**requests.parameters(asked), **span.parameters}
    span.parameters = {name: value for name, value in found.items() if value not in ([], ())}
    span.tools = span.tools or tool_names(list(indexed(facts, "llm.request.functions").values()))
    total = fields.number(facts.get("llm.usage.total_tokens"))
    if total and span.usage:
        span.usage.setdefault("total_tokens", total)


_OLD_MODEL = ("llm.response.model", "llm.request.model")
"""Names of OpenLLMetry before 0.15."""

# --- flat messages ----------------------------------------------------------


def _read_flat(facts: Mapping[str, Json], span: Span) -> None:
    if not span.messages:
        span.messages = _messages(facts, "gen_ai.prompt", "user", span) or _messages(
            facts, "llm.prompts", "user", span
        )
    if not span.outputs:
        span.outputs = _messages(facts, "gen_ai.completion", "assistant", span) or _messages(
            facts, "llm.completions", "assistant", span
        )
    span.model = span.model or fields.first_string(facts, _OLD_MODEL)
    span.provider = span.provider or fields.string(facts.get("llm.vendor"))


def _messages(facts: Mapping[str, Json], name: str, role: str, span: Span) -> list[Message]:
    found = indexed(facts, name)
    lost = missing(found)
    if lost:
        fields.mark(span, f"{lost} of {lost + len(found)} entries of {name} are missing")
    return _with_thoughts([_message(item, role, span) for item in found.values()])


def _with_thoughts(messages: list[Message]) -> list[Message]:
    """The messages; thoughts, which the Anthropic instrumentation writes as one of their own, in
    the message that follows them."""
    kept: list[Message] = []
    thoughts: list[Part] = []
    for message in messages:
        if message["role"] == "thinking":
            thoughts += [{**part, "type": "reasoning"} for part in message["content"]]
        else:
            kept.append({**message, "content": [*thoughts, *message["content"]]})
            thoughts = []
    return [*kept, {"role": "assistant", "content": thoughts}] if thoughts else kept


def _message(item: Facts, role: str, span: Span) -> Message:
    if "content" not in item and "user" in item:  # how text completions are written
        item = {**item, "content": item["user"]}
    message: Message = {"role": role_of(item.get("role"), role), "content": _content(item, span)}
    calls = [
        tool_call(call.get("id"), call.get("name"), call.get("arguments"))
        for call in indexed(item, "tool_calls").values()
    ]
    if calls:
        message["tool_calls"] = calls
    for key in ("tool_call_id", "finish_reason"):
        if item.get(key):
            message[key] = item[key]
    return message


def _content(item: Facts, span: Span) -> list[Part]:
    """Text, or the JSON text of a list of parts; what a tool gave back is always text."""
    parts: list[Part] = [
        {"type": kind, "text": item[kind]}
        for kind in ("reasoning", "refusal")
        if isinstance(item.get(kind), str) and item[kind]
    ]
    text = item.get("content")
    if not isinstance(text, str):
        return parts
    if item.get("role") != "tool" and _PARTS.match(text):
        decoded = jsontext.maybe(text)
        if isinstance(decoded, list) and all(is_part(part) for part in decoded):
            return parts + read_content(decoded).parts
        if _is_cut(text):
            fields.mark(span, f"content is cut off: not valid JSON after {len(text)} characters")
    return [*parts, text_part(text)] if text or not parts else parts


def _is_cut(text: str) -> bool:
    """Whether JSON begins in the text and does not end in it."""
    try:
        json.JSONDecoder().raw_decode(text)
    except ValueError:
        return True
    except RecursionError:  # text of many brackets
        return False
    return False


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """OpenLLMetry is built in."""
    register(Traceloop())
