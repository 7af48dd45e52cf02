"""The server that stands in for a provider in tests answers the official client as one would."""

import pytest

from tests.support.openai_server import Reply, openai_server

openai = pytest.importorskip("openai", reason="the extra rowgate[judge] is not installed")

CALLS = [{"name": "get_order", "arguments": {"id": "A1"}}, {"name": "refund", "arguments": {}}]
ASK = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


@pytest.fixture
def client():
    with (
        openai_server(lambda _: Reply("Within 30 days.", tool_calls=CALLS)) as server,
        openai.OpenAI(base_url=server.base_url, api_key="k", max_retries=0) as client,
    ):
        yield client


def test_it_answers_at_once(client):
    completion = client.chat.completions.create(**ASK)

    (choice,) = completion.choices
    assert choice.message.content == "Within 30 days."
    assert [call.function.name for call in choice.message.tool_calls] == ["get_order", "refund"]
    assert choice.message.tool_calls[0].function.arguments == '{"id": "A1"}'
    assert choice.finish_reason == "tool_calls"
    assert completion.usage.total_tokens == 110


def test_it_streams_the_same_answer_in_pieces(client):
    options = {"stream_options": {"include_usage": True}}
    with client.chat.completions.stream(**ASK, **options) as stream:
        events = list(stream)
        streamed = stream.get_final_completion()

    assert len(events) > 5
    whole = client.chat.completions.create(**ASK)
    assert streamed.choices[0].message.content == whole.choices[0].message.content
    assert [call.function.arguments for call in streamed.choices[0].message.tool_calls] == [
        '{"id": "A1"}',
        "{}",
    ]
    assert streamed.choices[0].finish_reason == "tool_calls"
    assert streamed.usage.total_tokens == 110


def test_it_fails_as_a_provider_fails():
    with (
        openai_server(lambda _: Reply("slow down", status=429)) as server,
        openai.OpenAI(base_url=server.base_url, api_key="k", max_retries=0) as client,
    ):
        with pytest.raises(openai.RateLimitError, match="slow down"):
            client.chat.completions.create(**ASK)
        with pytest.raises(openai.NotFoundError):
            client.post("/nothing", cast_to=object, body={})
