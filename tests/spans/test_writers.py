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
