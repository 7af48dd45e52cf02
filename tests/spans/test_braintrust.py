"""Braintrust: rows of a project's logs, updates of them, attachments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.exports import document, entries_of, read_lines, read_one
from tests.support.oracle import assert_true_to
from tests.support.traces import model_spans_of, spans_of

FILE = "braintrust_0.47.0.jsonl"


def test_every_scenario_is_what_happened() -> None:
    # the wrapper takes media out into attachments, and does not record that a call failed
    lost = {"*.variables", "image_base64.messages", "pdf_file_data.messages"}
    lost |= {"error_*.status", "error_*.status_message", "error_*.incomplete"}
    assert_true_to(spans_of(FILE), lost=lost)


def test_a_call_without_an_output_is_not_taken_for_one_that_went_well() -> None:
    (span,) = [s for s in model_spans_of(FILE) if s.session_id == "sess-error_429"]
    assert span.status == "unknown"
    assert span.incomplete == "no response was recorded"


def test_attachments_are_named_and_said_to_be_missing() -> None:
    (span,) = [s for s in model_spans_of(FILE) if s.session_id == "sess-pdf_file_data"]
    assert span.messages[0]["content"][1] == {
        "type": "pdf",
        "path": "braintrust-attachment://6a85af2e-a5c6-4442-9020-d80554340c55"
        "?content_type=application%2Fpdf&name=invoice.pdf",
        "media_type": "application/pdf",
        "name": "invoice.pdf",
    }
    assert span.incomplete == "the pdf in the user message is kept by Braintrust, not in this file"


def test_usage_scores_and_what_the_application_was_given_are_there() -> None:
    root, span = spans_of(FILE)[2:4]
    assert span.usage == {
        "input_tokens": 136, "output_tokens": 75, "total_tokens": 211, "cache_read_tokens": 68,
    }  # fmt: skip
    assert root.scores == {"helpful": 1}
    assert root.tags == ["prod"]
    assert root.attributes["input"]["variables"]["tier"] == "gold"
    assert span.parent_id == root.span_id


def test_variables_and_prompt_come_from_the_metadata(tmp_path: Path) -> None:
    photo = {"type": "braintrust_attachment", "key": "k/1", "content_type": "image/png"}
    prompt = {"variables": {"tier": "gold", "photo": photo}, "id": "p-1", "version": "1000"}
    span = read_one(tmp_path, row(metadata={"model": "gpt-4o", "prompt": prompt}))
    assert span.prompt == {"name": "p-1", "version": "1000"}
    assert span.variables["tier"] == "gold"
    assert span.variables["photo"]["type"] == "image"
    assert "the image in the variable photo is kept by Braintrust" in (span.incomplete or "")
    assert span.parameters == {}


def test_a_row_and_its_updates_are_one_span(tmp_path: Path) -> None:
    keys = {"id": "r1", "span_id": "aa", "root_span_id": "bb"}
    begun = row(output=None, metrics={"start": 1795336570.5}, _is_merge=False)
    answer = {"output": [choice("hello")], "metrics": {"end": 1795336571.5}}
    later = {"scores": {"tone": 0.5}, "metadata": {"user_id": "ada"}}
    updates = [{**keys, **fields, "_is_merge": True} for fields in (answer, later)]
    (span,) = read_lines(tmp_path, begun, *updates)
    assert (span.response, span.status, span.scores) == ("hello", "ok", {"tone": 0.5})
    assert (span.model, span.user_id) == ("gpt-4o", "ada")
    assert span.duration_ms() == 1000


def test_envelopes_hold_rows_and_rows_that_delete_are_no_spans(tmp_path: Path) -> None:
    gone = row(span_id="cc", _object_delete=True)
    for key in ("events", "rows", "data"):
        path = document(tmp_path / "export.json", {key: [row(), gone]})
        assert [span.span_id for span in spans_of(path)] == ["aa"]


def test_an_error_is_said_with_its_message(tmp_path: Path) -> None:
    span = read_one(tmp_path, row(output=None, error={"message": "Rate limit reached"}))
    assert (span.status, span.status_message) == ("error", "Rate limit reached")
    assert span.incomplete is None


def test_an_attachment_with_an_address_is_that_address(tmp_path: Path) -> None:
    outside = {"type": "external_attachment", "url": "s3://bucket/a.png", "filename": "a.png"}
    content = [{"type": "image_url", "image_url": {"url": outside}}]
    span = read_one(tmp_path, row(input=[{"role": "user", "content": content}]))
    assert span.messages[0]["content"] == [{"type": "image", "url": "s3://bucket/a.png"}]


def test_the_answer_expected_in_an_experiment_is_evidence_only(tmp_path: Path) -> None:
    span = read_one(tmp_path, row(expected="30 days"))
    assert span.attributes["expected"] == "30 days"
    assert span.response == "hello"


def test_every_row_of_the_file_has_its_trace_by_the_root() -> None:
    roots = {entry["root_span_id"] for entry in entries_of(FILE)}
    assert {span.trace_id for span in spans_of(FILE)} == roots


def choice(text: str) -> dict[str, Any]:
    return {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}


def row(**fields: Any) -> dict[str, Any]:
    """A row of a model call, with these fields."""
    given = {
        "id": "r1",
        "span_id": "aa",
        "root_span_id": "bb",
        "span_parents": None,
        "span_attributes": {"type": "llm", "name": "Chat Completion"},
        "metrics": {"start": 1795336570.0, "end": 1795336571.0},
        "input": [{"role": "user", "content": "hi"}],
        "output": [choice("hello")],
        "metadata": {"model": "gpt-4o"},
        "project_id": "bot",
    }
    return given | fields
