"""Messages of every provider and framework come out in one form."""

from __future__ import annotations

from typing import Any

import pytest

from rowgate.spans.media import is_lost, media_part
from rowgate.spans.messages import read_messages
from rowgate.spans.outputs import read_outputs, response_of
from rowgate.spans.parts import read_content
from rowgate.spans.tools import tool_names

PNG = "iVBORw0KGgoAAAANSUhEUgAA"


def text(value: str) -> dict[str, str]:
    return {"type": "text", "text": value}


IMAGES: dict[str, Any] = {
    "openai": {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
    "responses": {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}"},
    "anthropic": {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": PNG},
    },
    "gemini": {"inlineData": {"mimeType": "image/png", "data": PNG}},
    "bedrock": {"image": {"format": "png", "source": {"bytes": PNG}}},
    "langchain": {"type": "image", "source_type": "base64", "mime_type": "image/png", "data": PNG},
    "vercel": {"type": "file", "mediaType": "image/png", "data": PNG},
    "pydantic-ai": {"type": "binary", "media_type": "image/png", "content": PNG},
    "genai": {"type": "blob", "mime_type": "image/png", "modality": "image", "content": PNG},
}


@pytest.mark.parametrize("value", IMAGES.values(), ids=IMAGES.keys())
def test_an_image_in_every_form(value: Any) -> None:
    assert read_content([value]).parts == [
        {"type": "image", "data": PNG, "media_type": "image/png"}
    ]


CALL = {"id": "c1", "name": "look", "arguments": {"at": 1}}
CALLS: dict[str, Any] = {
    "openai": {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": 1}'}}
        ],
    },
    "anthropic": {
        "role": "assistant",
        "content": [{"type": "tool_use", "id": "c1", "name": "look", "input": {"at": 1}}],
    },
    "langchain": {
        "lc": 1,
        "type": "constructor",
        "id": ["langchain", "schema", "messages", "AIMessage"],
        "kwargs": {
            "content": "",
            "type": "ai",
            "tool_calls": [{"name": "look", "args": {"at": 1}, "id": "c1", "type": "tool_call"}],
        },
    },
    "genai": {
        "role": "assistant",
        "parts": [{"type": "tool_call", "id": "c1", "name": "look", "arguments": {"at": 1}}],
    },
    "vercel": {
        "role": "assistant",
        "content": [
            {"type": "tool-call", "toolCallId": "c1", "toolName": "look", "input": {"at": 1}}
        ],
    },
    "responses": {
        "type": "function_call",
        "id": "fc_1",
        "call_id": "c1",
        "name": "look",
        "arguments": '{"at": 1}',
    },
    "bedrock": {
        "role": "assistant",
        "content": [{"toolUse": {"toolUseId": "c1", "name": "look", "input": {"at": 1}}}],
    },
}


@pytest.mark.parametrize("value", CALLS.values(), ids=CALLS.keys())
def test_a_tool_call_in_every_form(value: Any) -> None:
    assert read_messages([value]) == [{"role": "assistant", "content": [], "tool_calls": [CALL]}]


RESULTS: dict[str, Any] = {
    "openai": {"role": "tool", "tool_call_id": "c1", "content": "yes"},
    "anthropic": {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "yes"}],
    },
    "genai": {
        "role": "tool",
        "parts": [{"type": "tool_call_response", "id": "c1", "response": "yes"}],
    },
    "vercel": {
        "role": "tool",
        "content": [
            {"type": "tool-result", "toolCallId": "c1", "output": {"type": "text", "value": "yes"}}
        ],
    },
    "responses": {"type": "function_call_output", "call_id": "c1", "output": "yes"},
    "langchain": {"type": "tool", "data": {"content": "yes", "tool_call_id": "c1"}},
}


@pytest.mark.parametrize("value", RESULTS.values(), ids=RESULTS.keys())
def test_a_tool_result_in_every_form_stays_text(value: Any) -> None:
    assert read_messages([value]) == [
        {"role": "tool", "content": [text("yes")], "tool_call_id": "c1"}
    ]


ANSWERS: dict[str, Any] = {
    "openai": {"choices": [{"finish_reason": "stop", "message": {"content": "ho"}}]},
    "anthropic": {
        "role": "assistant",
        "content": [{"type": "text", "text": "ho"}],
        "stop_reason": "stop",
    },
    "gemini": {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": "ho"}]}, "finishReason": "stop"}
        ]
    },
    "langchain": {
        "generations": [
            [
                {
                    "text": "ho",
                    "generation_info": {"finish_reason": "stop"},
                    "message": {"lc": 1, "id": ["x", "AIMessage"], "kwargs": {"content": "ho"}},
                }
            ]
        ]
    },
    "genai": [
        {
            "role": "assistant",
            "parts": [{"type": "text", "content": "ho"}],
            "finish_reason": "stop",
        }
    ],
}


@pytest.mark.parametrize("value", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_in_every_form(value: Any) -> None:
    assert read_outputs(value) == [
        {"role": "assistant", "content": [text("ho")], "finish_reason": "stop"}
    ]


def test_items_of_a_responses_answer_are_one_output() -> None:
    answer = {
        "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "think"}]},
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "ho"}],
            },
            {"type": "function_call", "call_id": "c1", "name": "look", "arguments": '{"at": 1}'},
        ]
    }
    assert read_outputs(answer) == [
        {
            "role": "assistant",
            "content": [{"type": "reasoning", "text": "think"}, text("ho")],
            "tool_calls": [CALL],
        }
    ]


def test_a_response_is_text_or_text_calls_and_refusal() -> None:
    assert response_of(read_outputs("ho")) == "ho"
    assert response_of(read_outputs("")) == ""
    assert response_of([]) is None
    called = read_outputs([CALLS["openai"]])
    assert response_of(called) == {"tool_calls": [CALL]}
    refused = read_outputs({"choices": [{"message": {"content": None, "refusal": "no"}}]})
    assert response_of(refused) == {"refusal": "no"}


def test_strings_that_look_like_json_stay_strings() -> None:
    for tricky in ("yes", "null", "[]", '{"a": 1}', "1.0"):
        assert read_messages(tricky) == [{"role": "user", "content": [text(tricky)]}]
        assert read_messages([{"role": "tool", "content": tricky}])[0]["content"] == [text(tricky)]


def test_pairs_of_role_and_text_are_messages_but_lists_of_texts_are_not_pairs() -> None:
    assert read_messages([["system", "be kind"], ["human", "hi"]]) == [
        {"role": "system", "content": [text("be kind")]},
        {"role": "user", "content": [text("hi")]},
    ]
    assert [m["content"][0]["text"] for m in read_messages(["one", "two"])] == ["one", "two"]


def test_a_part_nobody_knows_is_kept_whole() -> None:
    odd = {"type": "hologram", "beam": 3}
    assert read_content([odd]).parts == [{"type": "other", "value": odd}]


def test_tool_names_of_every_provider() -> None:
    assert tool_names(
        [
            {"type": "function", "function": {"name": "a"}},
            {"name": "b", "input_schema": {}},
            {"functionDeclarations": [{"name": "c"}]},
            {"toolSpec": {"name": "d"}},
            {"type": "web_search"},
        ]
    ) == ["a", "b", "c", "d", "web_search"]


@pytest.mark.parametrize(
    ("content", "lost"),
    [
        (f"data:image/png;base64,{PNG}", False),
        (PNG + "A", True),
        ("__REDACTED__", True),
        ("https://example.com/a.png", False),
        ("s3://bucket/key", False),
        (None, True),
        ("[image]", True),
    ],
)
def test_lost_media_are_recognised(content: str | None, lost: bool) -> None:
    assert is_lost(media_part(content, modality="image")) is lost
