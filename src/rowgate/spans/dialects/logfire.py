"""Pydantic Logfire: its own spans, and its instrumentation of OpenAI's and Anthropic's clients.

Source: logfire 3.25 to 5.2.0, _internal/integrations/llm_providers and scrubbing.py. A span's
name is a template (`Chat Completion with {request_data[model]!r}`), its text is `logfire.msg`.
Requests and answers stand in `request_data` and `response_data` (version 1 of its conventions)
or in the GenAI attributes (version 2); what was streamed is only on a log beside the request,
`streaming response from …`. Lists and objects are JSON text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import calls, fields, jsontext
from rowgate.spans.dialects.genai import GenAI
from rowgate.spans.dialects.logfire_events import read_call_events
from rowgate.spans.dialects.logfire_streams import is_alone, streamed

_MESSAGE = "logfire.msg"
_TYPE = "logfire.span_type"
_TEMPLATE = "logfire.msg_template"
_SCRUBBED = "logfire.scrubbed"
_MASK = "[Scrubbed due to "
_REQUEST = "request_data"
_RESPONSE = "response_data"
_EVENTS = "events"
_JSON = (_REQUEST, _RESPONSE, "gen_ai.response.finish_reasons", "gen_ai.request.stop_sequences")
_ASKED = ("messages", "prompt")


class Logfire(GenAI):
    """The spans of Logfire."""

    name = "logfire"

    def detect(self, record: Record) -> bool:
        """Whether it has Logfire's own attributes."""
        return _TYPE in record.attributes or _TEMPLATE in record.attributes

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; a request that was streamed with what the log beside it tells."""
        marks: list[str] = []
        whole = replace(record, attributes=_with_streamed(record, trace, marks))
        span = super().apply(whole, trace)
        span.attributes = record.attributes
        span.name = rendered_name(record)
        span.session_id = unscrubbed(span.session_id)
        span.user_id = unscrubbed(span.user_id)
        span.tags = fields.strings(record.attributes.get("logfire.tags"))
        span.kind = "model" if is_alone(record, trace) else _kind(whole.attributes, span.kind)
        if span.kind == "model":
            _read_raw(whole, span)
            for reason in (*marks, *_scrubbed(record)):
                fields.mark(span, reason)
        return span


def rendered_name(record: Record) -> str:
    """The span's text where Logfire recorded one, else its name."""
    return fields.string(record.attributes.get(_MESSAGE)) or record.name


def unscrubbed(value: str | None) -> str | None:
    """The value; None where Logfire scrubbed it, as it does to every attribute called session."""
    return None if value is not None and value.startswith(_MASK) else value


def _kind(facts: Mapping[str, Json], kind: Kind) -> Kind:
    """Version 1 names no operation: requests are told by their data."""
    if facts.get(_TYPE) in ("log", "pending_span"):
        return "other"
    request = facts.get(_REQUEST)
    if "gen_ai.operation.name" in facts or not isinstance(request, dict):
        return kind
    answered = facts.get(_RESPONSE)
    if isinstance(answered, dict) and "images" in answered:
        return "other"
    if "messages" in request or "prompt" in request or _EVENTS in facts:
        return "model"
    return "embedding" if "input" in request else "other"


def _with_streamed(record: Record, trace: Trace, marks: list[str]) -> dict[str, Json]:
    """The attributes, with what the log of a streamed answer adds to them."""
    own = _decoded(record.attributes)
    if own.get(_TYPE) != "span" or _REQUEST not in own or _RESPONSE in own:
        return own
    added = _decoded(streamed(record, trace, marks))
    return {**added, **own, **({_EVENTS: added[_EVENTS]} if _EVENTS in added else {})}


# --- version 1 --------------------------------------------------------------


def _decoded(facts: Mapping[str, Json]) -> dict[str, Json]:
    return {key: jsontext.maybe(value) if key in _JSON else value for key, value in facts.items()}


def _read_raw(record: Record, span: Span) -> None:
    """What the raw request and response tell that the GenAI attributes do not."""
    facts = record.attributes
    request, response = facts.get(_REQUEST), facts.get(_RESPONSE)
    if isinstance(request, str):
        fields.mark(span, f"{_REQUEST} is cut off")
    if isinstance(response, str):
        fields.mark(span, f"{_RESPONSE} is cut off")
    if _EVENTS in facts and not span.messages:
        read_call_events(record, span, _EVENTS)
    if isinstance(request, dict) and any(key in request for key in _ASKED):
        span.messages = span.messages or calls.asked(request)
        span.tools = span.tools or calls.offered(request)
        span.parameters = {**calls.settings(request), **span.parameters}
    if isinstance(response, dict) and not span.outputs:
        span.outputs = _answered(response)
        reasons = fields.strings(facts.get("gen_ai.response.finish_reasons"))
        for output, reason in zip(span.outputs, reasons, strict=False):
            output.setdefault("finish_reason", reason)
    span.usage = span.usage or calls.used(response)


def _answered(response: dict[str, Json]) -> list[dict[str, Json]]:
    """`message`, `text`, or, before 3.0, the text of all chunks."""
    if "combined_chunk_content" in response:
        return calls.answered(response["combined_chunk_content"])
    kept = {key: value for key, value in response.items() if key != "usage"}
    return calls.answered(kept) if kept else []


def _scrubbed(record: Record) -> list[str]:
    """What Logfire masked in the request or the response."""
    notes = jsontext.maybe(record.attributes.get(_SCRUBBED))
    paths = [note.get("path") for note in notes or () if isinstance(note, dict)]
    parts = [path[1] for path in paths if isinstance(path, list) and len(path) > 1]
    return [
        f"Logfire scrubbed parts of {name}"
        for name in (_REQUEST, _RESPONSE, _EVENTS)
        if name in parts
    ]


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Logfire is built in."""
    register(Logfire())
