"""What providers' APIs put into requests and responses besides plain text is not lost.

Requests and responses are those of the APIs' documentation, cut short.
"""

from __future__ import annotations

from typing import Any

import pytest

from rowgate.spans.calls import answered, asked, offered, settings, used
from rowgate.spans.outputs import response_of

PNG = "iVBORw0KGgo="
WEATHER: dict[str, Any] = {"id": "c", "name": "f", "arguments": {"a": 1}}


def text(said: str) -> dict[str, str]:
    return {"type": "text", "text": said}


def thought(said: str) -> dict[str, str]:
    return {"type": "reasoning", "text": said}


def user(*parts: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(parts)}]}


def assistant(**facts: Any) -> dict[str, Any]:
    return {"messages": [{"role": "assistant", **facts}]}


IMAGE = {"type": "image", "data": PNG, "media_type": "image/png"}
VIDEO = {"type": "video", "url": "s3://b/v.mp4", "media_type": "video/mp4"}
BEDROCK_VIDEO = {"format": "mp4", "source": {"s3Location": {"uri": "s3://b/v.mp4"}}}
BEDROCK_RESULT = {"toolUseId": "c", "content": [{"json": {"r": 1}}, {"text": "also"}]}
DEEP = {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "x"}}}
ASKED: dict[str, tuple[Any, list[Any]]] = {
    "Gemini's thoughts": (
        {"contents": [{"role": "model", "parts": [{"text": "hm", "thought": True}]}]},
        [thought("hm")],
    ),
    "Bedrock's thoughts": (assistant(content=[DEEP, {"text": "a"}]), [thought("hm"), text("a")]),
    "Bedrock's video": (user({"video": BEDROCK_VIDEO}), [VIDEO]),
    "Bedrock's results": (user({"toolResult": BEDROCK_RESULT}), [text('{"r":1}'), text("also")]),
    "Cohere's plan": (assistant(tool_plan="hm", content="a"), [thought("hm"), text("a")]),
    "Ollama's images": (
        {"messages": [{"role": "user", "content": "hi", "images": [PNG]}]},
        [text("hi"), IMAGE],
    ),
    "Ollama's prompt": ({"prompt": "hi", "images": [PNG]}, [text("hi"), IMAGE]),
    "OpenRouter": (
        assistant(content="a", reasoning_details=[{"type": "reasoning.text", "text": "hm"}]),
        [thought("hm"), text("a")],
    ),
    "speech of an earlier answer": (
        assistant(audio={"id": "audio_1"}),
        [{"type": "audio", "file_id": "audio_1"}],
    ),
    "a file by its address": (
        user({"type": "input_file", "file_url": "https://x/b.txt"}),
        [{"type": "file", "url": "https://x/b.txt"}],
    ),
    "JavaScript's bytes": (
        user({"type": "file", "mediaType": "image/png", "data": {"type": "Buffer", "data": [1, 2]}},
             {"type": "image", "image": {"0": 1, "1": 2}}),
        [{**IMAGE, "data": "AQI="}, {"type": "image", "data": "AQI="}],
    ),
    "LlamaIndex's blocks": (
        {"messages": [{"role": "user", "blocks": [{"block_type": "text", "text": "hi"}]}]},
        [text("hi")],
    ),
    "an item that is only named": (
        {"input": [{"type": "item_reference", "id": "x"}]},
        [{"type": "other", "value": {"type": "item_reference", "id": "x"}}],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("request_", "parts"), ASKED.values(), ids=ASKED.keys())
def test_what_was_asked_is_whole(request_: Any, parts: list[Any]) -> None:
    (message,) = asked(request_)
    assert message["content"] == parts


def test_coheres_first_version_has_its_history_apart() -> None:
    request = {
        "preamble": "Be kind.",
        "chat_history": [{"role": "USER", "message": "q"}, {"role": "CHATBOT", "message": "a"}],
        "message": "hi",
        "temperature": 0.3,
    }
    roles = [message["role"] for message in asked(request)]
    assert roles == ["system", "user", "assistant", "user"]
    assert settings(request) == {"temperature": 0.3}


def test_google_genai_has_everything_in_its_config() -> None:
    config = {"system_instruction": "Be kind.", "temperature": 0.2,
              "tools": [{"function_declarations": [{"name": "f"}]}]}  # fmt: skip
    request = {"model": "gemini", "contents": "hi", "config": config}
    assert [message["role"] for message in asked(request)] == ["system", "user"]
    assert (settings(request), offered(request)) == ({"temperature": 0.2}, ["f"])


def test_results_of_tools_follow_the_answer_that_called_them() -> None:
    call = {"type": "tool-call", "toolCallId": "c", "toolName": "f", "input": {"a": 1}}
    result = {"type": "tool-result", "toolCallId": "c", "toolName": "f", "output": "x"}
    messages = asked(assistant(content=[call, result]))
    assert [message["role"] for message in messages] == ["assistant", "tool"]


ANSWERED: dict[str, tuple[Any, list[Any]]] = {
    "Gemini": (
        {"candidates": [{"content": {"parts": [{"text": "hm", "thought": True}, {"text": "a"}]}}]},
        [thought("hm"), text("a")],
    ),
    "Bedrock": ({"output": {"message": {"content": [DEEP, {"text": "a"}]}}},
                [thought("hm"), text("a")]),
    "Ollama": ({"message": {"content": "a", "thinking": "hm"}}, [thought("hm"), text("a")]),
    "Ollama, generate": ({"response": "a", "thinking": "hm"}, [thought("hm"), text("a")]),
    "Titan": ({"results": [{"outputText": "a", "completionReason": "FINISH"}]}, [text("a")]),
    "Hugging Face": ([{"generated_text": "a"}], [text("a")]),
    "speech": (
        {"choices": [{"message": {"audio": {"id": "x", "data": "UklGRg==", "transcript": "a"}}}]},
        [{"type": "audio", "data": "UklGRg=="}, text("a")],
    ),
    "an image that was made": (
        {"output": [{"type": "image_generation_call", "result": PNG, "output_format": "png"}]},
        [IMAGE],
    ),
    "a search of the provider's": (
        {"output": [{"type": "web_search_call", "id": "w"},
                    {"type": "message", "content": [{"type": "output_text", "text": "a"}]}]},
        [{"type": "other", "value": {"type": "web_search_call", "id": "w"}}, text("a")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("response", "parts"), ANSWERED.values(), ids=ANSWERED.keys())
def test_what_was_answered_is_whole(response: Any, parts: list[Any]) -> None:
    (message,) = answered(response)
    assert message["content"] == parts


CALLING: dict[str, Any] = {
    "Cohere": {"text": "", "tool_calls": [{"id": "c", "name": "f", "parameters": {"a": 1}}]},
    "chunks": [
        {"choices": [{"delta": {"tool_calls": [
            {"index": 0, "id": "c", "function": {"name": "f", "arguments": '{"a"'}}]}}]},
        {"choices": [{"delta": {"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]}}]},
    ],
    "a tool of the user's own": {
        "output": [{"type": "custom_tool_call", "call_id": "c", "name": "f", "input": '{"a": 1}'}]
    },
    "LangChain, arguments that are no JSON": {
        "content": "", "role": "assistant",
        "invalid_tool_calls": [{"id": "c", "name": "f", "args": '{"a": 1}'}],
    },
}  # fmt: skip


@pytest.mark.parametrize("response", CALLING.values(), ids=CALLING.keys())
def test_no_tool_call_is_lost(response: Any) -> None:
    assert response_of(answered(response)) == {"tool_calls": [WEATHER]}


def test_what_the_providers_tools_gave_back_is_no_second_answer() -> None:
    blocks = [
        {"type": "server_tool_use", "id": "c", "name": "f", "input": {"a": 1}},
        {"type": "tool_result", "tool_use_id": "c", "content": "x"},
        {"type": "text", "text": "a"},
    ]
    answers = answered({"role": "assistant", "content": blocks})
    assert [answer["role"] for answer in answers] == ["assistant"]
    assert response_of(answers) == {"text": "a", "tool_calls": [WEATHER]}
    assert answers[0]["content"][-1]["value"]["content"] == [text("x")]


@pytest.mark.parametrize(
    "response",
    [
        {"prompt_eval_count": 1, "eval_count": 2},
        {"usage": {"tokens": {"input_tokens": 1, "output_tokens": 2}}},
        {"meta": {"tokens": {"input_tokens": 1, "output_tokens": 2}}},
        {"prompt_token_count": 1, "generation_token_count": 2, "generation": "a"},
    ],
)
def test_tokens_are_counted_wherever_they_stand(response: Any) -> None:
    assert used(response) == {"input_tokens": 1, "output_tokens": 2}


def test_an_answer_that_is_a_number_is_no_count() -> None:
    assert used({"output": "42", "completion": "7"}) == {}


@pytest.mark.parametrize("name", ["stopReason", "done_reason", "finish_reason"])
def test_why_the_answer_ended_is_known(name: str) -> None:
    response = {"output": {"message": {"content": [{"text": "a"}]}}, name: "stop"}
    assert answered(response)[0]["finish_reason"] == "stop"
