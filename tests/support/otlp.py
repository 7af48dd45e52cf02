"""Small OTLP/JSON traces in the GenAI conventions, made at run time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def genai_span(
    name: str = "one",
    *,
    question: str = "How long do I have to return headphones?",
    answer: str | None = "You have 60 days to return them.",
    variables: Mapping[str, str] | None = None,
    system: str | None = None,
    attributes: Mapping[str, str] | None = None,
    input_parts: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """One model span; its span id is made of `name`, variables default to the question."""
    given = {"question": question} if variables is None else variables
    asked = [{"type": "text", "content": question}, *input_parts]
    values = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.input.messages": json.dumps([{"role": "user", "parts": asked}]),
        **{f"gen_ai.prompt.variable.{key}": value for key, value in given.items()},
        **(attributes or {}),
    }
    if answer is not None:
        parts = [{"type": "text", "content": answer}]
        values["gen_ai.output.messages"] = json.dumps(
            [{"role": "assistant", "parts": parts, "finish_reason": "stop"}]
        )
    if system is not None:
        values["gen_ai.system_instructions"] = json.dumps([{"type": "text", "content": system}])
    return {
        "traceId": TRACE,
        "spanId": span_id(name),
        "name": "chat gpt-4o-mini",
        "kind": 3,
        "startTimeUnixNano": "1763629964123456789",
        "endTimeUnixNano": "1763629964935456789",
        "attributes": [{"key": k, "value": {"stringValue": v}} for k, v in values.items()],
        "status": {},
    }


def traced(
    name: str, attributes: Mapping[str, str], *, parent: str | None = None
) -> dict[str, Any]:
    """One span of any kind, with just these attributes; `parent` is the name of another."""
    span = genai_span(name)
    values = [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]
    return under(parent, {**span, "name": name, "attributes": values})


def under(parent: str | None, span: Mapping[str, Any]) -> dict[str, Any]:
    """The span as a child of the one made by that name."""
    return {**span, "parentSpanId": span_id(parent)} if parent else dict(span)


def span_id(name: str) -> str:
    """The id of the span that `genai_span(name)` makes."""
    return sha256(name.encode()).hexdigest()[:16]


def write_otlp(
    path: Path, spans: Sequence[Mapping[str, Any]], project: str | None = "support-bot"
) -> Path:
    """An OTLP/JSON file of these spans."""
    resource = [{"key": "service.name", "value": {"stringValue": project}}] if project else []
    document = {
        "resourceSpans": [
            {"resource": {"attributes": resource}, "scopeSpans": [{"spans": list(spans)}]}
        ]
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document) + "\n", encoding="utf-8")
    return path
