"""pydantic-ai: the GenAI conventions with deviations, in six versions of its instrumentation.

Source: pydantic-ai 1.0.5 (version 1: messages as events, in one JSON attribute or as logs) and
2.68.0 (versions 2 to 6: `gen_ai.input.messages`), models/instrumented.py and messages.py. A
request that failed keeps its messages on the agent's span only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, tokens
from rowgate.spans.dialects.genai import GenAI, read_conversation
from rowgate.spans.dialects.logfire import rendered_name, unscrubbed
from rowgate.spans.dialects.logfire_events import read_events
from rowgate.spans.flat import under
from rowgate.spans.tools import tool_names

_SCOPE = "pydantic-ai"
_REQUEST = "model_request_parameters"
_INPUT = "gen_ai.input.messages"
_EVENTS = "events"
_ALL_MESSAGES = "pydantic_ai.all_messages"
_ALL_EVENTS = "all_messages_events"


class PydanticAI(GenAI):
    """The spans of pydantic-ai."""

    name = "pydantic-ai"

    def detect(self, record: Record) -> bool:
        """Whether its scope says so, or, where a file has no scopes, its own attributes do."""
        if record.scope == _SCOPE:
            return True
        return any(key in record.attributes for key in (_REQUEST, _ALL_MESSAGES, _ALL_EVENTS))

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span, named as its rendered message says."""
        span = super().apply(_without_unseen(record), trace)
        facts = span.attributes = record.attributes
        span.name = rendered_name(record)
        span.session_id = _session(record, trace) or span.session_id
        span.kind = _kind(facts, span.kind)
        span.usage = {**tokens.usage(under(facts, "gen_ai.usage.details.")), **span.usage}
        if span.kind == "model":
            span.tools = span.tools or _tools(facts)
            if not span.messages and _EVENTS in facts:
                read_events(record, span, _EVENTS)
            if not span.messages and span.status == "error":
                _take_over(record, trace, span)
        return span


def _session(record: Record, trace: Trace) -> str | None:
    """The application's own session: the conversation's id is made up for each run."""
    for place in (record, *trace.ancestors(record)):
        found = unscrubbed(fields.string(place.attributes.get("session.id")))
        if found:
            return found
    return None


def _kind(facts: Mapping[str, Json], kind: Kind) -> Kind:
    """Before version 2 only a request names its operation."""
    if "gen_ai.operation.name" in facts:
        return kind
    if "agent_name" in facts:
        return "agent"
    return "tool" if "gen_ai.tool.name" in facts else "chain"


def _tools(facts: Mapping[str, Json]) -> list[str]:
    asked = jsontext.maybe(facts.get(_REQUEST))
    if not isinstance(asked, dict):
        return []
    return tool_names(asked.get("function_tools")) + tool_names(asked.get("output_tools"))


def _without_unseen(record: Record) -> Record:
    """The record without parts marked `visible: false`: an earlier request was sent with them,
    this one was not."""
    text = record.attributes.get(_INPUT)
    if not isinstance(text, str) or '"visible"' not in text:
        return record
    found = jsontext.maybe(text)
    if not isinstance(found, list):
        return record
    seen = [_seen(message) for message in found if isinstance(message, dict)]
    kept = [message for message in seen if message["parts"]]
    return replace(record, attributes={**record.attributes, _INPUT: kept})


def _seen(message: dict[str, Json]) -> dict[str, Json]:
    parts = message.get("parts")
    kept = [part for part in parts if not _is_unseen(part)] if isinstance(parts, list) else []
    return {**message, "parts": kept}


def _is_unseen(part: Json) -> bool:
    return isinstance(part, dict) and part.get("visible") is False


def _take_over(record: Record, trace: Trace, span: Span) -> None:
    """The messages of the agent's span, where its last request is the one that failed."""
    agent = trace.get(record.parent_id)
    if agent is None or agent.scope != record.scope:
        return
    requests = [below for below in trace.children(agent) if _REQUEST in below.attributes]
    if any((other.started_ns or 0) > (record.started_ns or 0) for other in requests):
        return
    if _ALL_MESSAGES in agent.attributes:
        facts = {**agent.attributes, _INPUT: agent.attributes[_ALL_MESSAGES]}
        read_conversation(agent, facts, span)
    elif _ALL_EVENTS in agent.attributes:
        read_events(agent, span, _ALL_EVENTS)


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """pydantic-ai is built in."""
    register(PydanticAI())
