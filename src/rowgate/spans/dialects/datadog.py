"""Datadog's spans: messages and prompts under `meta`, tags as `key:value`.

Source: ddtrace 4.16. Of media it keeps base64 images (`image_parts`); a URL, a PDF or an
uploaded file leaves only a line `[image]` or `[file]` in the text. A refusal leaves an empty
message. Input and output of a span over the size limit (1 or 5 MB) are dropped. Text and parts
of one message are joined, so their order is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, requests, tokens
from rowgate.spans.containers.datadog import FAMILY
from rowgate.spans.containers.items import as_dict, as_list, as_text
from rowgate.spans.content import Part, text_part, tool_call
from rowgate.spans.media import media_part
from rowgate.spans.messages import Message, role_of
from rowgate.spans.parts import result_parts
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
_PLACEHOLDERS = {"[image]": "image", "[file]": "file"}
_METRICS = {
    "reasoning_output_tokens": "reasoning_tokens",
    "cache_read_input_tokens": "cache_read_tokens",
    "cache_write_input_tokens": "cache_write_tokens",
}
_DROPPED = ("[This value has been dropped because this span", "[dropped: payload too large]")
"""What the tracers write in the place of input and output of a span over the size limit."""

_PARTS = {"image_parts": "image", "audio_parts": "audio"}


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
    span.messages = _messages(span, meta.get("input"), "user")
    span.outputs = [
        output
        for output in _messages(span, meta.get("output"), "assistant")
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


# --- messages ---------------------------------------------------------------


def _messages(span: Span, side: Json, default: str) -> list[Message]:
    facts = as_dict(side)
    messages = facts.get("messages")
    if isinstance(messages, list):
        return [
            message
            for item in messages
            if isinstance(item, dict)
            for message in _message(span, item, default)
        ]
    value = facts.get("value")
    if isinstance(value, str) and value.startswith(_DROPPED):
        fields.mark(span, "Datadog's tracer dropped input and output: the span was too large")
        return []
    return [] if value is None else [{"role": default, "content": result_parts(value)}]


def _message(span: Span, item: dict[str, Json], default: str) -> list[Message]:
    """One message; several where tools gave several results."""
    role = role_of(item.get("role"), default)
    results = [one for one in as_list(item.get("tool_results")) if isinstance(one, dict)]
    if results:
        return [_result(one) for one in results]
    content = _text(span, item.get("content"), role)
    for name, modality in _PARTS.items():
        for part in as_list(item.get(name)):
            facts = as_dict(part)
            content.append(
                media_part(
                    facts.get("content"), as_text(facts.get("mime_type")) or None, modality=modality
                )
            )
    message: Message = {"role": role, "content": content}
    calls = [one for one in as_list(item.get("tool_calls")) if isinstance(one, dict)]
    if calls:
        message["tool_calls"] = [
            tool_call(one.get("tool_id"), one.get("name"), one.get("arguments")) for one in calls
        ]
    if item.get("tool_id"):
        message["tool_call_id"] = item["tool_id"]
    return [message]


def _result(item: dict[str, Json]) -> Message:
    message: Message = {"role": "tool", "content": result_parts(item.get("result"))}
    if item.get("tool_id"):
        message["tool_call_id"] = item["tool_id"]
    if item.get("name"):
        message["name"] = item["name"]
    return message


def _text(span: Span, content: Json, role: str) -> list[Part]:
    """The text, without the lines that stand for media Datadog did not keep."""
    if not isinstance(content, str):
        return [] if content is None else [text_part(jsontext.dumps(content))]
    lines = content.split("\n")
    for placeholder, kind in _PLACEHOLDERS.items():
        if placeholder in lines:
            lines = [line for line in lines if line != placeholder]
            fields.mark(span, f"Datadog kept no {kind} of the {role} message, only {placeholder}")
    text = "\n".join(lines)
    return [text_part(text)] if text else []


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Datadog is built in."""
    register(Datadog())
