"""Datadog's spans: messages and prompts under `meta`, tags as `key:value`.

Source: ddtrace 4.16. What messages look like is said in datadog_messages.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, requests, tokens
from rowgate.spans.containers.datadog import FAMILY
from rowgate.spans.containers.items import as_dict, as_text
from rowgate.spans.dialects.datadog_messages import read_side
from rowgate.spans.tools import tool_names

KINDS: dict[str, Kind] = {
    "llm": "model",
    "embedding": "embedding",
    "retrieval": "retrieval",
    "tool": "tool",
    "agent": "agent",
    "workflow": "chain",
    "task": "function",
}
_NO_PARAMETERS = ("finish_reason", "stop_reason")
_METRICS = {
    "reasoning_output_tokens": "reasoning_tokens",
    "cache_read_input_tokens": "cache_read_tokens",
    "cache_write_input_tokens": "cache_write_tokens",
}


class Datadog:
    """Spans of Datadog LLM Observability."""

    name = "datadog"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the Datadog container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span."""
        span = fields.start(record, self.name)
        item, meta = record.body, record.body["meta"]
        span.kind = KINDS.get(record.kind, "other")
        span.environment = fields.string(record.attributes.get("deployment.environment.name"))
        span.session_id = fields.string(item.get("session_id")) or span.session_id
        span.tags = [f"{key}:{value}" for key, value in record.attributes["tags"].items()]
        span.scores = _scores(as_dict(item.get("evaluation")))
        if span.kind == "model":
            _read_call(span, meta)
            _read_prompt(span, as_dict(as_dict(meta.get("input")).get("prompt")))
            _read_usage(span, as_dict(item.get("metrics")))
        return span


def _read_call(span: Span, meta: Mapping[str, Json]) -> None:
    said = as_dict(meta.get("metadata"))
    provider = fields.string(meta.get("model_provider"))
    span.provider = None if provider == "unknown" else provider
    span.model = fields.string(meta.get("model_name"))
    span.parameters = requests.parameters(
        {name: value for name, value in said.items() if name not in _NO_PARAMETERS}
    )
    span.tools = tool_names(meta.get("tool_definitions"))
    span.messages = read_side(span, meta.get("input"), "user")
    span.outputs = [
        output
        for output in read_side(span, meta.get("output"), "assistant")
        if span.status != "error" or output["content"] or output.get("tool_calls")
    ]
    reasons = as_text(said.get("finish_reason")).split(",")  # one for each of several choices
    for output, reason in zip(span.outputs, reasons, strict=False):
        if reason:
            output["finish_reason"] = reason


def _read_prompt(span: Span, prompt: Mapping[str, Json]) -> None:
    template = prompt.get("template") or prompt.get("chat_template")
    span.prompt = fields.prompt(
        prompt.get("id") or prompt.get("name"), prompt.get("version"), template
    )
    span.variables = dict(as_dict(prompt.get("variables")))


def _read_usage(span: Span, metrics: Mapping[str, Json]) -> None:
    span.usage = tokens.usage(metrics)
    for name, known in _METRICS.items():
        amount = fields.number(metrics.get(name))
        if amount:
            span.usage[known] = amount
    estimated = fields.number(metrics.get("estimated_total_cost"))  # in nanodollars
    span.cost = fields.number(metrics.get("total_cost"))
    if span.cost is None and estimated is not None:
        span.cost = estimated / 1_000_000_000


def _scores(evaluations: Mapping[str, Json]) -> dict[str, Json]:
    """The evaluations that the export API puts beside a span."""
    values = {name: as_dict(one).get("value") for name, one in evaluations.items()}
    return {name: value for name, value in values.items() if value is not None}


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Datadog is built in."""
    register(Datadog())
