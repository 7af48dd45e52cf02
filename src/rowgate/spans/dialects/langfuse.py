"""Langfuse's observations: what their fields mean by type.

Source: Langfuse's API reference (v3) and data model. An observation that came over OpenTelemetry
has that span's attributes in its metadata; what Langfuse has no field for (provider, tools,
prompt variables) is taken from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, hosted, jsontext, requests, tokens
from rowgate.spans.calls import read_call
from rowgate.spans.containers.items import as_dict, as_list
from rowgate.spans.containers.langfuse import FAMILY, SCORE
from rowgate.spans.dialects.langfuse_content import (
    mark_flattened,
    name_results,
    stored,
    without_tools,
)
from rowgate.spans.flat import indexed, under
from rowgate.spans.pieces import said_of
from rowgate.spans.tools import tool_names

KINDS: dict[str, Kind] = {
    "GENERATION": "model",
    "EMBEDDING": "embedding",
    "AGENT": "agent",
    "TOOL": "tool",
    "CHAIN": "chain",
    "RETRIEVER": "retrieval",
    "GUARDRAIL": "guardrail",
    "EVALUATOR": "function",
}
_PROVIDERS = (
    "gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ls_provider",
    "ai.model.provider",
)  # fmt: skip
_COUNTS = (
    ("cache_read", "cache_read_tokens"),
    ("cached", "cache_read_tokens"),
    ("cache_creation", "cache_write_tokens"),
    ("cache_write", "cache_write_tokens"),
    ("reasoning", "reasoning_tokens"),
)
_NO_SETTINGS = ("id", "created_at", "finishReason", "maxRetries", "maxSteps")
"""What integrations put among the parameters of a request that is none."""


class Langfuse:
    """Langfuse's observation types."""

    name = "langfuse"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the Langfuse container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; session, user, tags and scores of its trace are its own too."""
        span = fields.start(record, self.name)
        item, facts = record.body, record.attributes
        span.kind = KINDS.get(record.kind, "other")
        span.project = fields.string(item.get("projectId")) or span.project
        span.environment = fields.string(item.get("environment")) or span.environment
        _read_shared(span, [item, *(about.body for about in said_of(trace))], facts)
        _read_scores(span, [event["body"] for event in record.events if event["name"] == SCORE])
        span.prompt = fields.prompt(item.get("promptName"), item.get("promptVersion"))
        span.variables = _variables(record, span.kind == "model")
        if span.kind == "model":
            _read_model(span, item, facts)
        return span


def _read_shared(span: Span, places: list[dict[str, Json]], facts: dict[str, Json]) -> None:
    for place in places:
        fields.read_people(span, place)
        span.tags = span.tags or fields.strings(place.get("tags"))
        if place.get("corrections"):
            span.attributes["corrections"] = place["corrections"]
    fields.read_people(span, facts)
    _read_scores(span, places)


def _read_scores(span: Span, places: list[dict[str, Json]]) -> None:
    """Scores of the observation, and of its trace where they name no observation."""
    for place in places:
        for score in as_list(place.get("scores")):
            about = as_dict(score).get("observationId")
            if isinstance(score, dict) and about in (None, "", span.span_id):
                label = score.get("stringValue")
                span.scores[str(score.get("name"))] = label or score.get("value")


def _variables(record: Record, model: bool) -> dict[str, Json]:
    """Prompt variables in OpenTelemetry attributes; of LangChain's prompt templates the input."""
    if model:
        known = jsontext.maybe(record.attributes.get("llm.prompt_template.variables"))
        found = under(record.attributes, "gen_ai.prompt.variable.")
        return {**found, **(known if isinstance(known, dict) else {})}
    asked = jsontext.maybe(record.body.get("input"))
    rendered = record.name.endswith("PromptTemplate") and isinstance(asked, dict)
    return dict(asked) if rendered else {}


def _read_model(span: Span, item: dict[str, Json], facts: dict[str, Json]) -> None:
    span.provider = fields.first_string(facts, _PROVIDERS)
    span.model = fields.string(item.get("model"))
    span.usage = _usage(item.get("usageDetails") or item.get("usage"))
    span.cost = _cost(item)
    asked, defined = without_tools(stored(item.get("input")))
    recorded = _settings(item.get("modelParameters"))
    read_call(span, asked, stored(item.get("output")))
    name_results(span.messages)
    span.parameters = {**span.parameters, **recorded}
    # the model as Langfuse was told: a response may name it in another way
    span.model = fields.string(item.get("model")) or span.model
    span.tools = span.tools or defined or next(_offered(item, facts), [])
    hosted.settle(span)
    mark_flattened(span, asked)


def _settings(given: Json) -> dict[str, Json]:
    """Model parameters; Langfuse stores each that is no number as text."""
    parameters = jsontext.maybe(given)
    if not isinstance(parameters, dict):
        return {}
    kept = {k: jsontext.maybe(v) for k, v in parameters.items() if k not in _NO_SETTINGS}
    return {k: v for k, v in requests.parameters(kept).items() if v != ""}


def _offered(item: dict[str, Json], facts: dict[str, Json]) -> Iterator[list[str]]:
    """The names of the tools offered, wherever they were recorded."""
    named = item.get("toolDefinitions")
    if isinstance(named, dict) and named:
        yield list(named)
    schemas = [tool.get("tool.json_schema") for tool in indexed(facts, "llm.tools").values()]
    for tools in (schemas, facts.get("gen_ai.tool.definitions"), facts.get("ai.prompt.tools")):
        names = tool_names([jsontext.maybe(one) for one in as_list(jsontext.maybe(tools))])
        if names:
            yield names


def _usage(counts: Json) -> dict[str, Json]:
    """Token counts; Langfuse writes details as one more word in the name of a count."""
    details = jsontext.maybe(counts)
    found = tokens.usage(details)
    for name, value in details.items() if isinstance(details, dict) else ():
        amount = fields.number(value)
        known = next((ours for word, ours in _COUNTS if word in name), None)
        if known and amount:
            found.setdefault(known, amount)
    return found


def _cost(item: dict[str, Json]) -> float | None:
    details = jsontext.maybe(item.get("costDetails"))
    total = details.get("total") if isinstance(details, dict) else None
    costs = (total, item.get("totalCost"), item.get("calculatedTotalCost"))
    return next((cost for cost in map(fields.number, costs) if cost), None)


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Langfuse is built in."""
    register(Langfuse())
