"""pydantic-ai: every version of its instrumentation tells the same of the same requests."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from rowgate.model import Record, Span
from rowgate.spans.assemble import assemble
from tests.support.oracle import assert_true_to
from tests.support.traces import built_in, model_spans_of, spans_of

V1 = "pydantic_ai_1.0.5_instr_v1_events.otlp.jsonl"
V2 = "pydantic_ai_2.68.0_instr_v2.otlp.jsonl"
V6 = "pydantic_ai_2.68.0_instr_v6.otlp.jsonl"
UNDER_LOGFIRE = "pydantic_ai_2.68.0_logfire_5.2.0.otlp.jsonl"

# what the agents were not asked; a refusal raises, and the span says that its output is empty
ABSENT = {"n_choices", "pdf_file_id", "tool_result"}


@pytest.mark.parametrize("name", [V6, UNDER_LOGFIRE])
def test_every_scenario_is_what_happened(name: str) -> None:
    spans = [with_the_scenarios_session(span) for span in spans_of(name)]
    refused = next(s for s in spans if s.kind == "model" and "weapon" in str(s.messages))
    assert "a refusal or another part may be missing" in (refused.incomplete or "")
    spans = [span for span in spans if span.trace_id != refused.trace_id]
    lost = {"*.variables", "multi_turn.parameters"}
    assert_true_to(spans, lost=lost, absent={*ABSENT, "refusal"})


def with_the_scenarios_session(span: Span) -> Span:
    """Logfire scrubs `session.id`: what is left is the conversation's own id, made up per run."""
    if span.session_id is not None and not span.session_id.startswith("sess-"):
        assert len(span.session_id) == 36
        span.session_id = f"sess-{scenarios().get(span.trace_id)}"
    return span


@cache
def scenarios() -> dict[str, str]:
    """The scenario of each trace, as the application's span says."""
    spans = spans_of(UNDER_LOGFIRE)
    return {s.trace_id: str(s.attributes["scenario"]) for s in spans if "scenario" in s.attributes}


def test_versions_1_and_2_tell_the_same_of_the_same_requests() -> None:
    first, second = model_spans_of(V1), model_spans_of(V2)
    assert len(first) == 10
    for one, two in zip(first, second, strict=True):
        assert (one.messages, one.outputs) == (two.messages, two.outputs)
        assert (one.model, one.provider, one.tools) == (two.model, two.provider, two.tools)
        assert (one.parameters, one.cost) == (two.parameters, two.cost)
        assert (one.status, one.incomplete) == (two.status, None)


def test_messages_and_media_of_version_1_are_what_was_asked() -> None:
    spans = model_spans_of(V1)
    contents = [span.messages[-1]["content"] for span in spans]
    assert contents[5][1] == {
        "type": "image",
        "url": "https://cdn.example.com/uploads/product-42.png",
    }
    assert [part["type"] for part in contents[6]] == ["text", "image"]
    assert contents[7][1]["type"] == "pdf"
    assert contents[7][1]["data"].startswith("JVBERi0")
    assert spans[4].messages[-1] == {
        "role": "tool",
        "content": [
            {"type": "text", "text": '{"status":"shipped","items":[{"sku":"A-1","qty":2}]}'}
        ],
        "tool_call_id": "call_6d54f87df28ea1f2223436b6",
        "name": "get_order",
    }


def test_a_request_that_failed_has_the_messages_of_the_agent() -> None:
    for name in (V1, V2):
        failed = [span for span in model_spans_of(name) if span.status == "error"]
        assert [span.messages for span in failed] == [
            [{"role": "user", "content": [{"type": "text", "text": "TRIGGER_400 please"}]}]
        ]
        assert failed[0].incomplete is None


def test_agents_and_tools_are_no_model_spans_and_are_called_what_they_say() -> None:
    for name in (V1, V2):
        kinds = {span.name: span.kind for span in spans_of(name)}
        assert kinds["support run"] == "agent"
        assert kinds["running tool: get_order"] == "tool"
        assert kinds["chat gpt-4o-mini"] == "model"


def test_cost_usage_and_conversation_are_there() -> None:
    span = model_spans_of(V2)[2]
    assert span.cost == 6.21e-05
    assert span.usage == {"input_tokens": 152, "output_tokens": 75, "cache_read_tokens": 76}
    assert span.session_id == "01a2025c-cca0-76b6-a092-b1a63e934025"


def test_a_system_prompt_the_model_did_not_see_is_no_message() -> None:
    messages = (
        '[{"role":"system","parts":[{"type":"text","content":"old","visible":false}]},'
        '{"role":"user","parts":[{"type":"text","content":"hi"}]}]'
    )
    span = one({"gen_ai.input.messages": messages})
    assert [message["role"] for message in span.messages] == ["user"]
    assert span.attributes["gen_ai.input.messages"] == messages


def test_events_cut_off_by_a_limit_are_said_to_be() -> None:
    span = one({"events": '[{"content": "Use too'})
    assert "events is cut off" in (span.incomplete or "")


def one(attributes: dict[str, Any]) -> Span:
    """The span of one request with these attributes."""
    record = Record(
        container="otlp",
        trace_id="a" * 32,
        span_id="b" * 16,
        parent_id=None,
        name="chat gpt-4o",
        attributes={"gen_ai.operation.name": "chat", **attributes},
        scope="pydantic-ai",
        ended_ns=2,
        status="ok",
    )
    (span,) = assemble([record], built_in("dialects"))
    return span
