"""Weave's calls: `inputs` are the arguments of the traced function, `output` what it returned.

Source: weave 0.54. The integrations trace the provider's SDK, so inputs and output of a model
span are the raw request and response. Prompt variables are not recorded as such: they stand in
the inputs of the application's own functions, where a mapping finds them
(`parent.attributes.inputs.…`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, tokens
from rowgate.spans.calls import read_call
from rowgate.spans.containers.items import as_dict, as_list
from rowgate.spans.containers.weave import FAMILY

KINDS: dict[str, Kind] = {
    "llm": "model",
    "tool": "tool",
    "agent": "agent",
    "search": "retrieval",
    "embedding": "embedding",
    "guardrail": "guardrail",
    "scorer": "function",
}
"""`attributes.weave.kind` to a kind."""

_SESSION = ("session_id", "conversation_id", "thread_id")
_NO_PARAMETERS = ("self", "cls")
_OWN = "_weave_"
_HELD = "weave:///"
_ANNOTATION = "wandb.annotation."


class Weave:
    """Weave's calls."""

    name = "weave"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the Weave container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span; one that is no model span keeps inputs and output among its attributes."""
        span = fields.start(record, self.name)
        call = record.body
        attributes, summary = as_dict(call.get("attributes")), as_dict(call.get("summary"))
        span.project = (fields.string(call.get("project_id")) or "").rpartition("/")[2] or None
        span.session_id = fields.string(call.get("thread_id")) or span.session_id
        span.session_id = span.session_id or fields.first_string(attributes, _SESSION)
        span.user_id = span.user_id or fields.string(attributes.get("user_id"))
        span.scores = _scores(as_dict(summary.get("weave")).get("feedback"))
        inputs = as_dict(call.get("inputs"))
        span.kind = _kind(as_dict(attributes.get("weave")).get("kind"), inputs)
        if span.kind == "model":
            span.provider = fields.string(as_dict(attributes.get("integration")).get("name"))
            _read_model(span, inputs, call.get("output"), summary)
        else:
            output = call.get("output")
            span.attributes = {**span.attributes, "inputs": inputs, "output": output}
        return span


def _kind(said: Json, inputs: Mapping[str, Json]) -> Kind:
    """The kind; older clients name none, but a traced SDK call is known by its arguments."""
    if said is None:
        return "model" if "model" in inputs and "messages" in inputs else "other"
    return KINDS.get(str(said), "other")


def _read_model(
    span: Span, inputs: dict[str, Json], output: Json, summary: Mapping[str, Json]
) -> None:
    request = {
        name: value
        for name, value in inputs.items()
        if name not in _NO_PARAMETERS and not name.startswith(_OWN)
    }
    counts = as_dict(summary.get("usage"))
    if len(counts) == 1:
        ((span.model, used),) = counts.items()
        span.usage = tokens.usage(used)
    span.cost = _cost(as_dict(as_dict(summary.get("weave")).get("costs")))
    if isinstance(output, str) and output.startswith(_HELD):
        fields.mark(span, "the response is kept by Weave, not in this file")
        output = None
    read_call(span, request, output)
    if any(part["type"] == "other" for message in span.messages for part in message["content"]):
        fields.mark(span, "a part of a message is kept by Weave, or in a form of its own")


def _cost(costs: Mapping[str, Json]) -> float | None:
    """The cost of a call, where the API was asked to include it."""
    parts = [
        fields.number(as_dict(one).get(f"{side}_tokens_total_cost"))
        for one in costs.values()
        for side in ("prompt", "completion")
    ]
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _scores(feedback: Json) -> dict[str, Json]:
    """People's annotations, where the API was asked to include feedback."""
    found: dict[str, Json] = {}
    for item in as_list(feedback):
        name = fields.string(as_dict(item).get("feedback_type")) or ""
        if name.startswith(_ANNOTATION):
            found[name.removeprefix(_ANNOTATION)] = as_dict(item.get("payload")).get("value")
    return found


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Weave is built in."""
    register(Weave())
