"""Braintrust's spans: what a row's fields mean.

Source: Braintrust's API reference and `braintrust` 0.47. On an `llm` span `input` is the list of
messages, `output` the choices, `metadata` the provider, the model and the other parameters of
the request. Media are taken out into attachments, of which the row keeps the key.
"""

from __future__ import annotations

from collections.abc import Callable

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, hosted, tokens
from rowgate.spans.calls import read_call
from rowgate.spans.containers.braintrust import FAMILY

KINDS: dict[str, Kind] = {
    "llm": "model",
    "tool": "tool",
    "function": "function",
    "task": "chain",
    "eval": "chain",
    "score": "function",
}
_TOKENS = {
    "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "tokens": "total_tokens",
    "prompt_cached_tokens": "cache_read_input_tokens",
    "prompt_cache_creation_tokens": "cache_creation_input_tokens",
    "completion_reasoning_tokens": "reasoning_tokens",
}
_ABOUT = ("provider", "prompt", "metadata", *fields.SESSION_NAMES, *fields.USER_NAMES)
"""Keys of a model span's metadata that are no parameters of its request."""


class Braintrust:
    """Braintrust's span types."""

    name = "braintrust"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the Braintrust container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span."""
        span = fields.start(record, self.name)
        row, metadata = record.body, record.attributes
        span.kind = KINDS.get(record.kind, "other")
        span.project = fields.first_string(row, ("project_name", "project_id", "experiment_id"))
        span.tags = fields.strings(row.get("tags"))
        fields.read_people(span, metadata)
        scores = row.get("scores")
        span.scores = dict(scores) if isinstance(scores, dict) else {}
        if span.kind == "model":
            _read_model(span, row, metadata)
        return span


def _read_model(span: Span, row: dict[str, Json], metadata: dict[str, Json]) -> None:
    span.provider = fields.string(metadata.get("provider"))
    span.model = fields.string(metadata.get("model"))
    metrics = row.get("metrics")
    counts = metrics if isinstance(metrics, dict) else {}
    span.usage = tokens.usage({name: counts.get(key) for key, name in _TOKENS.items()})
    span.cost = fields.number(counts.get("estimated_cost"))
    _read_prompt(span, metadata.get("prompt"))
    settings = {key: value for key, value in metadata.items() if key not in _ABOUT}
    asked = _addressed(row.get("input"))
    request = asked if isinstance(asked, dict) else {"messages": asked}
    read_call(span, {**settings, **request}, _addressed(row.get("output")))
    if span.provider == "anthropic" and span.messages and span.messages[-1]["role"] == "system":
        # the wrapper puts the instructions, which are no message of Anthropic's, behind them
        span.messages = [span.messages[-1], *span.messages[:-1]]
    hosted.settle(span)


def _read_prompt(span: Span, prompt: Json) -> None:
    if not isinstance(prompt, dict):
        return
    variables = prompt.get("variables")
    span.variables = _addressed(dict(variables)) if isinstance(variables, dict) else {}
    name = prompt.get("slug") or prompt.get("key") or prompt.get("id")
    span.prompt = fields.prompt(name, prompt.get("version"))


def _addressed(value: Json) -> Json:
    """The value with each attachment replaced by its address."""
    if isinstance(value, list):
        return [_addressed(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind == "braintrust_attachment" and isinstance(value.get("key"), str):
        kept = "braintrust-attachment"
        return hosted.address(kept, value["key"], value.get("content_type"), value.get("filename"))
    if kind in ("external_attachment", "inline_attachment"):
        return value.get("url") or value.get("src") or value
    return {key: _addressed(item) for key, item in value.items()}


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Braintrust is built in."""
    register(Braintrust())
