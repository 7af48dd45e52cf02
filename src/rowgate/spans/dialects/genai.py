"""The GenAI semantic conventions of OpenTelemetry, every version in use.

Source: open-telemetry/semantic-conventions-genai and semantic-conventions 1.27 to 1.37.
Content is looked for where the versions put it, first found first taken: on the span
(`gen_ai.input.messages` as a JSON string), on one log record
(`gen_ai.client.inference.operation.details`), in files (`…messages_ref`), in log records or
span events per message (`gen_ai.user.message`, `gen_ai.choice` …; genai_events.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, requests, tokens
from rowgate.spans.dialects import genai_events
from rowgate.spans.messages import read_messages
from rowgate.spans.outputs import merged
from rowgate.spans.references import read_reference
from rowgate.spans.tools import tool_names
from rowgate.spans.written import SPELLING, spell_out_blocks

DETAILS = "gen_ai.client.inference.operation.details"

KINDS: dict[str, Kind] = {
    "chat": "model",
    "generate_content": "model",
    "text_completion": "model",
    "chat.completions": "model",
    "text.completions": "model",
    "completion": "model",
    "responses": "model",
    "embeddings": "embedding",
    "embedding": "embedding",
    "execute_tool": "tool",
    "retrieval": "retrieval",
    "create_agent": "agent",
    "invoke_agent": "agent",
    "agent_step": "chain",
    "invoke_workflow": "chain",
    "framework": "chain",
}
"""`gen_ai.operation.name` to a kind; anything else is `other`. Spring AI says `embedding` and
`framework`, LiteLLM the name of its function."""

_ONE_ANSWER = ("opentelemetry.instrumentation.openai_agents",)
"""Libraries that write each item of the one answer there is as a message."""
_VARIABLE = "gen_ai.prompt.variable."
_REQUEST = "gen_ai.request."
_USAGE = "gen_ai.usage."
_COSTS = ("gen_ai.usage.cost", "gen_ai.cost", "operation.cost", "gen_ai.usage.total_cost",
          "gen_ai.cost.total_cost")  # fmt: skip


class GenAI:
    """The GenAI semantic conventions."""

    name = "genai"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether it has an attribute or an event of the `gen_ai` namespace."""
        return any(key.startswith("gen_ai.") for key in record.attributes) or any(
            event["name"].startswith("gen_ai.") for event in record.events
        )

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span, with its content from wherever it was put."""
        span = fields.start(record, self.name)
        facts = with_details(record)
        names = _names(tuple(facts))
        span.kind = kind_of(facts)
        span.provider = fields.first_string(facts, ("gen_ai.provider.name", "gen_ai.system"))
        span.model = fields.first_string(facts, ("gen_ai.response.model", "gen_ai.request.model"))
        span.parameters = request_parameters(facts)
        span.usage = tokens.usage({short: facts[name] for name, short in names.usage})
        span.cost = next((c for key in names.costs if (c := fields.number(facts[key]))), None)
        span.variables = {short: facts[name] for name, short in names.variables}
        span.prompt = fields.prompt(
            facts.get("gen_ai.prompt.name"), facts.get("gen_ai.prompt.version")
        )
        span.tools = tool_names(content(record, facts, span, "gen_ai.tool.definitions"))
        read_conversation(record, facts, span)
        return span


def with_details(record: Record) -> Mapping[str, Json]:
    """The attributes, with those of the span's details below them: one event, or several that
    each hold a piece of the conversation (Strands Agents)."""
    details = [event["attributes"] for event in record.events if event["name"] == DETAILS]
    if not details:
        return record.attributes
    whole: dict[str, Json] = {}
    for facts in (*details, record.attributes):
        whole.update(facts)
    return whole


def kind_of(facts: Mapping[str, Json]) -> Kind:
    """The kind an operation's name means; without one, a model span is told by its fields."""
    operation = facts.get("gen_ai.operation.name")
    if operation is None and any(
        key in facts for key in ("gen_ai.request.model", "gen_ai.output.messages")
    ):
        place = fields.first_string(facts, ("http.route", "url.path", "http.url")) or ""
        return next((kind for end, kind in _PLACES if place.endswith(end)), "model")
    return kind_named(KINDS, operation)


_PLACES: tuple[tuple[str, Kind], ...] = (("count_tokens", "other"), ("/embeddings", "embedding"))
"""Endpoints that are no call of a model, where the providers' own SDKs name no operation."""


def kind_named(kinds: Mapping[str, Kind], operation: Json) -> Kind:
    """The kind of an operation; LiteLLM's asynchronous ones begin with an a (`acompletion`)."""
    name = str(operation)
    return kinds.get(name) or kinds.get(name.removeprefix("a"), "other")


def request_parameters(facts: Mapping[str, Json]) -> dict[str, Json]:
    """`gen_ai.request.*` (and the output type asked for) as parameters."""
    names = _names(tuple(facts)).request
    found = requests.parameters({short: facts[name] for name, short in names})
    if facts.get("gen_ai.output.type"):
        found["output_type"] = facts["gen_ai.output.type"]
    return found


def content(record: Record, facts: Mapping[str, Json], span: Span, name: str) -> Json:
    """A content attribute: structured, a JSON string, or a file it refers to; None without it."""
    value = facts.get(name)
    if value is None:
        reference = facts.get(name + "_ref")
        return reference and read_reference(reference, record.origin, span)
    marks: list[str] = []
    decoded = jsontext.decode(value, name, marks)
    for reason in marks:
        fields.mark(span, reason)
    return decoded


def read_conversation(record: Record, facts: Mapping[str, Json], span: Span) -> None:
    """Fills messages and outputs."""
    system = content(record, facts, span, "gen_ai.system_instructions")
    asked = content(record, facts, span, "gen_ai.input.messages")
    answered = content(record, facts, span, "gen_ai.output.messages")
    said = read_messages([{"role": "system", "parts": _parts(system)}]) if system else []
    spoken = read_messages(asked)
    if said and said[0] not in spoken[:1]:  # some writers say it in both places
        span.messages += said
    span.messages += spoken
    # a tool that the provider itself runs has its result among the parts of the answer
    span.outputs = [m for m in read_messages(answered, "assistant") if m["role"] != "tool"]
    if len(span.outputs) > 1 and record.scope in _ONE_ANSWER:
        span.outputs = merged(span.outputs)
    if not span.messages and not span.outputs:
        genai_events.read(record, span)
    if record.scope in SPELLING:
        spell_out_blocks([*span.messages, *span.outputs])
    for output in span.outputs:
        if output["role"] == "unknown":  # LangChain's chunks, to OpenLLMetry
            output["role"] = "assistant"
    name_reasons(facts, span)


def name_reasons(facts: Mapping[str, Json], span: Span) -> None:
    """Says why the answers ended, where they do not say so themselves."""
    reasons = fields.strings(jsontext.maybe(facts.get("gen_ai.response.finish_reasons")))
    for output, reason in zip(span.outputs, reasons, strict=False):
        output.setdefault("finish_reason", reason)


def _parts(system: Json) -> Json:
    """System instructions are a list of parts; some writers give messages, or text."""
    if isinstance(system, list) and system and isinstance(system[0], dict):
        return [part for item in system for part in item.get("parts") or [item]]
    return system


Names = tuple[tuple[str, str], ...]
"""Names of attributes, each with what stands behind the prefix."""


class _Names(NamedTuple):
    """The attributes that are told by their prefix."""

    request: Names
    usage: Names
    variables: Names
    costs: tuple[str, ...]


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...]) -> _Names:
    """Sorted once for all spans that have the same attributes."""
    return _Names(
        _under(names, _REQUEST),
        _under(names, _USAGE),
        _under(names, _VARIABLE),
        tuple(name for name in _COSTS if name in names),
    )


def _under(names: tuple[str, ...], prefix: str) -> Names:
    return tuple((name, name.removeprefix(prefix)) for name in names if name.startswith(prefix))


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """The GenAI conventions are built in."""
    register(GenAI())
