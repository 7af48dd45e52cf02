"""The root span of a trace as a case: what the application was asked, and what it answered.

Tracing SDKs record the arguments and the result of the traced function each in its own way: as
plain values (Langfuse, LangSmith, Braintrust, Opik, Weave, MLflow), as text with a media type
(OpenInference), or as JSON text (Traceloop, Datadog, Langfuse over OpenTelemetry).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rowgate.model import Json, Span
from rowgate.spans import jsontext
from rowgate.spans.messages import read_messages
from rowgate.spans.outputs import read_outputs, response_of

INPUT = "input"
"""The variable that an input without names becomes."""

_ASKED = ("input", "inputs", "mlflow.spanInputs", "input.value", "langfuse.observation.input",
          "langfuse.trace.input", "traceloop.entity.input")  # fmt: skip
_ANSWERED = ("output", "outputs", "mlflow.spanOutputs", "output.value",
             "langfuse.observation.output", "langfuse.trace.output", "traceloop.entity.output",
             "final_result")  # fmt: skip
_TYPED = ("inputs", "outputs", "mlflow.spanInputs", "mlflow.spanOutputs")
"""Attributes that hold a value and never JSON text of one."""


def topmost(span: Span, spans: Sequence[Span]) -> Span:
    """The span itself, or the one furthest above it that the trace has."""
    by_id = {other.span_id: other for other in spans}
    seen = {span.span_id}
    while span.parent_id in by_id and span.parent_id not in seen:
        span = by_id[span.parent_id]
        seen.add(span.span_id)
    return span


def application(root: Span) -> Span:
    """The root span with its input as `variables` and `messages`, its output as `response`.

    Variables that the span records stay; so do messages that its dialect reads. Else an
    object's fields become variables, a list of messages (or the field `messages`) the
    conversation, and any other input the variable `input`. A root that is a model span is
    given back as it is.
    """
    if root.kind == "model":
        return root
    found = replace(root, response=response_of(root.outputs))
    if not (root.variables or root.messages):
        variables, found.messages = _asked(_recorded(root, _ASKED))
        found.variables = variables
    if found.response is None:
        found.response = _answer(_recorded(root, _ANSWERED))
    return found


def _recorded(root: Span, names: Sequence[str]) -> Json:
    """The first of these attributes that is there, decoded where it is JSON text of an object."""
    for name in names:
        value = root.attributes.get(name)
        if value is not None:
            return value if name in _TYPED else _decoded(root, name, value)
    return None


def _decoded(root: Span, name: str, value: Json) -> Json:
    """A text with a media type is what that says; one without is JSON where it holds an object
    or a list: the SDKs that write such attributes write everything but text as JSON."""
    stated = root.attributes.get(f"{name.removesuffix('.value')}.mime_type")
    if not isinstance(value, str) or (stated and "json" not in str(stated)):
        return value
    found = jsontext.maybe(value)
    return found if stated or isinstance(found, dict | list) else value


def _asked(value: Json) -> tuple[dict[str, Json], list[Json]]:
    if isinstance(value, dict) and set(value) == {"args", "kwargs"}:  # Traceloop, Langfuse
        positional = {"args": value["args"]} if value["args"] else {}
        return _asked({**positional, **(value["kwargs"] or {})})
    if isinstance(value, dict):
        messages = value.get("messages")
        if _are_messages(messages):
            rest = {key: item for key, item in value.items() if key != "messages"}
            return rest, read_messages(messages)
        return dict(value), []
    if _are_messages(value):
        return {}, read_messages(value)
    return ({INPUT: value} if value not in (None, "", []) else {}), []


def _answer(value: Json) -> Json:
    """Text as it is; a wrapper's one `output`; the last of messages; anything else as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        if set(value) == {"output"}:
            return _answer(value["output"])
        if _are_messages(value.get("messages")):
            return _answer(value["messages"])
        if _is_message(value):
            return response_of(read_outputs(dict(value)))
    if _are_messages(value):
        return response_of(read_messages(value[-1:], "assistant"))
    return jsontext.dumps(value)


def _are_messages(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_message, value))


def _is_message(value: Json) -> bool:
    """A message of any SDK's, a serialised LangChain message among them."""
    if not isinstance(value, dict):
        return False
    if value.get("lc") and isinstance(value.get("id"), list):
        return str(value["id"][-1:]).rstrip("']").endswith(("Message", "MessageChunk"))
    return "role" in value and any(key in value for key in ("content", "parts", "tool_calls"))
