"""Adaline: requests of its SDK, items of its API, every form of its variables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from adaline_api.models.create_log_span_request import CreateLogSpanRequest
from adaline_api.models.log_span_item import LogSpanItem
from adaline_api.models.log_trace_item import LogTraceItem

from rowgate.model import Span
from tests.support.exports import document, entries_of, read_one
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import model_spans_of, spans_of

FILE = "adaline_sdk_2.2.1.requests.jsonl"
ABSENT = {
    "tool_result", "n_choices", "length_stop", "refusal", "streaming", "streaming_tool", "error_429",
}  # fmt: skip
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC"


def test_every_scenario_is_what_happened() -> None:
    # the SDK's types allow one variable a span
    assert_true_to(spans_of(FILE, project="support-bot"), lost={"*.variables"}, absent=ABSENT)


def test_prompt_project_cost_and_tags_are_there() -> None:
    span = by_session("plain_text")
    assert span.format == "adaline"
    assert span.project == "proj_0123456789abcdefghij"
    assert span.prompt == {
        "name": "prompt_0123456789abcdefgh",
        "version": "deploy_0123456789abcdefg",
    }
    assert span.cost == 0.002
    assert span.tags == ["llm"]
    assert span.started_at == "2026-11-22T08:49:42.668Z"
    assert span.user_id == "user-17"
    assert span.trace_id == "50e5e3f5-8cd0-493e-96c7-303bb3cf672f"
    assert span.span_id == "51b98f0d-6680-4771-a64a-595614c89424"


def test_a_variable_is_text_image_or_pdf_as_it_was_recorded() -> None:
    assert by_session("tool_call").variables == {"order_id": "ORD-10042"}
    assert by_session("image_url").variables["product_image"] == {
        "type": "image",
        "url": "https://cdn.example.com/uploads/product-42.png",
        "detail": "auto",
    }
    square = by_session("image_base64").variables["square"]
    assert square == {"type": "image", "data": PNG, "media_type": "image/png", "detail": "high"}
    invoice = by_session("pdf_file_data").variables["invoice"]
    assert invoice["type"] == "pdf"
    assert invoice["name"] == "invoice.pdf"
    assert invoice["data"].startswith("JVBERi0")
    assert by_session("pdf_file_id").variables["contract"]["url"] == (
        "https://cdn.example.com/contract.pdf"
    )


TIER = {"modality": "text", "value": "gold"}
HOSTED = {
    "modality": "image",
    "detail": "auto",
    "value": {"type": "base64-hosted", "path": "uploads/a.png", "base64Hash": "c0ffee"},
}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (None, {}),
        ({"name": "tier", "value": TIER}, {"tier": "gold"}),
        ({"name": "tier", "value": "gold"}, {"tier": "gold"}),
        ({"tier": TIER, "language": "English"}, {"tier": "gold", "language": "English"}),
        ({"tier": {"name": "tier", "value": TIER}}, {"tier": "gold"}),
        ({"tier": {"name": "tier", "value": "gold"}}, {"tier": "gold"}),
        ([{"name": "a", "value": TIER}, {"name": "b", "value": "x"}], {"a": "gold", "b": "x"}),
        ({"json": {"plan": "pro", "seats": [1, 2]}}, {"json": {"plan": "pro", "seats": [1, 2]}}),
        ({"name": "Ada", "value": "x", "tier": TIER}, {"name": "Ada", "value": "x", "tier": "gold"}),
        (
            {"photo": HOSTED},
            {"photo": {"type": "image", "path": "uploads/a.png", "detail": "auto"}},
        ),
        (
            {"doc": {"modality": "pdf", "value": {"type": "base64-hosted", "path": "b.pdf"}}},
            {"doc": {"type": "pdf", "path": "b.pdf", "media_type": "application/pdf"}},
        ),
        (
            {
                "why": {
                    "modality": "reasoning",
                    "value": {"type": "thinking", "thinking": "hm", "signature": ""},
                }
            },
            {"why": "hm"},
        ),
        (
            {"call": {"modality": "tool-call", "index": 0, "id": "c", "name": "f", "arguments": "{}"}},
            {"call": {"index": 0, "id": "c", "name": "f", "arguments": "{}"}},
        ),
    ],
)  # fmt: skip
def test_every_form_of_variables_is_read(tmp_path: Path, given: Any, read: Any) -> None:
    assert read_one(tmp_path, request(variables=given)).variables == read


def test_what_adaline_takes_for_valid_is_read_as_it_was_meant(tmp_path: Path) -> None:
    given = request(variables={"name": "photo", "value": HOSTED})
    checked = CreateLogSpanRequest.from_json(json.dumps(given))
    assert checked is not None
    span = read_one(tmp_path, json.loads(checked.to_json()))
    assert span.variables["photo"]["path"] == "uploads/a.png"
    assert span.incomplete is None


def test_of_a_stream_the_aggregate_is_the_answer(tmp_path: Path) -> None:
    entry = request(type="ModelStream", output="data: {bits", aggregateOutput=answer("whole"))
    assert read_one(tmp_path, entry).response == "whole"


def test_a_stream_without_its_aggregate_says_that_the_answer_is_missing(tmp_path: Path) -> None:
    span = read_one(tmp_path, request(type="ModelStream", output="data: {bits"))
    assert span.response is None
    assert "only the raw stream" in (span.incomplete or "")


def test_content_in_adalines_own_form_becomes_messages(tmp_path: Path) -> None:
    asked = [
        {"role": "system", "content": [{"modality": "text", "value": "Be kind."}]},
        {"role": "user", "content": [HOSTED, {"modality": "text", "value": "What is it?"}]},
        {
            "role": "assistant",
            "content": [
                {"modality": "tool-call", "index": 0, "id": "c1", "name": "see", "arguments": "{}"}
            ],
        },
        {
            "role": "tool",
            "content": [
                {
                    "modality": "tool-response",
                    "index": 0,
                    "id": "c1",
                    "name": "see",
                    "data": "a cat",
                }
            ],
        },
    ]
    span = read_one(tmp_path, request(input=json.dumps({"messages": asked})))
    assert span.messages == [
        {"role": "system", "content": [{"type": "text", "text": "Be kind."}]},
        {
            "role": "user",
            "content": [
                {"type": "image", "path": "uploads/a.png"},
                {"type": "text", "text": "What is it?"},
            ],
        },
        {
            "role": "assistant",
            "content": [],
            "tool_calls": [{"id": "c1", "name": "see", "arguments": {}}],
        },
        {
            "role": "tool",
            "tool_call_id": "c1",
            "name": "see",
            "content": [{"type": "text", "text": "a cat"}],
        },
    ]


def test_what_the_api_gives_back_is_the_same_span(tmp_path: Path) -> None:
    sent = next(entry for entry in entries_of(FILE) if "span" in entry)["span"]
    item = LogSpanItem(
        id="span_0123456789abcdefghij", name=sent["name"], contentType="Model",
        status=sent["status"], startedAt=sent["startedAt"], endedAt=sent["endedAt"], latency=60,
        logTraceId="trace_0123456789abcdefghi", promptId=sent["promptId"],
        referenceId=sent["referenceId"], parentReferenceId=None, sessionId=sent["sessionId"],
        cost=0.1, promptTokens=136, completionTokens=75, totalTokens=211,
        content=json.dumps(sent["content"]), parsedContent="{}",
        attributes=json.dumps({"user_id": "user-17"}), tags=json.dumps(sent["tags"]), events="[]",
        createdAt=sent["startedAt"], updatedAt=sent["startedAt"],
    )  # fmt: skip
    page = {"pagination": {}, "spans": [json.loads(item.to_json())]}
    (given,) = model_spans_of(document(tmp_path / "page.json", page))
    (there,) = [s for s in model_spans_of(FILE) if s.session_id == sent["sessionId"]]
    assert given.trace_id == "trace_0123456789abcdefghi"
    assert given.cost == 0.1
    assert given.user_id == "user-17"
    for name in ("span_id", "messages", "outputs", "usage", "model", "tags", "parameters"):
        assert getattr(given, name) == getattr(there, name), name


def test_session_and_user_come_from_the_trace_also_from_another_page(tmp_path: Path) -> None:
    trace = LogTraceItem(
        id="trace_0123456789abcdefghi", name="handle", status="success", startedAt=1795337382668,
        endedAt=1795337382669, latency=1, referenceId="r", sessionId="sess-9",
        attributes={"userId": "ada"}, tags=["prod"], totalCost=0, totalInputTokens=0,
        totalOutputTokens=0, spanIds=["s"], createdAt=1795337382668, updatedAt=1795337382668,
    )  # fmt: skip
    span = {
        **request()["span"],
        "logTraceId": trace.id,
        "content": json.dumps(request()["span"]["content"]),
    }
    del span["traceReferenceId"]
    read = read_one(tmp_path, {"spans": [span]}, {"traces": [json.loads(trace.to_json())]})
    assert (read.session_id, read.user_id, read.tags) == ("sess-9", "ada", ["prod"])


def test_spans_sent_within_their_trace_belong_to_it(tmp_path: Path) -> None:
    span = {k: v for k, v in request()["span"].items() if k != "traceReferenceId"}
    trace = {"startedAt": 1795337382668, "name": "t", "status": "success", "referenceId": "trace-7",
             "sessionId": "sess-7"}  # fmt: skip
    read = read_one(tmp_path, {"projectId": "p", "trace": trace, "spans": [span]})
    assert (read.trace_id, read.session_id) == ("trace-7", "sess-7")


def test_only_model_types_are_model_spans(tmp_path: Path) -> None:
    kinds = {"Embeddings": "embedding", "Tool": "tool", "Retrieval": "retrieval", "Other": "other",
             "Guardrail": "guardrail", "Function": "function", "custom-thing": "other"}  # fmt: skip
    for given, kind in kinds.items():
        path = document(tmp_path / "one.json", request(type=given, input='{"q": 1}', output="[]"))
        (span,) = spans_of(path)
        assert span.kind == kind
        assert span.attributes["content"]["input"] == {"q": 1}


def test_input_that_was_cut_off_makes_the_span_incomplete(tmp_path: Path) -> None:
    span = read_one(tmp_path, request(input='{"messages": [{"role": "us'))
    assert "input is cut off" in (span.incomplete or "")


def by_session(name: str) -> Span:
    assert name in oracle()["scenarios"]
    (span,) = [span for span in model_spans_of(FILE) if span.session_id == f"sess-{name}"]
    return span


def answer(text: str) -> str:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]})


def request(**content: Any) -> dict[str, Any]:
    """A request that logs one span, with this in its content."""
    asked = json.dumps({"messages": [{"role": "user", "content": "hi"}]})
    given = {"type": "Model", "provider": "openai", "model": "gpt-4o", "input": asked}
    if content.get("type") != "ModelStream":
        given["output"] = answer("hello")
    return {
        "projectId": "proj_0123456789abcdefghij",
        "span": {
            "traceReferenceId": "trace-1",
            "referenceId": "span-1",
            "startedAt": 1795337382668,
            "endedAt": 1795337382669,
            "name": "answer",
            "status": "success",
            "content": given | content,
        },
    }
