"""Langfuse on OpenTelemetry: observations as spans."""

from __future__ import annotations

from typing import Any

import pytest

from rowgate.model import Record, Span
from rowgate.spans.assemble import assemble
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import built_in, model_spans_of, spans_of

FILE = "langfuse_sdk_5.0.4.otlp.jsonl"


def test_every_scenario_is_what_happened() -> None:
    lost = {"*.variables", "*.finish_reason", "multi_turn.parameters", "refusal.refusal"}
    media = {"image_base64.messages", "pdf_file_data.messages"}
    assert_true_to(spans_of(FILE), lost=lost | media)


def test_media_that_langfuse_keeps_are_named_and_said_to_be_elsewhere() -> None:
    by_session = {span.session_id: span for span in model_spans_of(FILE)}
    span = by_session["sess-pdf_file_data"]
    assert span.messages[0]["content"][1]["type"] == "pdf"
    assert "path" in span.messages[0]["content"][1]
    assert span.incomplete == "the pdf in the user message is kept by Langfuse, not in this file"


def test_prompt_tags_environment_usage_and_cost_are_there() -> None:
    spans = model_spans_of(FILE)
    first, manual = spans[0], spans[-1]
    assert first.format == "otlp/langfuse-otel"
    assert first.prompt == {"name": "support/answer", "version": "7"}
    assert first.tags == ["prod", "support"]
    assert first.environment == "production"
    assert first.usage == {"input_tokens": 73, "output_tokens": 75, "total_tokens": 148}
    assert manual.model == "claude-sonnet-4-5"
    assert manual.usage == {"input_tokens": 10, "output_tokens": 5, "cache_read_tokens": 2}
    assert manual.cost == pytest.approx(3e-05)


def test_metadata_is_decoded_so_that_a_mapping_finds_the_variables_in_it() -> None:
    span = model_spans_of(FILE)[0]
    assert (
        span.attributes["langfuse.observation.metadata.variables"]
        == oracle()["prompt"]["variables"]
    )
    assert span.variables == {}


def test_a_limit_that_was_not_given_is_no_parameter() -> None:
    assert all(span.parameters.get("max_tokens") != "Infinity" for span in model_spans_of(FILE))


def test_an_answer_in_json_stays_the_text_it_was() -> None:
    for answer in ('{"category":  "billing"}', '["a", "b"]', "null", '{"content": "x", "n": 1}'):
        span = one({"langfuse.observation.input": "hi", "langfuse.observation.output": answer})
        assert span.response == answer
        assert span.incomplete is None


def test_the_environment_on_another_dialects_span_does_not_make_it_langfuses() -> None:
    span = one({"langfuse.environment": "production", "gen_ai.operation.name": "chat"}, kind=None)
    assert span.format == "otlp/genai"


def one(attributes: dict[str, Any], kind: str | None = "generation") -> Span:
    """The span of one record with these attributes."""
    own = {"langfuse.observation.type": kind} if kind else {}
    record = Record(
        container="otlp",
        trace_id="a" * 32,
        span_id="b" * 16,
        parent_id=None,
        name="answer",
        attributes={**own, **attributes},
        ended_ns=2,
        status="ok",
    )
    (span,) = assemble([record], built_in("dialects"))
    return span


def test_variables_come_from_langchains_prompt_template_beside_the_generation() -> None:
    def record(span_id: str, name: str, kind: str, **attributes: Any) -> Record:
        facts = {f"langfuse.observation.{key}": value for key, value in attributes.items()}
        return Record(
            container="otlp",
            trace_id="a" * 32,
            span_id=span_id,
            parent_id="f" * 16,
            name=name,
            attributes={"langfuse.observation.type": kind, **facts},
            started_ns=int(span_id[:1]),
            ended_ns=9,
            status="ok",
        )

    template = record("1" * 16, "ChatPromptTemplate", "chain", input='{"product": "Acme"}')
    generation = record("2" * 16, "ChatOpenAI", "generation", input="Hi Acme", output="Hello")
    spans = assemble([template, generation], built_in("dialects"))
    assert [span.variables for span in spans if span.kind == "model"] == [{"product": "Acme"}]


def test_a_thread_of_the_operating_system_is_no_session() -> None:
    assert one({"thread.id": 38}).session_id is None
