"""Helicone, from its documentation: requests and responses as the proxy saw them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.exports import document, read_lines, read_one
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import model_spans_of, spans_of


def test_every_scenario_is_what_happened(tmp_path: Path) -> None:
    """Requests with the bodies that were really sent and answered, in the documented envelope."""
    requests = [scenario(name) for name in oracle()["scenarios"]]
    spans = spans_of(document(tmp_path / "answer.json", {"data": requests, "error": None}))
    assert_true_to(spans, lost={"*.variables", "*.project"})


def test_facts_around_the_call_are_read(tmp_path: Path) -> None:
    span = read_one(tmp_path, request())
    assert span.format == "helicone"
    assert (span.trace_id, span.span_id) == ("req-1", "req-1")
    assert (span.provider, span.model, span.cost) == ("openai", "gpt-4o-mini-2024-07-18", 0.002)
    assert (span.session_id, span.user_id) == ("sess-1", "ada")
    assert span.name == "/support/answer"
    assert span.started_at == "2026-11-20T09:12:44.100Z"
    assert span.duration_ms() == 812
    assert span.usage == {"input_tokens": 7, "output_tokens": 2, "total_tokens": 9}
    assert span.scores == {"tone": 80, "feedback": True}
    assert span.attributes["App"] == "support"


@pytest.mark.parametrize("form", ["page", "list", "one"])
def test_every_envelope_gives_the_same_span(tmp_path: Path, form: str) -> None:
    made: dict[str, Any] = {
        "page": {"data": [request()], "error": None},
        "list": [request()],
        "one": {"data": request(), "error": None},
    }
    (span,) = model_spans_of(document(tmp_path / "export.json", made[form]))
    assert span.response == "hello"


def test_inputs_of_a_managed_prompt_are_the_variables(tmp_path: Path) -> None:
    body = {"prompt_id": "greet", "inputs": {"tier": "gold", "seats": 12}, "messages": [USER]}
    span = read_one(tmp_path, request(request_body=body))
    assert span.variables == {"tier": "gold", "seats": 12}
    assert span.prompt == {"name": "greet"}
    assert span.parameters == {}


def test_inputs_in_properties_are_the_variables(tmp_path: Path) -> None:
    facts = {"Helicone-Prompt-Input-tier": "gold", "Helicone-Prompt-Id": "greet"}
    span = read_one(tmp_path, request(request_properties=facts))
    assert (span.variables, span.prompt) == ({"tier": "gold"}, {"name": "greet"})


def test_images_kept_as_assets_are_their_addresses(tmp_path: Path) -> None:
    def seen(key: str) -> list[Any]:
        image = {"type": "image_url", "image_url": {"url": f'<helicone-asset-id key="{key}"/>'}}
        body = {"messages": [{"role": "user", "content": [image]}]}
        urls = {"a-1": "https://assets.example.com/a-1"}
        span = read_one(tmp_path, request(request_body=body, asset_urls=urls))
        return [span.messages[0]["content"][0].get("url"), span.incomplete]

    assert seen("a-1") == ["https://assets.example.com/a-1", None]
    assert "an image is kept by Helicone" in seen("b-2")[1]


def test_bodies_that_were_left_out_are_said_to_be_missing(tmp_path: Path) -> None:
    span = read_one(
        tmp_path,
        request(request_body={}, response_body=None, signed_body_url="https://s3.example.com/x"),
    )
    assert "the bodies are in Helicone's object storage" in (span.incomplete or "")


@pytest.mark.parametrize(
    ("code", "status"),
    [(200, "ok"), (429, "error"), (-3, "cancelled"), (-2, "unknown"), (None, "unknown")],
)
def test_the_status_is_that_of_the_response(tmp_path: Path, code: Any, status: str) -> None:
    assert read_one(tmp_path, request(response_status=code)).status == status


def test_embeddings_and_custom_events_are_no_model_spans(tmp_path: Path) -> None:
    entries = [
        request(request_path="https://api.openai.com/v1/embeddings"),
        request(request_id="req-2", request_body={"_type": "tool", "toolName": "get_order"}),
        request(request_id="req-3", request_body={"_type": "vector_db", "operation": "search"}),
    ]
    kinds = [span.kind for span in read_lines(tmp_path, *entries)]
    assert kinds == ["embedding", "tool", "retrieval"]


USER = {"role": "user", "content": "hi"}


def request(**given: Any) -> dict[str, Any]:
    """A request as the documentation shows it, with these fields."""
    known = {
        "request_id": "req-1",
        "request_created_at": "2026-11-20T09:12:44.100Z",
        "request_path": "https://api.openai.com/v1/chat/completions",
        "request_body": {"model": "gpt-4o-mini", "messages": [USER]},
        "request_user_id": "ada",
        "request_properties": {
            "App": "support",
            "Helicone-Session-Id": "sess-1",
            "Helicone-Session-Path": "/support/answer",
        },
        "response_body": {"choices": [{"message": {"role": "assistant", "content": "hello"}}]},
        "response_status": 200,
        "response_model": "gpt-4o-mini-2024-07-18",
        "provider": "OPENAI",
        "delay_ms": 812,
        "prompt_tokens": 7,
        "completion_tokens": 2,
        "total_tokens": 9,
        "costUSD": 0.002,
        "feedback_rating": True,
        "scores": {"tone": 80},
    }
    return known | given


def scenario(name: str) -> dict[str, Any]:
    """One of the sixteen requests as the proxy would have stored it."""
    whole = oracle()["scenarios"][name]
    failed = {"error_429": "Rate limit reached", "error_400": "maximum context length is 8192"}
    answered: Any = {"choices": whole["response"], "usage": {"prompt_tokens": 9}}
    if name in failed:
        answered = {"error": {"message": failed[name]}}
    counts = {"prompt_tokens": 9, "completion_tokens": 9} if name not in failed else {}
    return {
        "request_id": f"req-{name}",
        "request_created_at": "2026-11-20T09:12:44Z",
        "request_path": "https://api.openai.com/v1/chat/completions",
        "request_body": json.dumps(whole["request"]) if name == "plain_text" else whole["request"],
        "response_body": answered,
        "response_status": {"error_429": 429, "error_400": 400}.get(name, 200),
        "request_user_id": "user-17",
        "request_properties": {"Helicone-Session-Id": f"sess-{name}"},
        "provider": "OPENAI",
        **counts,
    }
