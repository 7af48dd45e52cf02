"""Logfire: raw requests and GenAI messages, and what was streamed on a log beside the request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rowgate.model import Record, Span
from rowgate.spans.assemble import assemble
from tests.support.oracle import assert_true_to
from tests.support.traces import built_in, model_spans_of, spans_of

RAW = "logfire_3.25.0_openai.otlp.jsonl"
GENAI = "logfire_5.2.0_openai.otlp.jsonl"


def test_every_scenario_of_raw_requests_is_what_happened() -> None:
    lost = {"*.variables", "*.finish_reason", "n_choices.choices"}  # only the first answer is kept
    assert_true_to(spans_of(RAW), lost=lost)


def test_every_scenario_of_genai_messages_is_what_happened() -> None:
    assert_true_to(spans_of(GENAI), lost={"*.variables", "refusal.refusal", "n_choices.parameters"})


@pytest.mark.parametrize("name", [RAW, GENAI])
def test_a_span_is_called_what_it_says_and_not_by_its_template(name: str) -> None:
    spans = spans_of(name)
    assert "Chat Completion with 'gpt-4o-mini'" in {span.name for span in spans}
    assert not any("{" in span.name for span in spans)


@pytest.mark.parametrize("name", [RAW, GENAI])
def test_the_log_of_what_was_streamed_is_no_model_span(name: str) -> None:
    logs = [span for span in spans_of(name) if span.name.startswith("streaming response")]
    assert [span.kind for span in logs] == ["other", "other"]
    assert [span.kind for span in spans_of(name) if "Embedding" in span.name] == ["embedding"]


def test_tags_cost_and_usage_are_there_also_for_what_was_streamed() -> None:
    by_session = {span.session_id: span for span in model_spans_of(GENAI)}
    streamed = by_session["sess-streaming"]
    assert streamed.tags == ["LLM"]
    assert streamed.usage == {"input_tokens": 72, "output_tokens": 85}
    assert streamed.cost == 6.18e-05


def test_equal_requests_streamed_one_after_the_other_keep_their_own_answers() -> None:
    first, second = requests(answers=["one", "two"])
    assert (first.response, second.response) == ("one", "two")
    assert first.incomplete is None


def test_an_answer_that_could_be_anothers_is_said_to_be_unclear() -> None:
    first, _ = requests(answers=["one"])
    assert "it is unclear which answer is whose" in (first.incomplete or "")


def test_what_logfire_scrubbed_is_said_to_be_missing() -> None:
    notes = [{"path": ["attributes", "request_data", "messages", 0], "matched_substring": "x"}]
    (span,) = made(request(1, scrubbed=json.dumps(notes)))
    assert "Logfire scrubbed parts of request_data" in (span.incomplete or "")


def test_a_span_that_is_only_announced_is_no_model_span() -> None:
    record = request(1)
    record.attributes["logfire.span_type"] = "pending_span"
    assert [span.kind for span in made(record)] == ["other"]


RESPONSES = "logfire_5.2.0_responses_v1.otlp.jsonl"
RESPONSES_OLD = "logfire_3.25.0_responses.otlp.jsonl"
ANSWER = "Your order ORD-10042 shipped."
CALL = {"id": "call_1", "name": "get_order", "arguments": {"order_id": "ORD-10042"}}


@pytest.mark.parametrize("name", [RESPONSES, RESPONSES_OLD])
def test_the_answer_of_the_responses_api_ends_its_list_of_events(name: str) -> None:
    said, called, went_on, *_ = model_spans_of(name)
    assert [message["role"] for message in said.messages] == ["system", "user"]
    assert said.response == ANSWER
    assert called.response == {"tool_calls": [CALL]}
    assert called.outputs[0]["content"] == [{"type": "reasoning", "text": "think"}]
    assert [message["role"] for message in went_on.messages] == ["user", "assistant", "tool"]
    assert went_on.messages[2]["tool_call_id"] == "call_1"
    assert went_on.response == ANSWER
    assert {span.incomplete for span in (said, called, went_on)} == {None}


def test_media_of_the_responses_api_are_there_or_said_to_be_text() -> None:
    new, old = model_spans_of(RESPONSES)[3], model_spans_of(RESPONSES_OLD)[3]
    assert [part["type"] for part in old.messages[0]["content"]] == ["text", "image", "pdf"]
    assert old.incomplete is None
    assert "media recorded as text only" in (new.incomplete or "")


def test_what_the_responses_api_streamed_is_on_the_log_or_said_to_be_missing() -> None:
    assert [span.response for span in model_spans_of(RESPONSES)[4:]] == [
        ANSWER,
        {"tool_calls": [CALL]},
    ]
    old = model_spans_of(RESPONSES_OLD)[4:]
    assert [span.incomplete for span in old] == ["no response was recorded"] * 2


def requests(answers: list[str]) -> list[Span]:
    """Two equal streamed requests and the logs of these answers."""
    records = [request(1), request(3)]
    records += [log(2 * n + 2, answer) for n, answer in enumerate(answers)]
    return [span for span in made(*records) if span.kind == "model"]


def made(*records: Record) -> list[Span]:
    return assemble(list(records), built_in("dialects"))


def request(time: int, scrubbed: str | None = None) -> Record:
    """A request begun at that time."""
    data = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": True}
    facts: dict[str, Any] = {
        "logfire.span_type": "span",
        "logfire.msg_template": "Chat Completion with {request_data[model]!r}",
        "request_data": json.dumps(data),
    }
    if scrubbed:
        facts["logfire.scrubbed"] = scrubbed
    return record(time, facts)


def log(time: int, answer: str) -> Record:
    """The log of a streamed answer."""
    facts = dict(request(time).attributes)
    facts["logfire.span_type"] = "log"
    facts["logfire.msg_template"] = "streaming response from {request_data[model]!r} took"
    facts["response_data"] = json.dumps({"message": {"role": "assistant", "content": answer}})
    return record(time, facts)


def record(time: int, facts: dict[str, Any]) -> Record:
    return Record(
        container="otlp",
        trace_id="a" * 32,
        span_id=f"{time:016x}",
        parent_id="f" * 16,
        name="x",
        attributes=facts,
        started_ns=time,
        ended_ns=time,
        status="ok",
    )
