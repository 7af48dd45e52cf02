"""Compares spans with requests and answers of several providers' APIs, as a server recorded them.

`tests/data/traces/asked/` holds pairs of files: `NAME.otlp.jsonl` (with `NAME.logs.jsonl`) is what
an instrumentation wrote, unmodified, and `NAME.asked.jsonl` what the server behind it was really
asked and answered, a line a call: `{case, span, api, path, failed, request, answer}`.

What is expected is built from the API's own forms (asked_apis.py), without the readers under test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rowgate.model import Span
from tests.support.asked_apis import expected_of
from tests.support.asked_forms import Call, Message, loose
from tests.support.traces import TRACES, spans_of

ASKED = TRACES / "asked"
FIELDS = (
    "messages",
    "response",
    "tool calls",
    "call ids",
    "finish",
    "model",
    "parameters",
    "usage",
    "status",
)
CONTENT = frozenset(FIELDS[:3])

_MEDIA = ("image", "pdf", "file")
_SAME_END = {
    "end_turn": "stop", "STOP": "stop", "COMPLETE": "stop", "tool_use": "tool", "tool_calls": "tool",
    "tool_call": "tool", "TOOL_CALL": "tool", "function_calls": "tool",
}  # fmt: skip


def names() -> list[str]:
    """The traces there are."""
    return sorted(path.name.removesuffix(".asked.jsonl") for path in ASKED.glob("*.asked.jsonl"))


def files_of(name: str) -> list[Any]:
    """The files of the trace."""
    return [path for path in sorted(ASKED.glob(f"{name}.*")) if ".asked." not in path.name]


def calls_of(name: str) -> list[dict[str, Any]]:
    """What was asked and answered, a call each."""
    lines = (ASKED / f"{name}.asked.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def differences(name: str) -> dict[str, set[str]]:
    """Case → the fields that are not what happened; a model span that is no call, or that is
    missing, is the case of its id."""
    spans = {span.span_id: span for span in spans_of(*files_of(name)) if span.kind == "model"}
    found: dict[str, set[str]] = {}
    for call in calls_of(name):
        span = spans.pop(call["span"], None)
        found[call["case"]] = {"span"} if span is None else set(_wrong(span, call))
    return {case: fields for case, fields in found.items() if fields} | {
        span_id: {"span"} for span_id in spans
    }


def incomplete(name: str) -> set[str]:
    """The cases whose span says that something is missing."""
    spans = {span.span_id: span for span in spans_of(*files_of(name))}
    return {call["case"] for call in calls_of(name) if spans[call["span"]].incomplete}


# --- the span ---------------------------------------------------------------


def _wrong(span: Span, call: dict[str, Any]) -> Iterator[str]:
    expected = expected_of(call)
    asked, answered = [_seen(m) for m in span.messages], [_seen(m) for m in span.outputs]
    if asked != expected.messages:
        yield "messages"
    if [_without_calls(m) for m in answered] != [_without_calls(m) for m in expected.outputs]:
        yield "response"
    if [_named(m) for m in answered] != [_named(m) for m in expected.outputs]:
        yield "tool calls"
    if any(call_id not in _ids(answered) for call_id in _ids(expected.outputs)):
        yield "call ids"
    ends = [_end(output.get("finish_reason")) for output in span.outputs]
    if expected.ends and ends != [_end(end) for end in expected.ends]:
        yield "finish"
    if not _same_model(span.model or "", expected.model):
        yield "model"
    if any(span.parameters.get(key) != value for key, value in expected.parameters.items()):
        yield "parameters"
    counts = (span.usage.get("input_tokens"), span.usage.get("output_tokens"))
    if expected.usage and counts not in _counted(expected):
        yield "usage"
    if (span.status == "error") != call["failed"]:
        yield "status"


def _same_model(got: str, expected: str) -> bool:
    """Whether it is the model: routers write the provider before it, Bedrock's the vendor."""
    return expected in got or (bool(got) and got.split(":")[0] in expected)


def _counted(call: Call) -> list[tuple[int, int] | None]:
    """The counts, with and without what came from the cache and what was thought: conventions
    differ."""
    if call.usage is None:
        return [None]
    asked, answered = call.usage
    return [call.usage, (asked + call.cached, answered), (asked, answered + call.thoughts)]


def _named(message: Message) -> list[tuple[str, Any]]:
    return [(name, arguments) for _, name, arguments in message.calls]


def _ids(messages: list[Message]) -> list[str]:
    """The ids of the calls; Gemini's have none, and instrumentations may make some up."""
    return [call_id for m in messages for call_id, *_ in m.calls if call_id is not None]


def _seen(message: dict[str, Any]) -> Message:
    parts = message["content"]
    return Message(
        "system" if message["role"] == "developer" else message["role"],
        loose("".join(p["text"] for p in parts if p["type"] in ("text", "refusal"))),
        tuple(p.get("data") or p.get("url") or "" for p in parts if p["type"] in _MEDIA),
        tuple((c["id"], c["name"], c["arguments"]) for c in message.get("tool_calls", ())),
        message.get("tool_call_id"),
    )


def _without_calls(message: Message) -> Message:
    return message._replace(calls=())


def _end(reason: str | None) -> str | None:
    return _SAME_END.get(reason, reason) if reason else None
