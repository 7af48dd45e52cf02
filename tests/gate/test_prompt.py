"""A prompt and a model, over a real server that speaks the OpenAI chat API."""

from __future__ import annotations

import base64

import pytest

from tests.support.gating import Gating
from tests.support.openai_server import Reply, openai_server
from tests.support.scratch import Scratch

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NAME = "a" * 64


@pytest.fixture
def gating(scratch: Scratch) -> Gating:
    made = Gating(scratch)
    scratch.write("prompts/refund.md", "Answer in short: {{question}}\n")
    scratch.env |= {"OPENAI_API_KEY": "k" * 6, "OPENAI_BASE_URL": "http://127.0.0.1:9"}
    return made


def right(request: dict) -> str:
    return f"The answer {request['messages'][-1]['content'].split()[-2]}."


def run(gating: Gating, url: str, **settings):
    described = {"prompt": "prompts/refund.md", "model": "small", "base_url": url, **settings}
    gating.config({"next": described})
    return gating.scratch.rowgate("run")


def test_the_template_is_rendered_and_the_answer_judged(gating):
    gating.rows(2)
    with openai_server(right) as server:
        ran = run(
            gating, server.base_url, parameters={"temperature": 0}, concurrency=1,
            prices={"input": 1.0, "output": 10.0},
        )  # fmt: skip
    assert ran.code == 0, ran.all
    assert server.requests[0] == {
        "model": "small", "temperature": 0,
        "messages": [{"role": "user", "content": "Answer in short: May I return this after 1 days?"}],
    }  # fmt: skip
    assert server.headers[0]["authorization"] == "Bearer kkkkkk"
    line = gating.lines()[1]
    assert line["output"]["usage"] == {"input_tokens": 100, "output_tokens": 10}
    assert line["output"]["cost"] == pytest.approx(0.0002)
    assert line["output"]["finish_reason"] == "stop"
    assert line["version"] == "small"


def test_messages_conversations_and_media_become_content_parts(gating):
    gating.dataset(columns={"messages": "json", "photo": "image", "form": "pdf"})
    for name, content in ((f"{NAME}.png", PNG), (f"{NAME}.pdf", b"%PDF-1.4")):
        path = gating.scratch.path / "datasets/refunds/assets" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    gating.row(
        1,
        variables={
            "messages": [
                {"role": "user", "content": "Hi"},
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "and"},
                        {
                            "type": "image",
                            "url": "https://example.com/a.png",
                            "media_type": "image/png",
                        },
                    ],
                },
            ],
            "photo": {"path": f"assets/{NAME}.png", "media_type": "image/png"},
            "form": {"path": f"assets/{NAME}.pdf", "media_type": "application/pdf"},
        },
    )
    prompt = [
        {"role": "system", "text": "Be short."},
        {"variable": "messages"},
        {"role": "user", "text": "Look: {{photo}} and {{form}}."},
    ]
    with openai_server(lambda _: "The answer 1.") as server:
        ran = run(gating, server.base_url, prompt=prompt)
    assert ran.code == 0, gating.lines()
    system, first, second, last = server.requests[0]["messages"]
    assert system == {"role": "system", "content": "Be short."}
    assert first == {"role": "user", "content": "Hi"}
    assert second["content"] == [
        {"type": "text", "text": "and"},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
    ]
    uri = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert last["content"] == [
        {"type": "text", "text": "Look: "},
        {"type": "image_url", "image_url": {"url": uri}},
        {"type": "text", "text": " and "},
        {
            "type": "file",
            "file": {
                "filename": f"{NAME}.pdf",
                "file_data": "data:application/pdf;base64,"
                + base64.b64encode(b"%PDF-1.4").decode(),
            },
        },
        {"type": "text", "text": "."},
    ]


def test_the_calls_of_a_conversation_are_sent_as_the_api_has_them(gating):
    theirs = {"id": "c2", "type": "function", "function": {"name": "pay", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "Where is order 7?"},
        {
            "role": "assistant",
            "tool_calls": [
                {"id": "c1", "name": "get_order", "arguments": {"id": 7}},
                {"name": "get_weather"},
                theirs,
            ],
        },
        {"role": "tool", "content": "shipped", "tool_call_id": "c1"},
    ]
    gating.row(1, variables={"messages": messages})
    with openai_server(lambda _: "The answer 1.") as server:
        assert run(gating, server.base_url, prompt=[{"variable": "messages"}]).code == 0
    _, asked, told = server.requests[0]["messages"]
    assert asked["tool_calls"] == [
        {"id": "c1", "type": "function",
         "function": {"name": "get_order", "arguments": '{"id": 7}'}},
        {"id": "call_2", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}},
        theirs,
    ]  # fmt: skip
    assert told == messages[2]


def test_tool_calls_and_refusals_are_outputs(gating):
    gating.row(1, evaluators=[{"called": "get_order"}])
    gating.row(2, evaluators=["refusal"])
    calls = [{"name": "get_order", "arguments": {"id": 7}}]

    def answer(request):
        first = " 1 " in request["messages"][0]["content"]
        return Reply(tool_calls=calls) if first else Reply(refusal="I cannot help with that.")

    with openai_server(answer) as server:
        ran = run(gating, server.base_url)
    assert ran.code == 0, gating.lines()
    assert gating.lines()[1]["output"].get("tool_calls") in (calls, None)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401, text="bad key kkkkkk"), "answers HTTP 401"),
        (Reply(raw=b"{}"), "the answer is no chat completion"),
        (Reply(raw=b'{"choices": []}'), "the answer is no chat completion"),
        (Reply(text=""), "the answer has neither text, a tool call nor a refusal"),
    ],
)
def test_an_endpoint_that_fails_leaves_the_row_unknown(gating, reply, reason):
    gating.rows(1)
    with openai_server(lambda _: reply) as server:
        assert run(gating, server.base_url).code == 4
    assert gating.lines()[1]["reason"] == reason
    assert "kkkkkk" not in gating.scratch.read(gating.run_file())


def test_a_variable_that_the_row_lacks_is_no_output(gating):
    gating.rows(1)
    with openai_server(right) as server:
        assert (
            run(gating, server.base_url, prompt=[{"role": "user", "text": "{{qestion}}"}]).code == 4
        )
    assert "asks for qestion" in gating.lines()[1]["reason"]
    assert server.requests == []


def test_another_prompt_in_the_file_is_another_candidate(gating):
    gating.rows(1)
    with openai_server(right) as server:
        run(gating, server.base_url)
        gating.scratch.write("prompts/refund.md", "Answer at length: {{question}}\n")
        ran = gating.scratch.rowgate("run", "--resume", gating.run_file())
    assert ran.code == 1
    assert "as it was set up then" in ran.err


def test_a_judge_grades_what_a_model_answered(gating):
    gating.row(1, evaluators=[{"llm-judge": "It names a number."}])

    def answer(request):
        if "response_format" in request:
            return '{"reason": "It does.", "verdict": "pass"}'
        return "The answer 1."

    with openai_server(answer) as server:
        gating.scratch.env |= {
            "ROWGATE_JUDGE_MODEL": "judge", "ROWGATE_JUDGE_BASE_URL": server.base_url,
            "XDG_CACHE_HOME": str(gating.scratch.path / "cache"),
        }  # fmt: skip
        assert run(gating, server.base_url).code == 0
        assert gating.scratch.rowgate("gate", "--run", gating.run_file()).code == 0
    header, line, _ = gating.lines()
    assert header["versions"] == {"judge": "judge"}
    assert line["verdicts"] == [{"outcome": "pass", "reason": "It does.", "evaluator": "llm-judge"}]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("Answer {question}.", "names no variable"),
        ("Answer {{ question | upper }}.", "holds more than {{column}}"),
        ("{% if question %}Answer{% endif %} {{question}}", "holds more than {{column}}"),
        ("{{#each messages}} {{question}}", "holds more than {{column}}"),
    ],
)
def test_a_template_that_would_reach_the_model_unrendered_is_refused(gating, template, said):
    gating.rows(1)
    gating.scratch.write("prompts/refund.md", template)
    ran = run(gating, "http://127.0.0.1:9")
    assert ran.code == 2
    assert said in ran.err
