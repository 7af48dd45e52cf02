"""Weave: calls are what was asked and answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.exports import document, entries_of, read_lines, read_one
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import model_spans_of, spans_of

FILE = "weave_0.54.0.calls_merged.jsonl"


def test_every_scenario_is_what_happened() -> None:
    assert_true_to(spans_of(FILE), lost={"*.variables", "*.session"})


def test_names_project_provider_and_user_are_there() -> None:
    span = model_spans_of(FILE)[0]
    assert span.format == "weave"
    assert span.name == "openai.chat.completions.create"
    assert (span.project, span.provider) == ("support-bot", "openai")
    assert (span.model, span.user_id) == ("gpt-4o-mini-2024-07-18", "user-17")
    assert span.usage == {"input_tokens": 73, "output_tokens": 75, "total_tokens": 148}
    assert span.parameters == {"max_tokens": 256, "seed": 7, "temperature": 0.2, "top_p": 0.9}


def test_inputs_of_the_applications_function_can_be_mapped() -> None:
    spans = {span.span_id: span for span in spans_of(FILE)}
    model = next(span for span in spans.values() if span.kind == "model")
    parent = spans[model.parent_id or ""]
    assert parent.name == "handle_request"
    assert parent.attributes["inputs"]["variables"] == oracle()["prompt"]["variables"]
    assert parent.attributes["output"] == "ok"


def test_threads_costs_and_annotations_are_read(tmp_path: Path) -> None:
    call = model_call()
    call["thread_id"] = "thread-9"
    call["summary"]["weave"] = {
        "costs": {"gpt-4o": {"prompt_tokens_total_cost": 0.5, "completion_tokens_total_cost": 1}},
        "feedback": [
            {"feedback_type": "wandb.annotation.correct", "payload": {"value": False}},
            {"feedback_type": "wandb.note.1", "payload": {"note": "hm"}},
        ],
    }
    span = read_one(tmp_path, call)
    assert (span.session_id, span.cost, span.scores) == ("thread-9", 1.5, {"correct": False})


def test_a_response_that_weave_keeps_itself_is_said_to_be_missing(tmp_path: Path) -> None:
    span = read_one(tmp_path, {**model_call(), "output": "weave:///a/b/object/Response:abc"})
    assert span.response is None
    assert "kept by Weave" in (span.incomplete or "")


def test_an_image_that_weave_keeps_itself_is_said_to_be_missing(tmp_path: Path) -> None:
    call = model_call()
    image = {"_type": "CustomWeaveType", "weave_type": {"type": "PIL.Image.Image"}, "files": {}}
    call["inputs"]["messages"][1]["content"] = [{"type": "text", "text": "?"}, image]
    assert "kept by Weave" in (read_one(tmp_path, call).incomplete or "")


def test_a_call_without_a_kind_is_a_model_span_where_it_is_a_traced_request(
    tmp_path: Path,
) -> None:
    call = model_call()
    del call["attributes"]["weave"]["kind"]
    other = {**call, "id": "x", "inputs": {"messages": []}}
    kinds = [span.kind for span in read_lines(tmp_path, call, other)]
    assert kinds == ["model", "other"]


def test_pages_and_lists_of_calls_are_read(tmp_path: Path) -> None:
    calls = entries_of(FILE)
    plain = spans_of(FILE)
    assert spans_of(document(tmp_path / "list.json", calls)) == plain
    assert spans_of(document(tmp_path / "page.json", {"calls": calls})) == plain


def model_call() -> dict[str, Any]:
    """A genuine call of a model."""
    call: dict[str, Any] = entries_of(FILE)[1]
    return call
