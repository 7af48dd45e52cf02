"""Langfuse: downloads, API pages, rows and blob exports; with its own messages as the oracle."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.support.damage import mutated, read_damaged
from tests.support.exports import document, lines, read_lines, read_one
from tests.support.shared import shared
from tests.support.traces import model_spans_of, spans_of

FOLDER = "traces/collected/langfuse"
DOWNLOADS = [
    "crewai-2025-07-11", "google-gemini-2025-08-01", "langgraph-js-2025-10-30",
    "openai-agents-2025-09-30", "pydantic-ai-tools-2025-06-06", "vercel-aisdk-2025-11-17",
    "vertex-ai-2025-08-01",
]  # fmt: skip


@pytest.mark.parametrize("name", DOWNLOADS)
def test_messages_and_answers_are_those_that_langfuse_shows(name: str) -> None:
    shown = json.loads(shared(f"{FOLDER}/{name}.chatml.json").read_text(encoding="utf-8"))
    spans = model_spans_of(shared(f"{FOLDER}/{name}.trace.json"))
    compared = 0
    for span in spans:
        assert span.incomplete is None
        for side, messages in (("input", span.messages), ("output", span.outputs)):
            theirs = chatml(shown[span.span_id][side])
            if theirs:
                compared += 1
                # the instructions of the Responses API, which Langfuse leaves out
                assert ours(messages)[-len(theirs) :] == theirs
    assert compared >= len(spans)


def ours(messages: list[dict[str, Any]]) -> list[Any]:
    return [
        (
            message["role"],
            "".join(part["text"] for part in message["content"]),
            [(call["id"], call["name"], call["arguments"]) for call in message.get("tool_calls", [])],
        )
        for message in messages
    ]  # fmt: skip


def chatml(shown: dict[str, Any]) -> list[Any]:
    roles = {"model": "assistant", "get_weather": "tool"}
    found = [flat for message in shown.get("data", []) if (flat := unwrapped(message))]
    return [
        (
            roles.get(message["role"], message["role"]),
            message.get("content") or "",
            [(call["id"], call["name"], json.loads(call["arguments"])) for call in message.get("tool_calls", [])],
        )
        for message in found
    ]  # fmt: skip


def unwrapped(message: dict[str, Any]) -> Any:
    """Langfuse shows what it does not understand as `json`."""
    inner = message.get("json", {}).get("message") if "role" not in message else message
    return inner if inner and "role" in inner else None


def test_of_a_call_that_repeats_itself_only_the_innermost_is_a_model_span() -> None:
    spans = spans_of(shared(f"{FOLDER}/vercel-aisdk-2025-11-17.trace.json"))
    assert [(s.kind, s.name) for s in spans if s.kind != "tool"] == [
        ("chain", "ai.generateText"),
        ("model", "ai.generateText.doGenerate"),
    ]


def test_instructions_that_only_the_response_names_are_the_system_message() -> None:
    for span in model_spans_of(shared(f"{FOLDER}/openai-agents-2025-09-30.trace.json")):
        assert span.messages[0]["role"] == "system"
        assert span.messages[0]["content"][0]["text"] == "You are a helpful agent."
        assert span.tools == ["get_weather"]


def test_messages_that_were_recorded_as_one_text_are_said_to_be_so() -> None:
    (span,) = model_spans_of(shared(f"{FOLDER}/autogen-2025-06-06.trace.json"))
    assert span.response == "Hello World!"
    assert "recorded as one text" in (span.incomplete or "")
    assert (span.session_id, span.user_id, span.tags) == (
        "session_abc", "user_123", ["autogen", "dev"],
    )  # fmt: skip


def test_a_download_that_is_larger_than_what_detection_sees_is_known() -> None:
    path = shared(f"{FOLDER}/agno-2025-06-11.trace.json")
    assert path.stat().st_size > 1 << 16
    assert {span.format for span in spans_of(path)} == {"langfuse"}


def test_tools_listed_among_the_messages_are_the_tools_offered() -> None:
    path = shared(f"{FOLDER}/seeder-google-vertex-tools-langchain-2025-09-19.json")
    (span,) = model_spans_of(path)
    assert span.tools[0] == "transition_to_service_a"
    assert len(span.tools) == 5
    assert span.messages[-1]["content"] == [{"type": "text", "text": "John Smith"}]
    assert (span.provider, span.session_id) == ("google_vertexai", "test-conversation-001")


def test_facts_of_a_generation_are_read() -> None:
    (span,) = model_spans_of(shared(f"{FOLDER}/google-gemini-2025-08-01.trace.json"))
    assert span.model == "gemini-2.5-flash"
    assert span.provider == "google"
    assert span.usage == {
        "input_tokens": 6, "output_tokens": 2055, "total_tokens": 2061, "reasoning_tokens": 1104,
    }  # fmt: skip
    assert span.cost == 0.005139299999
    assert span.scores == {"hallucination": 0.1, "toxicity": 0}
    assert span.outputs[0]["finish_reason"] == "STOP"


FORMS = ("download", "trace", "page of observations", "page of traces", "rows", "array")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_span(tmp_path: Path, form: str) -> None:
    trace, seen = about(), observation()
    made: dict[str, Any] = {
        "download": {"trace": trace, "observations": [seen]},
        "trace": {**trace, "observations": [seen]},
        "page of observations": {"data": [seen], "meta": {"page": 1}},
        "page of traces": {"data": [{**trace, "observations": [seen]}], "meta": {}},
        "array": [seen],
    }
    path = tmp_path / "export.json"
    file = lines(path, trace, seen) if form == "rows" else document(path, made[form])
    (span,) = model_spans_of(file)
    assert span.messages == [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]
    assert span.response == "hello"
    assert (span.model, span.prompt) == ("gpt-4o", {"name": "greet", "version": "3"})
    assert (span.usage["input_tokens"], span.cost) == (7, 0.001)
    assert span.status == "ok"
    if form not in ("page of observations", "array"):
        assert (span.session_id, span.user_id) == ("sess-1", "ada")


def table(path: Path, row: dict[str, Any]) -> Path:
    cells = {k: v if isinstance(v, str) else json.dumps(v) for k, v in row.items() if v is not None}
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(row))
        writer.writeheader()
        writer.writerow(cells)
    return path


def test_the_tables_that_the_product_exports_give_the_same_span(tmp_path: Path) -> None:
    (span,) = model_spans_of(
        table(tmp_path / "observations.csv", observation()), table(tmp_path / "traces.csv", about())
    )
    assert span.messages == [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]
    assert (span.response, span.model, span.usage["input_tokens"]) == ("hello", "gpt-4o", 7)
    assert (span.session_id, span.user_id) == ("sess-1", "ada")


def test_a_blob_export_gives_the_same_span(tmp_path: Path) -> None:
    seen = {
        "id": "obs-1", "trace_id": "trace-1", "project_id": "bot", "type": "GENERATION",
        "start_time": "2025-06-06 11:31:33.978000", "end_time": "2025-06-06 11:31:34.606000",
        "name": "chat", "metadata": {"tier": "gold"}, "level": "DEFAULT", "status_message": None,
        "input": '[{"role": "user", "content": "hi"}]',
        "output": '{"role": "assistant", "content": "hello"}',
        "provided_model_name": "gpt-4o", "model_parameters": '{"temperature": 0.2}',
        "usage_details": {"input": 7, "output": 2, "input_cached_tokens": 4}, "prompt_name": "greet",
        "cost_details": {"total": 0.001}, "prompt_version": 3, "parent_observation_id": "",
    }  # fmt: skip
    enriched = {**seen, "id": "obs-2", "trace_id": "trace-2", "user_id": "ada", "session_id": "s-2"}
    trace = {"id": "trace-1", "timestamp": "2025-06-06 11:31:33.900000", "name": "t",
             "project_id": "bot", "user_id": "ada", "session_id": "s-1", "tags": ["prod"]}  # fmt: skip
    score = {"id": "sc", "trace_id": "trace-1", "observation_id": "obs-1", "name": "tone",
             "value": 0.5, "data_type": "NUMERIC", "source": "EVAL", "string_value": None}  # fmt: skip
    whole = {**score, "observation_id": None, "name": "verdict", "string_value": "good"}
    one, two = read_lines(tmp_path, seen, trace, score, whole, enriched)
    assert one.messages == two.messages
    assert (one.response, one.model, one.started_at) == (
        "hello",
        "gpt-4o",
        "2025-06-06T11:31:33.978Z",
    )
    assert one.usage == {"input_tokens": 7, "output_tokens": 2, "cache_read_tokens": 4}
    assert (one.parameters, one.prompt) == ({"temperature": 0.2}, {"name": "greet", "version": "3"})
    assert (one.session_id, two.session_id, two.user_id) == ("s-1", "s-2", "ada")
    assert one.scores == {"verdict": "good", "tone": 0.5}
    assert one.attributes["tier"] == "gold"
    assert one.tags == ["prod"]


TOKEN = "@@@langfuseMedia:type=image/png|id=cc48838a-3da8-4ca4-a007-2cf8df930e69|source=base64@@@"


def test_media_that_langfuse_took_out_are_named_and_said_to_be_missing(tmp_path: Path) -> None:
    content = [
        {"type": "text", "text": "What is it?"},
        {"type": "image_url", "image_url": {"url": TOKEN}},
    ]
    span = read_one(tmp_path, observation(input=[{"role": "user", "content": content}]))
    assert span.messages[0]["content"][1] == {
        "type": "image",
        "path": "langfuse-media://cc48838a-3da8-4ca4-a007-2cf8df930e69?content_type=image%2Fpng",
        "media_type": "image/png",
    }
    assert span.incomplete == "the image in the user message is kept by Langfuse, not in this file"


def test_a_medium_in_the_middle_of_a_text_is_said_to_be_missing(tmp_path: Path) -> None:
    span = read_one(tmp_path, observation(input=f"Look at {TOKEN} please"))
    assert span.messages[0]["content"][0]["text"] == f"Look at {TOKEN} please"
    assert "a text refers to media" in (span.incomplete or "")


@pytest.mark.parametrize(
    "text",
    [
        '{"category": "billing", "priority": 2}',
        '{"message": "You have 30 days.", "output": "x"}',
        '[1, 2, "three"]',
        "null",
        '"yes"',
        "{not json}",
    ],
)
def test_an_answer_that_is_json_stays_the_text_it_was(tmp_path: Path, text: str) -> None:
    assert read_one(tmp_path, observation(output=text)).response == text


def test_an_object_that_is_no_message_is_kept_as_json_text(tmp_path: Path) -> None:
    span = read_one(tmp_path, observation(input={"question": "hi"}, output={"category": "billing"}))
    assert span.messages[0]["content"][0]["text"] == '{"question":"hi"}'
    assert span.response == '{"category":"billing"}'
    assert span.incomplete is None


def test_prompt_variables_of_an_opentelemetry_span_are_found_in_the_metadata(
    tmp_path: Path,
) -> None:
    inner = {"llm.prompt_template.variables": '{"tier": "gold"}', "llm.provider": "openai"}
    metadata = {"attributes": inner, "resourceAttributes": {"service.name": "bot"}}
    span = read_one(tmp_path, observation(metadata=json.dumps(metadata), projectId=None))
    assert (span.variables, span.provider, span.project) == ({"tier": "gold"}, "openai", "bot")


def test_langchain_variables_come_from_the_prompt_template_beside_it(tmp_path: Path) -> None:
    rendered = observation(
        id="p", type="CHAIN", name="ChatPromptTemplate", input={"tier": "gold"},
        startTime="2025-06-06T11:31:33.000Z", parentObservationId="root",
    )  # fmt: skip
    span = read_one(tmp_path, rendered, observation(parentObservationId="root"))
    assert span.variables == {"tier": "gold"}


def test_a_failed_generation_has_its_message_and_no_response(tmp_path: Path) -> None:
    span = read_one(
        tmp_path, observation(level="ERROR", statusMessage="Rate limit reached", output=None)
    )
    assert (span.status, span.status_message) == ("error", "Rate limit reached")
    assert span.incomplete is None


def test_other_types_are_no_model_spans(tmp_path: Path) -> None:
    kinds = {"SPAN": "other", "EMBEDDING": "embedding", "AGENT": "agent", "TOOL": "tool",
             "RETRIEVER": "retrieval", "EVENT": "other", "GUARDRAIL": "guardrail"}  # fmt: skip
    entries = [observation(id=name, type=name) for name in kinds]
    assert [span.kind for span in read_lines(tmp_path, *entries)] == list(kinds.values())


def test_the_messages_shown_for_a_trace_are_no_trace_file() -> None:
    path = shared(f"{FOLDER}/{DOWNLOADS[0]}.chatml.json")
    with pytest.raises(Exception, match="no trace format"):
        spans_of(path)


def about() -> dict[str, Any]:
    return {
        "id": "trace-1", "timestamp": "2025-06-06T11:31:33.965Z", "name": "handle", "tags": [],
        "projectId": "bot", "sessionId": "sess-1", "userId": "ada", "scores": [],
    }  # fmt: skip


def observation(**fields: Any) -> dict[str, Any]:
    """A generation as the API gives it, with these fields."""
    given = {
        "id": "obs-1", "traceId": "trace-1", "projectId": "bot", "type": "GENERATION",
        "startTime": "2025-06-06T11:31:33.978Z", "endTime": "2025-06-06T11:31:34.606Z",
        "name": "chat", "parentObservationId": None, "level": "DEFAULT", "model": "gpt-4o",
        "input": [{"role": "user", "content": "hi"}],
        "output": {"role": "assistant", "content": "hello"},
        "usageDetails": {"input": 7, "output": 2}, "totalCost": 0.001,
        "promptName": "greet", "promptVersion": 3,
    }  # fmt: skip
    return given | fields


def test_damaged_downloads_never_crash_and_keep_what_can_be_read(tmp_path: Path) -> None:
    whole = {"trace": about(), "observations": [observation(id=f"o{n}") for n in range(4)]}
    read = 0
    for seed in range(100):
        path = document(tmp_path / "damaged.json", mutated(whole, Random(seed)))  # noqa: S311
        read += len(read_damaged(path)[0])
    assert read > 200


def test_one_bad_observation_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    entry = {"trace": about(), "observations": [observation(), {"id": "x", "type": "GENERATION"}]}
    spans, bad = read_damaged(document(tmp_path / "one.json", entry))
    assert [span.span_id for span in spans] == ["obs-1"]
    what = "1 of 3 observations, traces and scores cannot be read: number 3 (x)"
    assert [one.reason for one in bad] == [what]
