"""Langfuse on OpenTelemetry: the attributes its SDKs write since version 3.

Source: langfuse 5.0.4 (Python), _client/attributes.py, and Langfuse's documentation of the
attributes its OTel endpoint takes. Objects and lists are JSON text. The SDK records parameters
that were not given with the API's defaults, but for the limit of tokens, which it calls Infinity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import calls, fields, hosted, jsontext, requests, tokens
from rowgate.spans.dialects.genai import GenAI
from rowgate.spans.dialects.langfuse_content import (
    mark_flattened,
    name_results,
    stored,
    without_tools,
)
from rowgate.spans.flat import under

_OBSERVATION = "langfuse.observation."
_METADATA = ("langfuse.observation.metadata", "langfuse.trace.metadata")
_OWN = tuple(
    _OBSERVATION + name for name in ("type", "input", "output", "model.name", "usage_details")
)
_JSON = ("model.parameters", "usage_details", "cost_details")
KINDS: dict[str, Kind] = {
    "generation": "model",
    "embedding": "embedding",
    "tool": "tool",
    "retriever": "retrieval",
    "agent": "agent",
    "chain": "chain",
    "guardrail": "guardrail",
    "evaluator": "function",
}


class LangfuseOtel(GenAI):
    """Observations of Langfuse as OpenTelemetry spans."""

    name = "langfuse-otel"

    def detect(self, record: Record) -> bool:
        """Whether it has an observation's type or content; the environment, which Langfuse adds
        to everybody's spans, does not count."""
        return any(key in record.attributes for key in _OWN)

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; what Langfuse's attributes do not tell is taken from GenAI's."""
        span = super().apply(record, trace)
        facts = under(record.attributes, _OBSERVATION)
        for name in _JSON:
            facts[name] = _decoded(facts, name, span)
        span.attributes = _with_metadata(record.attributes)
        if "type" in facts:
            span.kind = KINDS.get(str(facts["type"]).lower(), "other")
        _read_trace(record.attributes, span)
        _read_status(facts, span)
        if span.kind == "model":
            _read_call(facts, span)
            hosted.settle(span, record.origin)
        elif record.name.endswith("PromptTemplate"):
            span.variables = _inputs(facts)
        return span


def _inputs(facts: Mapping[str, Json]) -> dict[str, Json]:
    """What filled one of LangChain's prompt templates, as Langfuse's callback records it."""
    asked = jsontext.maybe(facts.get("input"))
    return dict(asked) if isinstance(asked, dict) else {}


def _decoded(facts: Mapping[str, Json], name: str, span: Span) -> Json:
    marks: list[str] = []
    value = jsontext.decode(facts.get(name), _OBSERVATION + name, marks)
    for reason in marks:
        fields.mark(span, reason)
    return value


def _with_metadata(facts: Mapping[str, Json]) -> dict[str, Json]:
    """The attributes with metadata decoded: applications keep there what a mapping asks for."""
    return {
        key: jsontext.maybe(value) if key.startswith(_METADATA) else value
        for key, value in facts.items()
    }


def _read_trace(facts: Mapping[str, Json], span: Span) -> None:
    span.tags = fields.strings(jsontext.maybe(facts.get("langfuse.trace.tags")))
    span.environment = fields.string(facts.get("langfuse.environment")) or span.environment


def _read_status(facts: Mapping[str, Json], span: Span) -> None:
    if facts.get("level") == "ERROR":
        span.status = "error"
    span.status_message = fields.string(facts.get("status_message")) or span.status_message


def _read_call(facts: Mapping[str, Json], span: Span) -> None:
    span.model = fields.string(facts.get("model.name")) or span.model
    given = requests.parameters(facts.get("model.parameters"))
    asked = {name: value for name, value in given.items() if value != "Infinity"}
    span.parameters = {**span.parameters, **asked}
    span.usage = tokens.usage(facts.get("usage_details")) or span.usage
    span.cost = _cost(facts.get("cost_details")) or span.cost
    version = fields.string(facts.get("prompt.version"))
    span.prompt = fields.prompt(facts.get("prompt.name"), version) or span.prompt
    if facts.get("input") is not None:
        request, defined = without_tools(stored(facts["input"]))
        span.messages = calls.asked(request)
        name_results(span.messages)
        span.tools = calls.offered(request) or defined or span.tools
        mark_flattened(span, request)
    if facts.get("output") is not None:
        span.outputs = calls.answered(stored(facts["output"]))
    reason = fields.string(jsontext.maybe(facts.get("metadata.finish_reason")))
    if reason and len(span.outputs) == 1:
        span.outputs[0].setdefault("finish_reason", reason)


def _cost(details: Json) -> float | int | None:
    """The total, or the sum of its parts where there is none; none for a call that cost nothing."""
    if not isinstance(details, dict):
        return None
    total = fields.number(details.get("total"))
    parts = [amount for value in details.values() if (amount := fields.number(value))]
    return (total if total is not None else sum(parts)) or None


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Langfuse on OpenTelemetry is built in."""
    register(LangfuseOtel())
