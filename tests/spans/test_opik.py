"""Opik: spans, and the traces that hold their session and user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.exports import document, entries_of, read_lines, read_one
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import model_spans_of, spans_of

SPANS = "opik_2.2.122.spans.jsonl"
TRACES = "opik_2.2.122.traces.jsonl"


def test_every_scenario_is_what_happened() -> None:
    assert_true_to(spans_of(SPANS, TRACES), lost={"*.variables"})


def test_without_the_traces_session_and_user_are_missing_and_nothing_else() -> None:
    assert_true_to(spans_of(SPANS), lost={"*.variables", "*.session", "*.user"})


def test_the_copy_sent_when_a_span_began_gives_way_to_the_final_one() -> None:
    failed = [span for span in model_spans_of(SPANS) if span.status == "error"]
    assert len(failed) == 2
    ids = [span.span_id for span in spans_of(SPANS)]
    assert len(ids) == len(set(ids)) == 32


def test_a_span_that_never_ended_is_still_a_model_span(tmp_path: Path) -> None:
    live = next(e for e in entries_of(SPANS) if e["type"] == "general" and "parent_span_id" in e)
    span = read_one(tmp_path, live)
    assert (span.status, span.model) == ("unknown", "gpt-4o-mini")
    assert span.incomplete == "no response was recorded"


def test_names_parameters_tags_and_usage_are_there() -> None:
    span = model_spans_of(SPANS, TRACES)[0]
    assert span.format == "opik"
    assert (span.project, span.provider, span.tags) == ("support-bot", "127.0.0.1", ["openai"])
    assert span.parameters == {"temperature": 0.2, "max_tokens": 256, "seed": 7, "top_p": 0.9}
    assert span.usage == {"input_tokens": 73, "output_tokens": 75, "total_tokens": 148}


def test_inputs_of_the_applications_function_can_be_mapped() -> None:
    root = next(span for span in spans_of(SPANS) if span.name == "handle_request")
    assert root.attributes["input"]["variables"] == oracle()["prompt"]["variables"]


def test_scores_of_a_span_count_before_those_of_its_trace(tmp_path: Path) -> None:
    span, trace = model_span(), entries_of(TRACES)[0]
    span["feedback_scores"] = [{"name": "helpful", "value": 0.0}]
    trace["feedback_scores"] = [
        {"name": "helpful", "value": 1.0},
        {"name": "tone", "category_name": "rude"},
    ]
    (found,) = read_lines(tmp_path, trace, span)
    assert found.scores == {"helpful": 0.0, "tone": "rude"}


def test_the_prompt_of_the_library_and_the_cost_are_read(tmp_path: Path) -> None:
    span = model_span()
    version = {"template": "Hi {{name}}", "commit": "a1b2c3d4", "id": "7"}
    span["metadata"]["opik_prompts"] = [{"name": "greeting", "version": version}]
    span["total_estimated_cost"] = 0.002
    found = read_one(tmp_path, span)
    assert found.prompt == {"name": "greeting", "version": "a1b2c3d4", "template": "Hi {{name}}"}
    assert found.cost == 0.002
    assert "opik_prompts" not in found.parameters


def test_an_image_that_the_api_left_out_is_said_to_be_missing(tmp_path: Path) -> None:
    span = model_span()
    image = {"type": "image_url", "image_url": {"url": "[image]"}}
    span["input"]["messages"][1]["content"] = [{"type": "text", "text": "?"}, image]
    found = read_one(tmp_path, span)
    assert found.incomplete == "the image in the user message is missing or damaged"


def test_pages_of_the_api_and_files_of_the_export_command_are_read(tmp_path: Path) -> None:
    span, trace = model_span(), entries_of(TRACES)[0]
    plain = read_lines(tmp_path, trace, span)
    exported = document(tmp_path / "trace.json", {"trace": trace, "spans": [span]})
    assert spans_of(exported) == plain
    page = {"page": 1, "size": 1, "total": 1, "content": [span]}
    assert len(spans_of(document(tmp_path / "page.json", page))) == 1


def model_span() -> dict[str, Any]:
    """A genuine model span."""
    span: dict[str, Any] = entries_of(SPANS)[0]
    return span
