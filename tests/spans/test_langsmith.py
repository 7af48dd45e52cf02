"""LangSmith: runs whole and in halves, LangChain's and wrapped providers'."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rowgate.model import Span
from tests.support.exports import document, entries_of, lines, read_lines, read_one
from tests.support.oracle import oracle
from tests.support.shared import shared
from tests.support.traces import model_spans_of, spans_of

MERGED = "langsmith_langchain.runs_merged.jsonl"
WIRE = "langsmith_langchain.wire.jsonl"


def test_the_spans_are_those_that_another_tracer_saw_of_the_same_calls() -> None:
    others = {said(span): span for span in model_spans_of("openinference_langchain.otlp.jsonl")}
    spans = model_spans_of(MERGED)
    assert len(spans) == len(others) == 8
    for span in spans:
        other = others[said(span)]
        for name in ("messages", "response", "variables", "usage", "tools", "parameters", "status"):
            assert getattr(span, name) == getattr(other, name), name
        assert (span.session_id, span.user_id, span.incomplete) == ("sess-1", "user-17", None)
        assert (span.project, span.provider) == ("support-bot", "openai")


def test_variables_are_the_inputs_of_the_prompt_run_beside_it() -> None:
    first = model_spans_of(MERGED)[0]
    question = "How do I cancel my plan?"
    assert first.variables == {**oracle()["prompt"]["variables"], "question": question}
    (yes,) = [span for span in model_spans_of(MERGED) if span.variables.get("question") == "yes"]
    assert yes.variables["unused"] == [1, 2, 3]


def test_halves_on_two_lines_are_one_run() -> None:
    assert sorted(spans_of(WIRE), key=by_id) == sorted(spans_of(MERGED), key=by_id)


def test_halves_come_together_whichever_is_read_first(tmp_path: Path) -> None:
    turned = lines(tmp_path / "turned.jsonl", *reversed(entries_of(WIRE)))
    assert sorted(spans_of(turned), key=by_id) == sorted(spans_of(MERGED), key=by_id)


def test_a_run_whose_end_is_not_in_the_file_says_that_its_response_is_missing(
    tmp_path: Path,
) -> None:
    begun = [entry for entry in entries_of(WIRE) if entry["method"] == "POST"]
    spans = [span for span in read_lines(tmp_path, *begun) if span.kind == "model"]
    assert len(spans) == 8
    assert {span.status for span in spans} == {"unknown"}
    assert {span.incomplete for span in spans} == {"no response was recorded"}
    assert spans[0].variables["tier"] == "gold"


def test_a_failed_run_has_the_error_without_its_traceback_and_no_response() -> None:
    (failed,) = [span for span in model_spans_of(MERGED) if span.status == "error"]
    assert "maximum context length is 8192 tokens" in (failed.status_message or "")
    assert "Traceback" not in (failed.status_message or "")
    assert failed.response is None
    assert failed.outputs == []


def test_payloads_of_the_wrapped_client_are_whole_runs() -> None:
    folder = shared("traces/collected/langsmith")
    plain, reasoning, streamed, uncounted = (
        model_spans_of(path)[0] for path in sorted(folder.glob("*.json"))
    )
    for span in (plain, streamed, uncounted):
        assert span.messages == [{"role": "user", "content": [{"type": "text", "text": "howdy"}]}]
        assert span.response == "Howdy! How can I assist you today?"
        assert span.model == "gpt-4o-mini-2024-07-18"
        assert span.outputs[0]["finish_reason"] == "stop"
        assert span.incomplete is None
    assert plain.usage == {"input_tokens": 9, "output_tokens": 9, "total_tokens": 18}
    assert uncounted.usage == {}
    assert reasoning.usage["reasoning_tokens"] == 1408


def test_inputs_in_object_storage_are_said_to_be_missing(tmp_path: Path) -> None:
    span = read_one(tmp_path, run(inputs={}, inputs_s3_urls={"ROOT": {"presigned_url": "x"}}))
    assert "the inputs are in LangSmith's object storage" in (span.incomplete or "")


def test_attachments_are_said_to_be_missing(tmp_path: Path) -> None:
    span = read_one(tmp_path, run(attachments={"photo": ["image/png", "…"]}))
    assert span.incomplete == "1 attachments are kept by LangSmith, not in this file"


def test_feedback_becomes_scores(tmp_path: Path) -> None:
    stats = {
        "helpful": {"n": 4, "avg": 0.75, "values": {}},
        "tone": {"n": 3, "avg": None, "values": {"kind": 2, "rude": 1}},
    }
    assert read_one(tmp_path, run(feedback_stats=stats)).scores == {"helpful": 0.75, "tone": "kind"}


def test_the_product_calls_a_project_a_session(tmp_path: Path) -> None:
    metadata = {"metadata": {"thread_id": "t-1", "user_id": "ada"}}
    span = read_one(tmp_path, run(session_id="5b0c", session_name="bot", extra=metadata))
    assert (span.project, span.session_id, span.user_id) == ("bot", "t-1", "ada")


def test_children_nested_in_a_run_are_spans(tmp_path: Path) -> None:
    root = run(id="r1", run_type="chain", child_runs=[run(id="r2", parent_run_id="r1")])
    path = document(tmp_path / "tree.json", {"runs": [root]})
    spans = spans_of(path)
    assert [(span.span_id, span.parent_id, span.kind) for span in spans] == [
        ("r1", None, "chain"),
        ("r2", "r1", "model"),
    ]
    assert spans[0].attributes["inputs"] == {"messages": [{"role": "user", "content": "hi"}]}


def test_trace_and_parent_are_told_by_the_dotted_order_alone(tmp_path: Path) -> None:
    order = "20241011T205823298773Zaaaa-1.20241011T205823398773Zbbbb-2"
    span = read_one(tmp_path, run(id="bbbb-2", trace_id=None, dotted_order=order))
    assert (span.trace_id, span.parent_id) == ("aaaa-1", "aaaa-1")


def test_a_prompt_of_one_message_keeps_its_template(tmp_path: Path) -> None:
    inner = {"kwargs": {"template": "Hello {name}", "input_variables": ["name"]}}
    prompt = run(
        id="p", run_type="prompt", parent_run_id="root", inputs={"name": "Ada"},
        start_time="2024-10-11T20:58:22Z", serialized={"kwargs": {"messages": [{"kwargs": {"prompt": inner}}]}},
        extra={"metadata": {"lc_hub_repo": "greet", "lc_hub_commit_hash": "c0ffee"}},
    )  # fmt: skip
    span = read_one(tmp_path, prompt, run(parent_run_id="root"))
    assert span.variables == {"name": "Ada"}
    assert span.prompt == {"name": "greet", "version": "c0ffee", "template": "Hello {name}"}


def said(span: Span) -> str:
    return str(span.messages)


def by_id(span: Span) -> str:
    return span.span_id


def run(**fields: Any) -> dict[str, Any]:
    """A run of a wrapped client, with these fields."""
    given = {
        "id": "run-1",
        "trace_id": "trace-1",
        "run_type": "llm",
        "name": "ChatOpenAI",
        "start_time": "2024-10-11T20:58:23.298773+00:00",
        "end_time": "2024-10-11T20:58:24.417106+00:00",
        "inputs": {"messages": [{"role": "user", "content": "hi"}]},
        "outputs": {"choices": [{"message": {"role": "assistant", "content": "hello"}}]},
        "session_name": "bot",
    }
    return given | fields
