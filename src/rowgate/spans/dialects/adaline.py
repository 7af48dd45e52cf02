"""Adaline's spans: what `content` means by its type.

Source: `LogSpanContent` and `LogSpanItem` in `adaline-api` 2.2.1. `input` and `output` are JSON
strings of what the provider was sent and answered; in a `ModelStream` the `output` is the raw
stream and `aggregateOutput` the answer.
"""

from __future__ import annotations

from collections.abc import Callable

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, tokens
from rowgate.spans.calls import error_text, read_call
from rowgate.spans.containers.adaline import FAMILY
from rowgate.spans.dialects.adaline_content import plain_messages, read_variables
from rowgate.spans.pieces import said_of
from rowgate.spans.streams import answer_of, chunks_of

KINDS: dict[str, Kind] = {
    "Model": "model",
    "ModelStream": "model",
    "Embeddings": "embedding",
    "Function": "function",
    "Tool": "tool",
    "Guardrail": "guardrail",
    "Retrieval": "retrieval",
}
_TOKENS = {
    "promptTokens": "input_tokens",
    "completionTokens": "output_tokens",
    "totalTokens": "total_tokens",
}


class Adaline:
    """Adaline's content types."""

    name = "adaline"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the Adaline container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; session, user and tags of its trace are its own where it has none."""
        span = fields.start(record, self.name)
        item = record.body
        span.kind = KINDS.get(record.kind, "other")
        span.project = fields.string(item.get("projectId"))
        span.prompt = fields.prompt(item.get("promptId"), item.get("deploymentId"))
        span.tags = fields.strings(item.get("tags"))
        _read_people(span, [item, item["trace"], *(one.body for one in said_of(trace))])
        content = item["content"]
        span.cost = fields.number(content.get("cost")) or fields.number(item.get("cost"))
        if span.kind == "model":
            _read_model(span, content, item)
        return span


def _read_people(span: Span, places: list[Json]) -> None:
    for place in places:
        span.session_id = span.session_id or fields.string(place.get("sessionId"))
        fields.read_people(span, place.get("attributes"))
        if not span.tags:
            span.tags = fields.strings(place.get("tags"))


def _read_model(span: Span, content: dict[str, Json], item: dict[str, Json]) -> None:
    span.provider = fields.string(content.get("provider"))
    span.model = fields.string(content.get("model"))
    span.variables = read_variables(content.get("variables"))
    span.usage = tokens.usage({name: item.get(key) for key, name in _TOKENS.items()})
    asked = plain_messages(_decoded(span, content, "input"))
    answered = _answer(span, content)
    if span.status == "error":
        span.status_message = error_text(answered)
        answered = None
    read_call(span, asked, plain_messages(answered))


def _answer(span: Span, content: dict[str, Json]) -> Json:
    if content.get("type") != "ModelStream":
        return _decoded(span, content, "output")
    if content.get("aggregateOutput"):
        return _decoded(span, content, "aggregateOutput")
    raw = content.get("output")
    answer = answer_of(chunks_of(raw)) if isinstance(raw, str) else None
    if raw and answer is None:
        fields.mark(span, "only the raw stream of the answer was recorded, not the answer")
    return answer


def _decoded(span: Span, content: dict[str, Json], name: str) -> Json:
    marks: list[str] = []
    value = jsontext.decode(content.get(name), name, marks)
    for reason in marks:
        fields.mark(span, reason)
    return value


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Adaline is built in."""
    register(Adaline())
