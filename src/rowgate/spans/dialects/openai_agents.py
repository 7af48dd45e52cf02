"""The OpenAI Agents SDK's spans: what `span_data` means by its type.

Source: `tracing/span_data.py` of openai-agents 0.24. A `generation` (Chat Completions) holds
messages, a `response` (Responses API, the SDK's default) only the response's id: its content
stays with OpenAI. Neither names the tools offered; the agent above them does. Prompt variables
and finish reasons are not recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, requests, tokens
from rowgate.spans.calls import read_call
from rowgate.spans.containers.items import as_dict
from rowgate.spans.containers.openai_agents import FAMILY
from rowgate.spans.pieces import said_of

KINDS: dict[str, Kind] = {
    "generation": "model",
    "response": "model",
    "agent": "agent",
    "function": "tool",
    "guardrail": "guardrail",
    "handoff": "function",
    "mcp_tools": "function",
    "task": "chain",
    "turn": "chain",
}
_USER = ("user_id", "user.id", "user")
_SESSION = ("session_id", "session.id", "conversation_id")
_NO_PARAMETERS = ("base_url", "include_usage", "retry", "store", "prompt_cache_retention",
                  "prompt_cache_options", "response_include", "context_management")  # fmt: skip
"""Parts of a model's settings that are no parameters of the request to the model."""


class OpenAIAgents:
    """Spans of the OpenAI Agents SDK."""

    name = "openai-agents"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the container of the Agents SDK read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; session and user are its trace's `group_id` and metadata."""
        span = fields.start(record, self.name)
        data = record.body["span_data"]
        span.kind = KINDS.get(_type(record.kind, data), "other")
        for said in said_of(trace):
            _read_trace(span, said.body)
        if span.kind == "model":
            span.tools = _tools(record, trace)
            _read_model(span, data)
        return span


def _type(said: str, data: Mapping[str, Json]) -> str:
    """The type; the SDK's own tasks and turns are custom spans that say so in their data."""
    own = as_dict(data.get("data")).get("sdk_span_type") if said == "custom" else None
    return own if isinstance(own, str) else said


def _read_trace(span: Span, said: Mapping[str, Json]) -> None:
    metadata = as_dict(said.get("metadata"))
    span.session_id = span.session_id or fields.string(said.get("group_id"))
    span.session_id = span.session_id or fields.first_string(metadata, _SESSION)
    span.user_id = span.user_id or fields.first_string(metadata, _USER)
    named = {"workflow_name": said.get("workflow_name"), "metadata": metadata}
    span.attributes = {**named, **span.attributes}


def _tools(record: Record, trace: Trace) -> list[str]:
    """The tools of the agent that made the call."""
    for above in trace.ancestors(record):
        if above.kind == "agent":
            return fields.strings(above.attributes.get("tools"))
    return []


def _read_model(span: Span, data: Mapping[str, Json]) -> None:
    is_response = data.get("type") == "response"
    span.provider = "openai" if is_response else None
    span.model = fields.string(data.get("model"))
    span.usage = tokens.usage(data.get("usage"))
    settings = as_dict(data.get("model_config"))
    span.parameters = requests.parameters(
        {name: value for name, value in settings.items() if name not in _NO_PARAMETERS}
    )
    read_call(span, data.get("input"), data.get("output") or data.get("response"))
    if is_response and not span.messages:
        fields.mark(span, "the content stays with OpenAI: only the id of the response is here")


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """The OpenAI Agents SDK is built in."""
    register(OpenAIAgents())
