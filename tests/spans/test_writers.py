"""Programs that write the same conventions in ways of their own are read.

Written after what their sources write: Azure's and Microsoft's agents, Semantic Kernel, Strands Agents,
Google's Agent Development Kit, and OpenLLMetry's instrumentations besides OpenAI's.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from rowgate.model import Record, Span
from rowgate.spans.assemble import assemble
from tests.support.traces import built_in

HI = [{"type": "text", "text": "hi"}]
CHAT = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}
ASKED = json.dumps([{"role": "user", "content": "hi"}])
ANSWERED = json.dumps([{"role": "assistant", "content": "ho"}])
CONTENT = [("gen_ai.content.prompt", {"gen_ai.prompt": ASKED}),
           ("gen_ai.content.completion", {"gen_ai.completion": ANSWERED})]  # fmt: skip
ADK = {"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}
FLAT = {"prompts.0.role": "user", "prompts.0.content": "hi", "completions.0.content": "ho"}
Events = list[tuple[str, dict[str, Any]]]
WRITERS: dict[str, tuple[dict[str, Any], Events]] = {
    "attributes": ({**CHAT, "gen_ai.prompt": ASKED, "gen_ai.completion": ANSWERED}, []),
    "Semantic Kernel": ({**CHAT, "gen_ai.operation.name": "chat.completions"}, CONTENT),
    "Strands Agents": (
        CHAT,
        [("gen_ai.user.message", {"content": '[{"text": "hi"}]'}),
         ("gen_ai.choice", {"message": '[{"text": "ho"}]', "finish_reason": "end_turn"})],
    ),
    "Google's ADK": (
        {**CHAT, "gcp.vertex.agent.llm_request": json.dumps(ADK),
         "gcp.vertex.agent.llm_response": '{"content": {"parts": [{"text": "ho"}]}}'},
        [],
    ),
    "the first OpenLLMetry": (
        {"llm.request.type": "chat", "llm.request.model": "m",
         **{f"llm.{key}": value for key, value in FLAT.items()}},
        [],
    ),
}  # fmt: skip


def span_of(facts: dict[str, Any], events: Events) -> Span:
    record = Record("otlp", "t" * 32, "s" * 16, None, "chat", facts, status="ok")
    record.events = [
        {"name": name, "time_ns": n, "attributes": inner, "body": None}
        for n, (name, inner) in enumerate(events)
    ]
    (span,) = assemble([record], built_in("dialects"))
    return span


@pytest.mark.parametrize(("facts", "events"), WRITERS.values(), ids=WRITERS.keys())
def test_what_was_asked_and_answered_is_read(facts: dict[str, Any], events: Events) -> None:
    span = span_of(facts, events)
    assert (span.kind, span.model) == ("model", "m")
    assert [message["content"] for message in span.messages] == [HI]
    assert (span.response, span.incomplete) == ("ho", None)


LITELLM = {
    "gen_ai.input.messages": ASKED, "gen_ai.output.messages": ANSWERED, "gen_ai.request.model": "m",
}  # fmt: skip


@pytest.mark.parametrize("call", ["acompletion", "completion", "aresponses", "atext_completion"])
def test_what_litellm_calls_its_functions_is_a_model_span(call: str) -> None:
    span = span_of({**LITELLM, "gen_ai.operation.name": call, "llm.request.type": call}, [])
    assert (span.kind, span.response) == ("model", "ho")
    assert span_of({**LITELLM, "gen_ai.operation.name": call}, []).kind == "model"


def test_embeddings_of_spring_and_litellm_are_no_model_spans() -> None:
    for facts in ({"llm.request.type": "aembedding"}, {"gen_ai.operation.name": "embedding"}):
        assert span_of({**LITELLM, **facts}, []).kind == "embedding"


def test_numbers_that_a_writer_made_text_of_are_numbers() -> None:
    facts = {**CHAT, "gen_ai.request.temperature": "0.7", "gen_ai.request.max_tokens": "50",
             "gen_ai.request.stop_sequences": "7", "gen_ai.request.seed": "none",
             "gen_ai.response.finish_reasons": '["STOP"]', "gen_ai.completion": ANSWERED}  # fmt: skip
    span = span_of(facts, [])
    assert span.parameters == {"temperature": 0.7, "max_tokens": 50, "stop": "7", "seed": "none"}
    assert span.outputs[0]["finish_reason"] == "STOP"


def haystack(type_: str, given: Any, made: Any) -> Span:
    facts = {"component.name": "llm", "component.type": type_, "component.input": json.dumps(given),
             "component.output": json.dumps(made)}  # fmt: skip
    return span_of({f"haystack.{name}": value for name, value in facts.items()}, [])


META = {"model": "m", "finish_reason": "stop", "usage": {"prompt_tokens": 9}}


@pytest.mark.parametrize("old", [False, True])
def test_a_chat_generator_of_haystack_is_a_model_span(old: bool) -> None:
    def message(role: str, part: Any) -> Any:
        facts = {"role": role, "content": [part], "meta": META if role == "assistant" else {}}
        return {f"_{key}": value for key, value in facts.items()} if old else facts

    called = {"id": "c1", "tool_name": "get_order", "arguments": {"n": 1}}
    asked = [
        message("system", {"text": "terse"}),
        message("user", {"image": {"base64_image": "aGk=", "mime_type": "image/png"}}),
        message("assistant", {"tool_call": called}),
        message("tool", {"tool_call_result": {"result": "sent", "origin": called, "error": False}}),
    ]
    given = {"messages": asked, "generation_kwargs": {"temperature": 0}}
    span = haystack(
        "OpenAIChatGenerator", given, {"replies": [message("assistant", {"text": "ho"})]}
    )
    assert (span.kind, span.name, span.model, span.response) == ("model", "llm", "m", "ho")
    assert [message["role"] for message in span.messages] == ["system", "user", "assistant", "tool"]
    assert span.messages[1]["content"][0]["data"] == "aGk="
    assert span.messages[2]["tool_calls"][0]["name"] == "get_order"
    assert span.messages[3]["tool_call_id"] == "c1"
    assert (span.parameters, span.usage) == ({"temperature": 0}, {"input_tokens": 9})
    assert (span.outputs[0]["finish_reason"], span.incomplete) == ("stop", None)


def test_other_components_of_haystack_are_no_model_spans() -> None:
    span = haystack("OpenAIGenerator", {"prompt": "hi"}, {"replies": ["ho"], "meta": [META]})
    assert (span.kind, span.response, span.model) == ("model", "ho", "m")
    assert haystack("PromptBuilder", {}, {}).kind == "chain"
    assert haystack("InMemoryBM25Retriever", {}, {}).kind == "retrieval"
    assert haystack("OpenAITextEmbedder", {"text": "hi"}, {}).kind == "embedding"


def test_content_of_haystack_that_was_cut_off_is_said() -> None:
    facts = {"haystack.component.type": "OpenAIGenerator", "haystack.component.input": '{"prompt'}
    assert "the input is cut off" in str(span_of(facts, []).incomplete)


def test_a_message_that_looks_like_a_list_of_something_else_stays_text() -> None:
    span = span_of(CHAT, [("gen_ai.user.message", {"content": '[{"text": "a", "b": 1}]'})])
    assert span.messages[0]["content"] == [{"type": "text", "text": '[{"text": "a", "b": 1}]'}]


def test_thoughts_that_stand_as_a_message_of_their_own_are_no_answer() -> None:
    facts = {
        "llm.request.type": "chat",
        "gen_ai.request.model": "claude",
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "hi",
        "gen_ai.completion.0.role": "thinking",
        "gen_ai.completion.0.content": "hm",
        "gen_ai.completion.1.role": "assistant",
        "gen_ai.completion.1.content": "ho",
    }
    span = span_of(facts, [])
    assert span.response == "ho"
    assert [part["type"] for part in span.outputs[0]["content"]] == ["reasoning", "text"]
    assert len(span.outputs) == 1
