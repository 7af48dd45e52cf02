"""The Vercel AI SDK: one model span per request to the provider, whatever the version."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rowgate.model import Record, Span
from rowgate.spans.assemble import assemble
from tests.support.oracle import assert_true_to, oracle
from tests.support.shared import shared
from tests.support.traces import built_in, model_spans_of, spans_of

V4 = "vercel_ai_4.otlphttp.jsonl"
V6 = "vercel_ai_6.0.326.otlp.jsonl"
V7 = "vercel_ai_7.0.173_ai-sdk-otel_1.0.173.otlphttp.jsonl"


def test_every_scenario_is_what_happened() -> None:
    # the SDK says of a refusal that a content filter stopped it, and knows a file's media type
    own = ("sess-refusal", "sess-pdf_file_id")
    spans = [span for span in spans_of(V6) if span.session_id not in own]
    absent = {"n_choices", "refusal", "pdf_file_id"}
    assert_true_to(spans, lost={"*.variables"}, absent=absent)


def test_a_refusal_comes_as_text() -> None:
    (span,) = (s for s in model_spans_of(V6) if s.session_id == "sess-refusal")
    assert span.response == "I'm sorry, but I can't help with that."
    assert span.outputs[0]["finish_reason"] == "content-filter"


def test_an_uploaded_file_is_an_id_and_not_its_bytes() -> None:
    (span,) = (s for s in model_spans_of(V6) if s.session_id == "sess-pdf_file_id")
    assert span.messages[0]["content"][1] == {
        "type": "pdf",
        "file_id": "file-6F2ksmvXxt4VdoqmHRw6kL",
        "media_type": "application/pdf",
    }


@pytest.mark.parametrize(("name", "calls"), [(V4, 10), (V6, 15), (V7, 10)])
def test_a_request_is_the_model_span_and_the_function_around_it_is_not(
    name: str, calls: int
) -> None:
    spans = spans_of(name)
    assert len([span for span in spans if span.kind == "model"]) == calls
    assert {span.kind for span in spans if ".embed" in span.name} <= {"embedding"}
    assert {span.kind for span in spans if span.name == "ai.toolCall"} <= {"tool"}


def test_versions_4_and_7_tell_the_same_of_the_same_requests() -> None:
    for four, seven in zip(model_spans_of(V4), model_spans_of(V7), strict=True):
        assert [plain(m) for m in four.messages] == [plain(m) for m in seven.messages]
        assert (four.session_id, four.user_id) == ("sess-1", "user-17")
        assert four.provider == seven.provider == "openai"
        assert four.model == seven.model
        assert four.tools == seven.tools
        assert four.status == seven.status
        assert four.incomplete is seven.incomplete is None
        if four.name != "ai.generateObject.doGenerate":  # it asked by a tool, 7 by a schema
            assert four.response == seven.response


def test_answers_of_versions_4_and_7_are_what_the_model_said() -> None:
    said = [
        s["response"][0]["message"]["content"]
        for s in oracle()["scenarios"].values()
        if s["response"]
    ]
    for name in (V4, V7):
        texts = [s.response for s in model_spans_of(name) if isinstance(s.response, str)]
        assert len([text for text in texts if text in said]) >= 7


def test_tags_parameters_and_status_are_there() -> None:
    first, *_, last = model_spans_of(V4)
    assert first.tags == ["prod", "support"]
    assert first.parameters == {"temperature": 0.2, "max_tokens": 256}
    assert first.usage == {"input_tokens": 73, "output_tokens": 75}
    assert first.outputs[0]["finish_reason"] == "stop"
    assert last.status == "error"
    assert last.status_message == "This model's maximum context length is 8192 tokens."
    assert last.incomplete is None


def plain(message: dict[str, Any]) -> dict[str, Any]:
    """A message without the names that only one of the versions records."""
    parts = [{k: v for k, v in part.items() if k != "name"} for part in message["content"]]
    return {**{k: v for k, v in message.items() if k != "name"}, "content": parts}


# --- captures of the functions alone, in the JavaScript SDK's own JSON -------


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("ai-generateText", "model", 2),
        ("ai-generateText-doGenerate", "model", 2),
        ("ai-generateObject", "model", 1),
        ("ai-generateObject-doGenerate", "model", 1),
        ("ai-streamText", "model", 1),
        ("ai-streamText-doStream", "model", 1),
        ("ai-embed", "embedding", 1),
        ("ai-embed-doEmbed", "embedding", 1),
    ],
)
def test_collected_captures(name: str, kind: str, count: int) -> None:
    spans = spans_of(shared(f"traces/collected/openinference/{name}.json"))
    assert [span.kind for span in spans] == [kind] * count
    for span in spans:
        assert span.format == "otel-js/vercel"
        assert span.provider == "openai"
        assert (span.started_at or "").startswith("2026-02-03T15:")
        assert span.incomplete is None
        assert bool(span.messages) == bool(span.response) == (kind == "model")


def test_a_function_says_the_same_as_its_request() -> None:
    folder = "traces/collected/openinference/"
    function = model_spans_of(shared(folder + "ai-generateText.json"))
    request = model_spans_of(shared(folder + "ai-generateText-doGenerate.json"))
    for whole, inner in zip(function, request, strict=True):
        assert (whole.messages, whole.response) == (inner.messages, inner.response)


def test_bytes_written_as_numbers_are_base64() -> None:
    buffer = {"type": "Buffer", "data": [137, 80, 78, 71]}
    for data in (buffer, {"0": 137, "1": 80, "2": 78, "3": 71}):
        content = [{"type": "image", "image": data, "mimeType": "image/png"}]
        span = one({"ai.prompt": json.dumps({"messages": [{"role": "user", "content": content}]})})
        assert span.messages[0]["content"] == [
            {"type": "image", "data": "iVBORw==", "media_type": "image/png"}
        ]


def test_a_prompt_cut_off_by_a_limit_is_said_to_be() -> None:
    span = one({"ai.prompt": '{"messages":[{"role":"us'})
    assert "ai.prompt is cut off" in (span.incomplete or "")


def test_reasoning_and_tool_calls_stand_beside_the_text() -> None:
    calls = [{"toolCallId": "c1", "toolName": "look", "input": '{"at": 1}'}]
    span = one(
        {
            "ai.prompt": '{"prompt": "hi"}',
            "ai.response.reasoning": "hm",
            "ai.response.text": "",
            "ai.response.toolCalls": json.dumps(calls),
        }
    )
    assert span.outputs == [
        {
            "role": "assistant",
            "content": [{"type": "reasoning", "text": "hm"}],
            "tool_calls": [{"id": "c1", "name": "look", "arguments": {"at": 1}}],
        }
    ]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ({"type": "text", "value": "15"}, {"type": "text", "text": "15"}),
        ({"type": "json", "value": {"a": 1}}, {"type": "text", "text": '{"a":1}'}),
        (
            {"type": "error-text", "value": "no", "providerOptions": {}},
            {"type": "text", "text": "no"},
        ),
        ({"value": 15}, {"type": "text", "text": '{"value":15}'}),
        (
            {
                "type": "content",
                "value": [{"type": "image-data", "data": "aaaa", "mediaType": "image/png"}],
            },
            {"type": "image", "data": "aaaa", "media_type": "image/png"},
        ),
    ],
)
def test_what_a_tool_gave_back_in_every_form(output: Any, expected: Any) -> None:
    result = {"type": "tool-result", "toolCallId": "c1", "toolName": "look", "output": output}
    messages = [{"role": "tool", "content": [result]}]
    span = one({"ai.prompt.messages": json.dumps(messages)})
    assert span.messages[0]["content"] == [expected]


def test_a_prompt_of_langfuse_is_named() -> None:
    prompt = json.dumps({"name": "refund", "version": 3, "prompt": "Hi {{name}}", "type": "text"})
    span = one(
        {"ai.telemetry.metadata.langfusePrompt": prompt, "ai.prompt": '{"prompt": "Hi Zoë"}'}
    )
    assert span.prompt == {"name": "refund", "version": "3", "template": "Hi {{name}}"}


def one(attributes: dict[str, Any]) -> Span:
    """The span of one call of `generateText` with these attributes."""
    record = Record(
        container="otlp",
        trace_id="a" * 32,
        span_id="b" * 16,
        parent_id=None,
        name="ai.generateText",
        attributes={"ai.operationId": "ai.generateText", **attributes},
        ended_ns=2,
        status="ok",
    )
    (span,) = assemble([record], built_in("dialects"))
    return span
