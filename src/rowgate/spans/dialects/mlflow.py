"""MLflow's span attributes, from its own exports and over OTLP.

Source: `SpanAttributeKey`, `TraceMetadataKey` and `Assessment` of mlflow 3.17. Every attribute
is JSON text; inputs and outputs are the request and response of the traced function. Of a
streamed answer with tool calls `mlflow.spanOutputs` is empty (3.17): the chunks in the span's
events have them. Media are taken out and kept as attachments beside the trace.
"""

from __future__ import annotations

from collections.abc import Callable

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, hosted, jsontext, tokens
from rowgate.spans.calls import answered, read_call, says_something
from rowgate.spans.ids import normal_id
from rowgate.spans.pieces import said_of
from rowgate.spans.streams import answer_of
from rowgate.spans.tools import tool_names

KINDS: dict[str, Kind] = {
    "CHAT_MODEL": "model",
    "LLM": "model",
    "EMBEDDING": "embedding",
    "RETRIEVER": "retrieval",
    "RERANKER": "retrieval",
    "TOOL": "tool",
    "AGENT": "agent",
    "CHAIN": "chain",
    "WORKFLOW": "chain",
    "TASK": "chain",
    "GUARDRAIL": "guardrail",
    "PARSER": "function",
    "EVALUATOR": "function",
}
_CONTENT = ("mlflow.spanInputs", "mlflow.spanOutputs")
_PROVIDERS = ("openai", "anthropic", "gemini", "bedrock", "groq", "mistral")
"""Message formats that are the name of a provider; others are frameworks."""


class MLflow:
    """MLflow's span attributes."""

    name = "mlflow"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether it has MLflow's type or inputs."""
        return any(key in record.attributes for key in ("mlflow.spanType", "mlflow.spanInputs"))

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; what is said of its trace (session, user, scores) is its own too."""
        span = fields.start(record, self.name)
        facts = _decoded(record.attributes, span)
        span.attributes = facts
        span.kind = KINDS.get(str(facts.get("mlflow.spanType")), "other")
        for about in said_of(trace):
            _read_trace(span, about.body)
        if span.kind == "model":
            _read_model(span, facts, record)
        return span


def _decoded(attributes: dict[str, Json], span: Span) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in attributes.items():
        marks: list[str] = []
        decoded = jsontext.decode(value, name, marks)
        # an attribute that is no JSON was written by some other tracer
        found[name] = value if marks and name not in _CONTENT else decoded
        for reason in marks if name in _CONTENT else ():
            fields.mark(span, reason)
    return found


def _read_model(span: Span, facts: dict[str, Json], record: Record) -> None:
    span.model = fields.string(facts.get("mlflow.llm.model"))
    spoken = facts.get("mlflow.message.format")
    span.provider = fields.string(facts.get("mlflow.llm.provider"))
    if span.provider is None and spoken in _PROVIDERS:
        span.provider = str(spoken)
    span.usage = tokens.usage(facts.get("mlflow.chat.tokenUsage"))
    cost = facts.get("mlflow.llm.cost")
    span.cost = fields.number(cost.get("total_cost")) if isinstance(cost, dict) else None
    read_call(span, facts.get("mlflow.spanInputs"), facts.get("mlflow.spanOutputs"))
    span.tools = span.tools or tool_names(facts.get("mlflow.chat.tools"))
    if not any(says_something(output) for output in span.outputs):
        span.outputs = answered(_streamed(record)) or span.outputs
    _read_prompts(span, facts.get("mlflow.linkedPrompts"))
    hosted.settle(span, record.origin)


def _streamed(record: Record) -> Json:
    chunks = (event["attributes"].get("mlflow.chunk.value") for event in record.events)
    return answer_of([jsontext.maybe(chunk) for chunk in chunks if chunk])


def _read_prompts(span: Span, value: Json) -> None:
    """Prompts of the registry: told where there is just one, since nothing says which is whose."""
    prompts = jsontext.maybe(value)
    if isinstance(prompts, list) and len(prompts) == 1 and isinstance(prompts[0], dict):
        span.prompt = fields.prompt(prompts[0].get("name"), prompts[0].get("version"))


def _read_trace(span: Span, info: dict[str, Json]) -> None:
    metadata = _map(info.get("trace_metadata") or info.get("request_metadata"))
    span.session_id = span.session_id or fields.string(metadata.get("mlflow.trace.session"))
    span.user_id = span.user_id or fields.string(metadata.get("mlflow.trace.user"))
    place = _map(_map(info.get("trace_location")).get("mlflow_experiment"))
    experiment = place.get("experiment_id") or info.get("experiment_id")
    span.project = span.project or fields.string(experiment)
    tags = _map(info.get("tags"))
    span.tags = [f"{key}:{value}" for key, value in tags.items() if not key.startswith("mlflow.")]
    _read_prompts(span, tags.get("mlflow.linkedPrompts"))
    for one in info.get("assessments") or ():
        if isinstance(one, dict):
            _read_assessment(span, one)


def _read_assessment(span: Span, one: dict[str, Json]) -> None:
    """Feedback is a score. What was expected is no score: it is kept to be looked at."""
    about = one.get("span_id")
    if one.get("valid") is False or (about and normal_id(about) != span.span_id):
        return
    name = str(one.get("assessment_name") or one.get("name"))
    if isinstance(one.get("feedback"), dict):
        span.scores[name] = one["feedback"].get("value")
    elif isinstance(one.get("expectation"), dict):
        expected = one["expectation"]
        value = expected.get("value", _map(expected.get("serialized_value")).get("value"))
        span.attributes.setdefault("expectations", {})[name] = value


def _map(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """MLflow is built in."""
    register(MLflow())
