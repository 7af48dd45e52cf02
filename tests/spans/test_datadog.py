"""Datadog LLM Observability: what ddtrace sends, and what the documented APIs take and give."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rowgate.model import Span
from tests.support.exports import document, entries_of, read_one
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import model_spans_of, spans_of

FILE = "datadog_llmobs_ddtrace_4.16.0.wire.jsonl"


def test_every_scenario_is_what_happened_but_for_media_and_refusals() -> None:
    media = {"image_url.messages", "pdf_file_data.messages", "pdf_file_id.messages"}
    # the application set no session, and a prompt in two of the five calls that had one
    untold = {"*.session", "multi_turn.variables", "tool_result.variables", "streaming.variables"}
    assert_true_to(named(spans_of(FILE)), lost={*media, *untold, "refusal.refusal"})


def test_what_is_lost_is_said() -> None:
    said = {name: span.incomplete for name, span in by_scenario().items() if span.incomplete}
    assert said == {
        "image_url": "Datadog kept no image of the user message, only [image]",
        "pdf_file_data": "Datadog kept no file of the user message, only [file]",
        "pdf_file_id": "Datadog kept no file of the user message, only [file]",
        "refusal": "the recorded response is empty: a refusal or another part may be missing",
    }


def test_ids_stay_decimal_and_a_root_has_no_parent() -> None:
    root, model = spans_of(FILE)[:2]
    assert root.parent_id is None
    assert model.parent_id == root.span_id == "10923579669115595577"
    assert model.trace_id == "6b02aba300000000d3360f04f5b3b814"


def test_prompt_tags_environment_and_user_are_there() -> None:
    span = by_scenario()["plain_text"]
    assert span.prompt is not None
    assert (span.prompt["name"], span.prompt["version"]) == ("support/answer", "1.7.0")
    assert "{{product}}" in span.prompt["template"]
    assert span.variables == oracle()["prompt"]["variables"]
    assert (span.environment, span.user_id) == ("production", "user-17")
    assert "k:v" in span.tags
    assert span.attributes["tags"]["version"] == "1.4.2"
    assert span.usage == {"input_tokens": 73, "output_tokens": 75, "total_tokens": 148}


def test_each_of_several_choices_has_its_finish_reason() -> None:
    outputs = by_scenario()["n_choices"].outputs
    assert [output["finish_reason"] for output in outputs] == ["stop", "stop"]


def test_the_documented_request_of_the_http_api_is_read(tmp_path: Path) -> None:
    request = {
        "data": {
            "type": "span",
            "attributes": {
                "ml_app": "weather-bot",
                "session_id": "1",
                "tags": ["env:staging", "user_id:1234"],
                "spans": [documented(meta={**IO, "kind": "llm"}, duration=2_000_000_000)],
            },
        }
    }
    (span,) = spans_of(document(tmp_path / "request.json", request))
    assert (span.kind, span.project, span.session_id) == ("model", "weather-bot", "1")
    assert (span.user_id, span.environment) == ("1234", "staging")
    assert (span.response, span.incomplete) == ("hello there", None)
    assert span.duration_ms() == 2000


def test_the_documented_answer_of_the_export_api_is_read(tmp_path: Path) -> None:
    attributes = documented(
        **IO,
        span_kind="llm",
        ml_app="test-ml-app",
        model_name="gpt-4o-mini",
        model_provider="openai",
        duration=83000.0,
        start_ns=1761833858897,
        evaluation={"failure_to_answer": {"eval_metric_type": "categorical", "value": "answered"}},
        metrics={"input_tokens": 10, "output_tokens": 10, "estimated_total_cost": 7500},
        tool_definitions=[{"name": "test-tool", "schema": {}}],
    )
    answer = {"data": [{"id": "1", "type": "span", "attributes": attributes}], "meta": {}}
    (span,) = spans_of(document(tmp_path / "answer.json", answer))
    assert (span.kind, span.provider, span.model) == ("model", "openai", "gpt-4o-mini")
    assert (span.response, span.tools) == ("hello there", ["test-tool"])
    assert span.scores == {"failure_to_answer": "answered"}
    assert span.cost == 0.0000075
    assert span.started_at == "2025-10-30T14:17:38.897Z"


def test_text_that_is_not_a_placeholder_stays(tmp_path: Path) -> None:
    event = entries_of(FILE)[0][1]
    event["spans"][0]["meta"]["input"]["messages"] = [
        {"role": "user", "content": "What does [image] mean?\n\n  [file]  \n"}
    ]
    span = read_one(tmp_path, [event])
    assert span.messages[0]["content"][0]["text"] == "What does [image] mean?\n\n  [file]  \n"
    assert span.incomplete is None


def test_input_and_output_that_the_tracer_dropped_are_said_to_be_missing(tmp_path: Path) -> None:
    event = entries_of(FILE)[0][1]
    dropped = "[This value has been dropped because this span's size exceeds the 5MB size limit.]"
    event["spans"][0]["meta"] |= {"input": {"value": dropped}, "output": {"value": dropped}}
    span = read_one(tmp_path, [event])
    assert (span.messages, span.response) == ([], None)
    assert "the span was too large" in (span.incomplete or "")


IO = {
    "input": {"value": "hi", "messages": [{"content": "hi", "role": "user"}]},
    "output": {"value": "hello there", "messages": [{"content": "hello there"}]},
}


def documented(**facts: Any) -> dict[str, Any]:
    """A span as the documentation shows it."""
    return {
        "parent_id": "undefined",
        "trace_id": "6903738200000000af2d3775dfc70530",
        "span_id": "14624140233640368324",
        "name": "generate_response",
        "start_ns": 1713889389104152000,
        "status": "ok",
        **facts,
    }


def named(spans: list[Span]) -> list[Span]:
    """The spans; the application's say which scenario they are in their input."""
    for span in spans:
        if span.name == "handle_request":
            span.attributes["scenario"] = json.loads(span.attributes["input"])["n"]
    return spans


def by_scenario() -> dict[str, Span]:
    names = {s.trace_id: s.attributes["scenario"] for s in named(spans_of(FILE)) if not s.parent_id}
    return {names[span.trace_id]: span for span in model_spans_of(FILE)}
