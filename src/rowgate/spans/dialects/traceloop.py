"""OpenLLMetry: the instrumentations and the SDK of Traceloop.

Source: traceloop/openllmetry, opentelemetry-semantic-conventions-ai 0.4 and 0.5 and what the
OpenAI instrumentation 0.47.5 and 0.62.4 and traceloop-sdk 0.62.1 wrote. Until the conventions
0.5 messages are flat (`gen_ai.prompt.0.content`, `gen_ai.completion.0.content`, parts as the
JSON text of OpenAI's list); since then they are the GenAI conventions'. The SDK adds the
prompt's template and variables, and properties such as the session.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, requests
from rowgate.spans.content import tool_call
from rowgate.spans.dialects.genai import KINDS, GenAI, kind_named, name_reasons
from rowgate.spans.dialects.traceloop_messages import read_flat
from rowgate.spans.flat import indexed, missing, under
from rowgate.spans.messages import Message
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
            _read_flat(facts, span, record.scope)
            name_reasons(facts, span)
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


def _read_flat(facts: Mapping[str, Json], span: Span, scope: str) -> None:
    if not span.messages:
        span.messages = _flat(facts, "prompt", "user", span, scope)
    if not span.outputs:
        span.outputs = _flat(facts, "completion", "assistant", span, scope)
    elif len(span.outputs) == 1 and not span.outputs[0].get("tool_calls"):
        _add_calls(facts, span.outputs[0])
    span.model = span.model or fields.first_string(facts, _OLD_MODEL)
    span.provider = span.provider or fields.string(facts.get("llm.vendor"))


def _add_calls(facts: Mapping[str, Json], output: Message) -> None:
    """LiteLLM writes the calls of its answer as completions, one each, and only there."""
    made = [under(item, "function_call.") for item in indexed(facts, "gen_ai.completion").values()]
    calls = [tool_call(None, one["name"], one.get("arguments")) for one in made if "name" in one]
    if calls:
        output["tool_calls"] = calls


def _flat(facts: Mapping[str, Json], side: str, role: str, span: Span, scope: str) -> list[Message]:
    name = f"gen_ai.{side}"
    found = indexed(facts, name)
    if not found:  # before 0.15
        name = f"llm.{side}s"
        found = indexed(facts, name)
    lost = missing(found)
    if lost:
        fields.mark(span, f"{lost} of {lost + len(found)} entries of {name} are missing")
    return read_flat(found.values(), role, span, scope)


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """OpenLLMetry is built in."""
    register(Traceloop())
