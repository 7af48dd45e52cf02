"""GenAI conventions: wherever a version puts the content, the span is what happened."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rowgate.model import Record
from rowgate.spans.assemble import assemble
from tests.support.oracle import assert_true_to
from tests.support.traces import TRACES, built_in, model_spans_of, spans_of

GENAI = "otel_genai_openai_1.3b0_"
V2 = "otel_openai_v2_2.4b0_"
NO_VARIABLES = "*.variables"
REFUSAL_AS_TEXT = {"refusal.response", "refusal.refusal"}


@pytest.mark.parametrize("ending", ["fileexporter.jsonl", "pb"])
def test_content_on_the_span(ending: str) -> None:
    spans = spans_of(f"{GENAI}span_and_event.{ending}")
    assert_true_to(spans, lost={NO_VARIABLES, *REFUSAL_AS_TEXT})


def test_content_on_the_span_and_in_a_log_record_is_not_doubled() -> None:
    spans = spans_of(
        f"{GENAI}span_and_event.fileexporter.jsonl", f"{GENAI}span_and_event.logs.jsonl"
    )
    assert_true_to(spans, lost={NO_VARIABLES, *REFUSAL_AS_TEXT})


def test_log_records_alone_make_spans_that_say_so() -> None:
    spans = spans_of(f"{GENAI}span_and_event.logs.jsonl")
    lost = {"*.incomplete", "*.user", "*.session", "*.status", "*.status_message"}
    assert_true_to(spans, lost={NO_VARIABLES, *REFUSAL_AS_TEXT, *lost})
    assert all("only the log records" in (span.incomplete or "") for span in spans)


def test_content_in_one_log_record_per_call() -> None:
    spans = spans_of(
        f"{V2}latest_event_only.fileexporter.jsonl", f"{V2}latest_event_only.logs.jsonl"
    )
    # this version of the instrumentation drops content that is a list, and tool definitions
    media = {f"{name}.messages" for name in ("image_*", "pdf_file_*")}
    assert_true_to(spans, lost={NO_VARIABLES, "*.tools", "refusal.*", *media})


def test_content_in_one_log_record_per_message() -> None:
    spans = spans_of(f"{V2}legacy_v1.30.fileexporter.jsonl", f"{V2}legacy_v1.30.logs.jsonl")
    assert_true_to(spans, lost={NO_VARIABLES, "*.tools", "refusal.*"})


def test_logs_are_joined_whichever_file_comes_first() -> None:
    names = [f"{V2}legacy_v1.30.fileexporter.jsonl", f"{V2}legacy_v1.30.logs.jsonl"]
    there, back = model_spans_of(*names), model_spans_of(*reversed(names))
    key = lambda span: span.span_id  # noqa: E731
    assert sorted(there, key=key) == sorted(back, key=key)


def test_content_in_files_beside_the_trace() -> None:
    spans = spans_of(f"{GENAI}upload_hook.fileexporter.jsonl")
    present = {"plain_text", "tool_call", "image_base64"}
    assert_true_to(spans, lost={NO_VARIABLES}, absent=all_but(present))


def test_content_in_files_that_are_gone_is_said_to_be_missing(tmp_path: Path) -> None:
    alone = tmp_path / "spans.jsonl"
    shutil.copy(TRACES / f"{GENAI}upload_hook.fileexporter.jsonl", alone)
    for span in model_spans_of(alone):
        assert span.messages == []
        assert "which is not beside the trace file" in (span.incomplete or "")


def test_a_reference_never_leaves_the_folder_of_the_trace(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('[{"role": "user", "parts": [{"type": "text", "content": "secret"}]}]')
    folder = tmp_path / "traces"
    folder.mkdir()
    (folder / "link.json").symlink_to(secret)
    text = (TRACES / f"{GENAI}upload_hook.fileexporter.jsonl").read_text(encoding="utf-8")
    for address in (f"file://{secret}", "file:///../secret.json", "file:///link.json"):
        trace = folder / "spans.jsonl"
        known = "file:///srv/app/tracer/generated/upload_hook_files/f192aa77-53b4-41e6-a225-6008a38be4f1_inputs.json"
        assert known in text
        trace.write_text(text.replace(known, address), encoding="utf-8")
        assert all("secret" not in str(span.messages) for span in spans_of(trace))


def test_spans_without_content_say_so() -> None:
    spans = spans_of(f"{GENAI}no_content.fileexporter.jsonl")
    content = {"messages", "response", "choices", "finish_reason", "tools", "tool_calls"}
    assert_true_to(
        spans, lost={NO_VARIABLES, "refusal.refusal", *(f"*.{name}" for name in content)}
    )
    model = [span for span in spans if span.kind == "model"]
    assert {span.incomplete for span in model} == {"neither messages nor a response were recorded"}


def test_attributes_cut_off_by_a_length_limit_are_noticed() -> None:
    spans = spans_of(f"{GENAI}TRUNCATED_attr_len256.fileexporter.jsonl")
    present = {"plain_text", "tool_call", "image_base64", "pdf_file_data"}
    lost = {NO_VARIABLES, "*.messages", "*.response", "*.choices", "*.finish_reason"}
    lost |= {"*.tools", "*.tool_calls"}
    assert_true_to(spans, lost=lost, absent=all_but(present))


VARIABLES = "otel_util_genai_1.3b0_prompt_variables."


@pytest.mark.parametrize("ending", ["fileexporter.jsonl", "protojson.jsonl", "pb"])
def test_variables_and_prompt_are_read_as_strings(ending: str) -> None:
    first, second, third = model_spans_of(VARIABLES + ending)
    assert first.prompt == {"name": "support/answer", "version": "v3"}
    assert first.variables["context"].startswith('{"plan": "pro", "seats": 12')
    assert second.variables["dotted.name"] == "x"
    assert second.variables["count"] == "3"
    assert second.variables["product"] == 'Ünïcode "Cloud"'
    assert third.variables["invoice_pdf"].startswith("data:application/pdf;base64,JVBERi0")
    assert [message["role"] for message in first.messages] == ["system", "user"]
    assert first.span_id == "a0f266de3a7d4304"


def test_hex_base64_and_binary_ids_are_one() -> None:
    by_ending = [
        [(span.trace_id, span.span_id, span.parent_id) for span in spans_of(VARIABLES + ending)]
        for ending in ("fileexporter.jsonl", "protojson.jsonl", "pb")
    ]
    assert by_ending[0] == by_ending[1] == by_ending[2]


def test_the_same_span_from_two_files_is_one_span() -> None:
    one = spans_of(VARIABLES + "fileexporter.jsonl")
    both = spans_of(VARIABLES + "fileexporter.jsonl", VARIABLES + "pb")
    assert sorted(span.span_id for span in both) == sorted(span.span_id for span in one)


def all_but(present: set[str]) -> set[str]:
    from tests.support.oracle import oracle

    return set(oracle()["scenarios"]) - present


def test_what_a_tool_of_the_provider_gave_back_is_no_answer_of_its_own() -> None:
    parts = (
        '{"type":"server_tool_call","id":"s1","name":"search","arguments":{"q":"x"}},'
        '{"type":"server_tool_call_response","id":"s1","server_tool_call_response":{"hits":1}},'
        '{"type":"text","content":"found"}'
    )
    record = Record(
        container="otlp",
        trace_id="a" * 32,
        span_id="b" * 16,
        parent_id=None,
        name="chat",
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
            "gen_ai.output.messages": f'[{{"role":"assistant","parts":[{parts}]}}]',
        },
        status="ok",
    )
    (span,) = assemble([record], built_in("dialects"))
    assert len(span.outputs) == 1
    assert span.response == {
        "text": "found",
        "tool_calls": [{"id": "s1", "name": "search", "arguments": {"q": "x"}}],
    }
