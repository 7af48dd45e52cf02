"""Messages as a list of events in one attribute: version 1 of Logfire and of pydantic-ai.

Source: logfire 3.25 to 5.2.0 (`inputs_to_events`) and pydantic-ai 1.0.5. The events are those of
the GenAI conventions, each with its name among its fields. Of a call of the Responses API the
list ends with the answer's events, which nothing sets apart; its media are text, or `unknown`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from rowgate.model import Json, Record, Span
from rowgate.spans import fields
from rowgate.spans.dialects import genai_events
from rowgate.spans.dialects.genai import content
from rowgate.spans.messages import Message, read_message
from rowgate.spans.outputs import merged
from rowgate.spans.parts import read_content

_NAME = "event.name"
_UNKNOWN = "gen_ai.unknown"
_FLATTENED = "messages in a row may be parts of one, with media recorded as text only"

Event = dict[str, Json]


def read_events(record: Record, span: Span, name: str) -> None:
    """Fills messages and outputs from the attribute `name`, a JSON list of events."""
    _read_events(record, span, _events(record, span, name))


def read_call_events(record: Record, span: Span, name: str) -> None:
    """The same for a call of the Responses API too, whose answer is no choice."""
    events = _events(record, span, name)
    if any(event.get(_NAME) == "gen_ai.choice" for event in events):
        _read_events(record, span, events)
    else:
        _read_items(span, events)


def _events(record: Record, span: Span, name: str) -> list[Event]:
    found = content(record, record.attributes, span, name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _read_events(record: Record, span: Span, events: list[Event]) -> None:
    records = [
        {"name": str(event.get(_NAME)), "time_ns": None, "attributes": {}, "body": event}
        for event in events
    ]
    genai_events.read(replace(record, events=records), span)
    reasons = fields.strings(record.attributes.get("gen_ai.response.finish_reasons"))
    for output, reason in zip(span.outputs, reasons, strict=False):
        output.setdefault("finish_reason", reason)


# --- the Responses API ------------------------------------------------------


def _read_items(span: Span, events: list[Event]) -> None:
    """The events of a request, then those of its answer: all that the assistant said last."""
    end = len(events)
    while end and events[end - 1].get("role") == "assistant":
        end -= 1
    asked = [message for event in events[:end] for message in _messages(event)]
    span.messages = _joined(asked)
    span.outputs = merged(message for event in events[end:] for message in _messages(event))
    roles = [message["role"] for message in span.messages]
    if any(pair == ("user", "user") for pair in pairwise(roles)):
        fields.mark(span, _FLATTENED)


def _messages(event: Event) -> list[Message]:
    if event.get(_NAME) != _UNKNOWN:
        return read_message(event)
    role = event.get("role")
    parts = read_content(event.get("data")).parts
    return [{"role": "user" if role == "unknown" else str(role), "content": parts, _NAME: 1}]


def _joined(messages: list[Message]) -> list[Message]:
    """The messages; parts of one that Logfire did not know (and no others) are one again."""
    joined: list[Message] = []
    for message in messages:
        loose = message.pop(_NAME, None) is not None
        if loose and joined and joined[-1].get(_NAME):
            joined[-1]["content"] += message["content"]
        else:
            joined.append({**message, _NAME: 1} if loose else message)
    for message in joined:
        message.pop(_NAME, None)
    return joined
