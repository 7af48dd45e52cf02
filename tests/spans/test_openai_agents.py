"""The OpenAI Agents SDK: generations hold their messages, responses only an id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rowgate.model import Span
from tests.support.exports import document, entries_of, read_one
from tests.support.oracle import compare
from tests.support.traces import model_spans_of, spans_of

FILE = "openai_agents_0.24.0.jsonl"


def test_a_generation_is_what_was_asked_and_answered() -> None:
    found = compare("plain_text", generations()[0])
    wrong = {one.field for one in found if one.outcome == "wrong"}
    lost = {one.field for one in found if one.outcome == "lost"}
    assert wrong == {"session"}  # the program named its sessions otherwise
    assert lost == {"finish_reason", "parameters", "project", "variables"}


def test_tool_calls_and_results_are_there_with_the_tools_of_the_agent() -> None:
    asks, answers = generations()[1:3]
    call = {
        "id": "call_6d54f87df28ea1f2223436b6",
        "name": "get_order",
        "arguments": {"order_id": "ORD-10042"},
    }
    assert asks.response == {"tool_calls": [call]}
    assert asks.tools == answers.tools == ["get_order"]
    assert answers.messages[2]["tool_calls"] == [call]
    assert answers.messages[3] == {
        "role": "tool",
        "content": [{"type": "text", "text": '{"status":"shipped"}'}],
        "tool_call_id": call["id"],
    }
    assert "arrives tomorrow. 📦" in answers.response


def test_an_image_is_there() -> None:
    parts = generations()[3].messages[1]["content"]
    assert parts[1] == {"type": "image", "url": "https://cdn.example.com/a.png"}


def test_session_user_and_workflow_come_from_the_trace() -> None:
    span = generations()[0]
    assert span.format == "openai-agents"
    assert (span.session_id, span.user_id) == ("sess-1", "user-17")
    assert span.attributes["workflow_name"] == "support workflow"


def test_a_response_without_content_says_where_the_content_is() -> None:
    responses = [s for s in model_spans_of(FILE) if s.attributes["type"] == "response"]
    assert len(responses) == 4
    for span in responses:
        assert (span.messages, span.outputs, span.provider) == ([], [], "openai")
        assert "the content stays with OpenAI" in (span.incomplete or "")
        assert span.attributes["response_id"].startswith("resp_")
        assert span.usage["input_tokens"] > 0


def test_every_other_type_has_a_kind() -> None:
    kinds = {(span.name, span.kind) for span in spans_of(FILE) if span.kind != "model"}
    assert kinds == {
        ("get_order", "tool"),
        ("orders", "agent"),
        ("support", "agent"),
        ("task", "chain"),
        ("turn", "chain"),
    }


def test_an_error_is_told_with_what_the_provider_answered(tmp_path: Path) -> None:
    failed = generation()
    failed["error"] = {"message": "Error getting response", "data": {"error": "429: slow down"}}
    failed["span_data"]["output"] = None
    span = read_one(tmp_path, failed)
    assert (span.status, span.status_message) == ("error", "Error getting response: 429: slow down")
    assert span.incomplete is None


def test_a_posted_body_is_read_like_its_lines(tmp_path: Path) -> None:
    body = {"data": entries_of(FILE)}
    assert spans_of(document(tmp_path / "body.json", body)) == spans_of(FILE)


def test_generation_parameters_have_their_common_names(tmp_path: Path) -> None:
    item = generation()
    item["span_data"]["model_config"] |= {"max_tokens": 5, "tool_choice": "auto", "store": True}
    span = read_one(tmp_path, item)
    assert span.parameters == {"temperature": 0.2, "max_tokens": 5, "tool_choice": "auto"}


def generations() -> list[Span]:
    return [s for s in model_spans_of(FILE) if s.attributes["type"] == "generation"]


def generation() -> dict[str, Any]:
    """A genuine generation."""
    item: dict[str, Any] = entries_of(FILE)[1]
    return item
