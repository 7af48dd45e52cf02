"""Helicone's requests: the provider's request and response, and what its headers added.

Source: documentation only: Helicone's API reference, "Custom properties", "Sessions" and
"Prompts". Variables are the `inputs` that a request gives with its `prompt_id`, or properties
`Helicone-Prompt-Input-<name>` (before 2025). Images are taken out into assets, whose addresses
stand in `asset_urls`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, jsontext, tokens
from rowgate.spans.calls import read_call
from rowgate.spans.containers.helicone import FAMILY
from rowgate.spans.flat import under

_INPUT = "Helicone-Prompt-Input-"
_ASSET = re.compile(r'<helicone-asset-id key="([^"]+)"\s*/>')
_NO_SETTINGS = ("prompt_id", "prompt_version_id", "environment", "inputs", "version_id")
"""What a request holds for Helicone and not for the provider."""
_COUNTS = {
    "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "total_tokens": "total_tokens",
    "prompt_cache_read_tokens": "cache_read_input_tokens",
    "prompt_cache_write_tokens": "cache_write_input_tokens",
}


class Helicone:
    """Helicone's requests."""

    name = "helicone"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the Helicone container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span."""
        span = fields.start(record, self.name)
        request, facts = record.body, record.attributes
        asked = jsontext.maybe(request.get("request_body"))
        body = asked if isinstance(asked, dict) else {}
        span.kind = _kind(record, body)
        span.session_id = fields.string(facts.get("Helicone-Session-Id")) or span.session_id
        span.user_id = fields.first_string(request, ("request_user_id", "helicone_user"))
        scores = request.get("scores")
        span.scores = dict(scores) if isinstance(scores, dict) else {}
        if request.get("feedback_rating") is not None:
            span.scores["feedback"] = request["feedback_rating"]
        if span.kind == "model":
            _read_prompt(span, request, body, facts)
            _read_model(span, request, asked)
        return span


def _kind(record: Record, body: dict[str, Json]) -> Kind:
    """A call of a model, unless the path or Helicone's own `_type` says otherwise."""
    if body.get("_type") in ("tool", "vector_db"):
        return "tool" if body["_type"] == "tool" else "retrieval"
    return "embedding" if "/embeddings" in record.kind else "model"


def _read_prompt(
    span: Span, request: dict[str, Json], body: dict[str, Json], facts: dict[str, Json]
) -> None:
    name = request.get("prompt_id") or facts.get("Helicone-Prompt-Id") or body.get("prompt_id")
    version = request.get("prompt_version") or body.get("prompt_version_id")
    span.prompt = fields.prompt(name, version)
    given = body.get("inputs") if body.get("prompt_id") else None
    span.variables = {**under(facts, _INPUT), **(given if isinstance(given, dict) else {})}


def _read_model(span: Span, request: dict[str, Json], asked: Json) -> None:
    provider = fields.string(request.get("provider"))
    span.provider = provider.lower() if provider else None
    span.model = fields.first_string(request, ("response_model", "model", "request_model"))
    span.usage = tokens.usage({name: request.get(key) for key, name in _COUNTS.items()})
    span.cost = fields.number(request.get("costUSD")) or fields.number(request.get("cost"))
    answered = jsontext.maybe(request.get("response_body"))
    if request.get("signed_body_url") and not (asked and answered):
        fields.mark(span, "the bodies are in Helicone's object storage, not in this file")
    addresses = request.get("asset_urls")
    known = addresses if isinstance(addresses, dict) else {}
    read_call(span, _with_assets(asked or None, known, span), answered or None)
    span.parameters = {k: v for k, v in span.parameters.items() if k not in _NO_SETTINGS}


def _with_assets(value: Json, addresses: dict[str, Json], span: Span) -> Json:
    """The request with the address of each asset in its place."""
    if isinstance(value, list):
        return [_with_assets(item, addresses, span) for item in value]
    if isinstance(value, dict):
        return {key: _with_assets(item, addresses, span) for key, item in value.items()}
    match = _ASSET.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    if match[1] not in addresses:
        fields.mark(span, "an image is kept by Helicone, not in this file")
    return addresses.get(match[1], value)


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Helicone is built in."""
    register(Helicone())
