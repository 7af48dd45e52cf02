"""OpenInference: flat messages, completed from the raw request and response."""

from __future__ import annotations

from typing import Any

import pytest

from rowgate.model import Record, Span
from rowgate.spans.assemble import assemble
from rowgate.spans.dialects.openinference_messages import read_flat_messages
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import built_in, model_spans_of, spans_of

OPENAI = "openinference_openai_0.1.66"


def test_every_scenario_is_what_happened() -> None:
    assert_true_to(spans_of(f"{OPENAI}.fileexporter.jsonl"))


def test_the_prompt_its_variables_tags_and_cost_free_usage_are_there() -> None:
    span = model_spans_of(f"{OPENAI}.fileexporter.jsonl")[0]
    assert span.format == "otlp/openinference"
    assert span.prompt == {"version": "v1.7", "template": oracle()["prompt"]["template"]}
    assert span.variables["nested"] == {"a": [1, 2]}
    assert span.variables["context"] == oracle()["prompt"]["variables"]["context"]
    assert span.tags == ["prod", "support"]
    assert span.usage == {"input_tokens": 73, "output_tokens": 75, "total_tokens": 148}
    assert span.cost is None


def test_a_pdf_that_is_only_in_the_raw_request_is_found_also_in_the_middle() -> None:
    spans = [s for s in model_spans_of(f"{OPENAI}.fileexporter.jsonl") if s.name == "Response"]
    kinds = [part["type"] for part in spans[0].messages[1]["content"]]
    assert kinds == ["text", "pdf", "image"]
    assert all(span.incomplete is None for span in spans)


def test_values_cut_off_by_a_length_limit_make_the_span_incomplete() -> None:
    spans = spans_of(f"{OPENAI}_TRUNCATED_attr_len256.fileexporter.jsonl")
    present = {"plain_text", "tool_call", "image_base64", "pdf_file_data"}
    assert_true_to(
        spans,
        lost={"*.variables", "*.incomplete", "pdf_file_data.messages"},
        absent=set(oracle()["scenarios"]) - present,
    )


def test_messages_dropped_by_a_count_limit_are_counted() -> None:
    (span,) = model_spans_of(f"{OPENAI}_TRUNCATED_attr_count128.fileexporter.jsonl")
    assert "64 of 122 entries of llm.input_messages are missing" in (span.incomplete or "")
    assert "135 attributes were dropped" in (span.incomplete or "")


def test_langchain_variables_come_from_the_prompt_span_beside_the_model_span() -> None:
    spans = [s for s in model_spans_of("openinference_langchain.otlp.jsonl") if s.variables]
    assert len(spans) == 4
    first = next(s for s in spans if "cancel my plan" in str(s.messages))
    assert first.variables == {
        **oracle()["prompt"]["variables"],
        "question": "How do I cancel my plan?",
    }
    yes = next(s for s in spans if s.messages[-1]["content"][0]["text"] == "yes")
    assert yes.variables["unused"] == [1, 2, 3]
    assert yes.variables["context"] == {"plan": "pro", "seats": 12, "tags": ["a", "b"]}


def test_langchain_spans_are_the_same_in_json_and_binary() -> None:
    text = spans_of("openinference_langchain.otlp.jsonl")
    binary = spans_of("openinference_langchain.pb")
    assert sorted(text, key=_id) == sorted(binary, key=_id)


def test_a_failed_call_has_no_response_and_is_not_called_incomplete_for_it() -> None:
    failed = [
        s for s in model_spans_of("openinference_langchain.otlp.jsonl") if s.status == "error"
    ]
    assert [span.response for span in failed] == [None]
    assert failed[0].incomplete is None


def test_masked_content_makes_the_span_incomplete() -> None:
    span = one(
        {
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "__REDACTED__",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.content": "fine",
        }
    )
    assert span.incomplete == "content of the user message is masked"


def test_an_image_over_the_size_limit_makes_the_span_incomplete() -> None:
    contents = "llm.input_messages.0.message.contents."
    span = one(
        {
            "llm.input_messages.0.message.role": "user",
            f"{contents}0.message_content.type": "image",
            f"{contents}0.message_content.image.image.url": "__REDACTED__",
            "llm.output_messages.0.message.content": "fine",
        }
    )
    assert span.incomplete == "the image in the user message is missing or damaged"


def test_messages_of_a_dataframe_are_lists_of_dictionaries() -> None:
    span = one(
        {
            "llm.input_messages": [
                {"message.role": "user", "message.content": "hi"},
                {
                    "message.role": "assistant",
                    "message.tool_calls": [
                        {
                            "tool_call.id": "call_1",
                            "tool_call.function.name": "look",
                            "tool_call.function.arguments": '{"at": 1}',
                        }
                    ],
                },
                {
                    "message.role": "tool",
                    "message.tool_call_id": "call_1",
                    "message.content": '{"seen": true}',
                },
            ],
            "llm.output_messages": [{"message.role": "assistant", "message.content": "ok"}],
        }
    )
    assert span.messages[1]["tool_calls"] == [
        {"id": "call_1", "name": "look", "arguments": {"at": 1}}
    ]
    assert span.messages[2] == {
        "role": "tool",
        "content": [{"type": "text", "text": '{"seen": true}'}],
        "tool_call_id": "call_1",
    }
    assert span.incomplete is None


def one(attributes: dict[str, Any]) -> Span:
    """The span of one OpenInference record with these attributes."""
    record = Record(
        container="otlp",
        trace_id="a" * 32,
        span_id="b" * 16,
        parent_id=None,
        name="ChatCompletion",
        attributes={"openinference.span.kind": "LLM", **attributes},
        started_ns=1,
        ended_ns=2,
        status="ok",
    )
    (span,) = assemble([record], built_in("dialects"))
    return span


def _id(span: Span) -> str:
    return span.span_id


CONTENTS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "a video": (
        {"type": "video", "video.video.url": "gs://b/v.mp4"},
        [{"type": "video", "url": "gs://b/v.mp4"}],
    ),
    "an uploaded file": (
        {"type": "document", "document.document.id": "file-1", "document.document.name": "a.pdf"},
        [{"type": "pdf", "file_id": "file-1", "name": "a.pdf"}],
    ),
    "a document that is text": (
        {"type": "document", "document.document.content": "the text"},
        [{"type": "text", "text": "the text"}],
    ),
    "speech": (
        {"type": "audio", "audio.audio.url": "https://x/a.wav", "audio.audio.transcript": "hi"},
        [{"type": "audio", "url": "https://x/a.wav"}, {"type": "text", "text": "hi"}],
    ),
    "thoughts": ({"type": "reasoning", "text": "hm"}, [{"type": "reasoning", "text": "hm"}]),
    "something new": (
        {"type": "hologram", "size": 3},
        [{"type": "other", "value": {"type": "hologram", "size": 3}}],
    ),
}


@pytest.mark.parametrize(("facts", "parts"), CONTENTS.values(), ids=CONTENTS.keys())
def test_every_content_of_a_message_is_read(facts: dict[str, Any], parts: list[Any]) -> None:
    item = {f"message.contents.0.message_content.{key}": value for key, value in facts.items()}
    span = Span("otlp/openinference", "t", "s")
    (message,) = read_flat_messages({0: {"message.role": "user", **item}}, "input", span)
    assert message["content"] == parts
