"""Haystack's own tracing: a span a component, what goes in and comes out as JSON.

Source: deepset-ai/haystack, `haystack/tracing` and `core/pipeline` of versions 2.0 to 2.20, with
`HAYSTACK_CONTENT_TRACING_ENABLED`. What a component is, its class says; chat messages hold a list
of `{text}`, `{tool_call}`, `{tool_call_result}` and `{image}`; before 2.13 in `_content`.
"""

from __future__ import annotations

from collections.abc import Callable

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, requests, tokens
from rowgate.spans.messages import Message, read_messages
from rowgate.spans.outputs import read_outputs
from rowgate.spans.tools import tool_names

_TYPE = "haystack.component.type"
_PIPELINES = ("haystack.pipeline.", "haystack.agent.", "haystack.component.")
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("Generator", "model"),
    ("Embedder", "embedding"),
    ("Retriever", "retrieval"),
    ("Ranker", "retrieval"),
    ("ToolInvoker", "tool"),
    ("Agent", "agent"),
)


class Haystack:
    """Haystack's components."""

    name = "haystack"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether a pipeline, an agent or a component of Haystack wrote it."""
        return any(key.startswith(_PIPELINES) for key in record.attributes)

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span; a generator's is a model span."""
        span = fields.start(record, self.name)
        facts = record.attributes
        span.kind = _kind(fields.string(facts.get(_TYPE)))
        span.name = fields.string(facts.get("haystack.component.name")) or span.name
        if span.kind == "model":
            _read_model(span, facts.get("haystack.component.input"), asked=True)
            _read_model(span, facts.get("haystack.component.output"), asked=False)
        return span


def _kind(type_: str | None) -> Kind:
    ends = (kind for end, kind in _KINDS if type_ and type_.endswith(end))
    return next(ends, "chain")


def _read_model(span: Span, content: Json, *, asked: bool) -> None:
    marks: list[str] = []
    value = jsontext.decode(content, "the input" if asked else "the output", marks)
    for reason in marks:
        fields.mark(span, reason)
    if not isinstance(value, dict):
        return
    if asked:
        _read_asked(span, value)
    else:
        _read_answered(span, value)


def _read_asked(span: Span, value: dict[str, Json]) -> None:
    span.messages = _messages(value.get("messages") or value.get("prompt"))
    if isinstance(value.get("system_prompt"), str):
        span.messages.insert(0, read_messages(value["system_prompt"], "system")[0])
    span.parameters = requests.parameters(value.get("generation_kwargs"))
    span.tools = tool_names(value.get("tools"))


def _read_answered(span: Span, value: dict[str, Json]) -> None:
    replies, beside = value.get("replies"), value.get("meta")
    for number, reply in enumerate(replies if isinstance(replies, list) else []):
        plain = read_outputs(_plain(reply))
        facts = beside[number] if isinstance(beside, list) and number < len(beside) else None
        if isinstance(reply, dict):
            facts = reply.get("meta") or reply.get("_meta")
        _read_facts(span, plain, facts)
        span.outputs += plain


def _read_facts(span: Span, outputs: list[Message], facts: Json) -> None:
    """What the provider said of an answer: the model, why it ended, tokens."""
    if not isinstance(facts, dict):
        return
    span.model = span.model or fields.string(facts.get("model"))
    span.usage = span.usage or tokens.usage(facts.get("usage"))
    reason = fields.string(facts.get("finish_reason"))
    for output in outputs if reason else []:
        output.setdefault("finish_reason", reason)


def _messages(value: Json) -> list[Message]:
    return read_messages([_plain(item) for item in value] if isinstance(value, list) else value)


def _plain(message: Json) -> Json:
    """A chat message as other writers have it."""
    if not isinstance(message, dict):
        return message
    parts = message.get("content", message.get("_content"))
    return {
        "role": message.get("role") or message.get("_role"),
        "name": message.get("name") or message.get("_name"),
        "content": [_part(part) for part in parts] if isinstance(parts, list) else parts,
    }


def _part(part: Json) -> Json:
    for name in ("tool_call", "tool_call_result", "image", "reasoning"):
        inner = part.get(name) if isinstance(part, dict) else None
        if isinstance(inner, dict):
            return _INNER[name](inner)
    return part


def _result(inner: dict[str, Json]) -> Json:
    origin = inner.get("origin")
    made = origin if isinstance(origin, dict) else {}
    return {
        "type": "tool_result",
        "tool_call_id": made.get("id"),
        "name": made.get("tool_name"),
        "content": inner.get("result"),
    }


_INNER: dict[str, Callable[[dict[str, Json]], Json]] = {
    "tool_call": lambda inner: {"type": "tool_call", **inner},
    "tool_call_result": _result,
    "image": lambda inner: {
        "type": "blob",
        "modality": "image",
        "mime_type": inner.get("mime_type") or "image/png",
        "content": inner.get("base64_image"),
    },
    "reasoning": lambda inner: {"type": "reasoning", "text": inner.get("reasoning_text")},
}


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Haystack is built in."""
    register(Haystack())
