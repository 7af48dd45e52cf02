"""A raw request and response are read whichever provider they are of."""

from __future__ import annotations

from typing import Any

import pytest

from rowgate.model import Span
from rowgate.spans.calls import answered, asked, error_text, offered, read_call, settings
from rowgate.spans.streams import answer_of, chunks_of

OPENAI = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}], "temperature": 0.2}
ANTHROPIC = {"system": "Be kind.", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 9}
GEMINI = {
    "systemInstruction": {"parts": [{"text": "Be kind."}]},
    "contents": [{"role": "user", "parts": [{"text": "hi"}]}],
    "generationConfig": {"temperature": 0.2, "maxOutputTokens": 9},
}
BEDROCK = {
    "system": [{"text": "Be kind."}],
    "messages": [{"role": "user", "content": [{"text": "hi"}]}],
    "inferenceConfig": {"temperature": 0.2},
    "toolConfig": {"tools": [{"toolSpec": {"name": "look"}}]},
}
RESPONSES = {
    "instructions": "Be kind.",
    "input": "hi",
    "tools": [{"type": "function", "name": "f"}],
}


@pytest.mark.parametrize(
    ("request_", "roles"),
    [
        (OPENAI, ["user"]),
        (ANTHROPIC, ["system", "user"]),
        (GEMINI, ["system", "user"]),
        (BEDROCK, ["system", "user"]),
        (RESPONSES, ["system", "user"]),
        ({"prompt": "hi"}, ["user"]),
        ({"prompts": ["hi"]}, ["user"]),
        ("hi", ["user"]),
        ([{"role": "user", "content": "hi"}], ["user"]),
    ],
)
def test_the_messages_of_a_request_are_found(request_: Any, roles: list[str]) -> None:
    messages = asked(request_)
    assert [message["role"] for message in messages] == roles
    assert messages[-1]["content"] == [{"type": "text", "text": "hi"}]
    if "system" in roles:
        assert messages[0]["content"] == [{"type": "text", "text": "Be kind."}]


@pytest.mark.parametrize(
    "response",
    [
        {"choices": [{"message": {"role": "assistant", "content": "hello"}}]},
        {"choices": [{"text": "hello"}]},
        {"role": "assistant", "type": "message", "content": [{"type": "text", "text": "hello"}]},
        {"candidates": [{"content": {"role": "model", "parts": [{"text": "hello"}]}}]},
        {"output": {"message": {"role": "assistant", "content": [{"text": "hello"}]}}},
        {"output": [{"type": "message", "content": [{"type": "output_text", "text": "hello"}]}]},
        {"completion": "hello", "stop_reason": "stop_sequence"},
        {"generation": "hello"},
        {"generations": [[{"text": "hello"}]]},
        {"role": "assistant", "content": "hello"},
        "hello",
    ],
)
def test_the_answer_in_a_response_is_found(response: Any) -> None:
    (output,) = answered(response)
    assert output["role"] == "assistant"
    assert output["content"] == [{"type": "text", "text": "hello"}]


def test_parameters_and_tools_are_found_also_one_level_down() -> None:
    assert settings(GEMINI) == {"temperature": 0.2, "max_tokens": 9}
    assert settings(BEDROCK) == {"temperature": 0.2}
    assert offered(BEDROCK) == ["look"]
    assert offered(RESPONSES) == ["f"]
    assert settings("text") == {}


@pytest.mark.parametrize("value", [{"question": "hi"}, [1, 2], 7, True, [{"a": 1}]])
def test_what_is_in_no_known_form_is_kept_as_json_text(value: Any) -> None:
    from rowgate.spans.jsontext import dumps

    for messages in (asked(value), answered(value)):
        assert messages[0]["content"] == [{"type": "text", "text": dumps(value)}]


def test_instructions_echoed_by_a_response_are_the_system_message_once() -> None:
    span = Span(format="x", trace_id="t", span_id="s")
    response = {"object": "response", "instructions": "Be kind.", "output": []}
    read_call(span, {"input": "hi"}, response)
    assert [message["role"] for message in span.messages] == ["system", "user"]
    read_call(span, RESPONSES, response)
    assert [message["role"] for message in span.messages] == ["system", "user"]


def test_a_failed_call_has_no_outputs_made_of_its_error() -> None:
    span = Span(format="x", trace_id="t", span_id="s", status="error")
    read_call(span, OPENAI, {"error": {"message": "Rate limit"}})
    assert span.outputs == []
    assert error_text({"error": {"message": "Rate limit"}}) == "Rate limit"


def test_a_stream_adds_up_to_its_answer() -> None:
    raw = "\n\n".join(
        f"data: {chunk}"
        for chunk in (
            '{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}',
            '{"choices":[{"index":0,"delta":{"content":"lo"}}]}',
            '{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\\"a\\""}}]}}]}',
            '{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"tool_calls"}]}',
            "[DONE]",
        )
    )
    (output,) = answered(answer_of(chunks_of(raw)))
    assert output["content"] == [{"type": "text", "text": "Hello"}]
    assert output["tool_calls"] == [{"id": "c", "name": "f", "arguments": {"a": 1}}]
    assert output["finish_reason"] == "tool_calls"
    assert answer_of(chunks_of("event: ping")) is None
