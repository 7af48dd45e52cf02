"""MLflow: exported traces, `traces.json` on disk with its attachments, assessments."""

from __future__ import annotations

import copy
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from rowgate.model import Span
from tests.support.exports import document, entries_of, read_lines, read_one
from tests.support.oracle import assert_true_to, oracle
from tests.support.traces import model_spans_of, spans_of

FILE = "mlflow_3.17.2.traces.jsonl"
MEDIA = {"image_base64.messages", "pdf_file_data.messages"}


def test_every_scenario_is_what_happened() -> None:
    assert_true_to(spans_of(FILE, project="support-bot"), lost={"*.variables", *MEDIA})


def test_media_that_mlflow_took_out_are_named_and_said_to_be_missing() -> None:
    span = by_session("image_base64")
    image = span.messages[0]["content"][0]
    assert image["type"] == "image"
    assert image["media_type"] == "image/png"
    assert image["path"].startswith("mlflow-attachment://14446e70-1605-449d-9c76-ce1368fe0606")
    assert span.incomplete == "the image in the user message is kept by MLflow, not in this file"


def test_attachments_that_lie_beside_the_trace_are_read(tmp_path: Path) -> None:
    (entry,) = [e for e in entries_of(FILE) if session(e) == "sess-image_base64"]
    payload = oracle()["scenarios"]["image_base64"]["request"]["messages"][0]["content"][0]
    folder = tmp_path / "artifacts"
    (folder / "attachments").mkdir(parents=True)
    image = b64decode(payload["image_url"]["url"].split("base64,")[1])
    (folder / "attachments" / "14446e70-1605-449d-9c76-ce1368fe0606").write_bytes(image)
    (span,) = model_spans_of(document(folder / "traces.json", entry["data"]))
    assert span.messages[0]["content"][0]["data"] == payload["image_url"]["url"].split("base64,")[1]
    assert span.incomplete is None


def test_tool_calls_that_are_only_in_the_chunks_of_a_stream_are_found() -> None:
    span = by_session("streaming_tool")
    assert [call["name"] for call in span.response["tool_calls"]] == ["get_order", "get_weather"]
    assert span.outputs[0]["finish_reason"] == "tool_calls"


def test_ids_are_hex_and_the_project_is_the_experiment() -> None:
    span = by_session("plain_text")
    assert span.trace_id == "e75379154b0f85b6d310ac65e4b47365"
    assert span.span_id == "d53003b69f78a39e"
    assert span.parent_id == "26b41069d802adec"
    assert span.project == "591099295264060500"
    assert span.provider == "openai"
    assert span.tags == ["tier:gold"]


def test_feedback_is_a_score_and_an_expectation_is_not() -> None:
    (span,) = [span for span in model_spans_of(FILE) if span.scores]
    assert span.scores == {"correctness": True}
    assert span.attributes["expectations"] == {"expected_answer": "Go to billing"}


def test_what_a_traced_function_was_given_is_there_to_map_from() -> None:
    (root,) = [s for s in spans_of(FILE) if s.kind == "chain" and s.session_id == "sess-refusal"]
    asked = root.attributes["mlflow.spanInputs"]
    assert asked["variables"] == oracle()["prompt"]["variables"]


def test_the_trace_on_disk_has_the_same_spans_without_what_its_info_says(tmp_path: Path) -> None:
    (entry,) = [e for e in entries_of(FILE) if session(e) == "sess-plain_text"]
    (span,) = model_spans_of(document(tmp_path / "traces.json", entry["data"]))
    there = by_session("plain_text")
    assert (span.trace_id, span.span_id) == (there.trace_id, there.span_id)
    assert (span.messages, span.outputs) == (there.messages, there.outputs)
    assert (span.session_id, span.project) == (None, None)


def test_spans_of_mlflow_2_are_read(tmp_path: Path) -> None:
    span = read_one(
        tmp_path,
        {
            "info": {
                "request_id": "tr-0af7651916cd43dd8448eb211c80319c",
                "experiment_id": "7",
                "request_metadata": {"mlflow.trace.session": "s-1"},
            },
            "data": {
                "spans": [
                    {
                        "name": "ChatOpenAI",
                        "context": {
                            "trace_id": "0x0af7651916cd43dd8448eb211c80319c",
                            "span_id": "0xb7ad6b7169203331",
                        },
                        "parent_id": None,
                        "start_time": 1731600000000000001,
                        "end_time": 1731600001000000001,
                        "status_code": "ERROR",
                        "status_message": "boom",
                        "attributes": attributes(
                            {"messages": [{"role": "user", "content": "hi"}]}, None
                        ),
                        "events": [],
                    }
                ]
            },
        },
    )
    assert (span.trace_id, span.span_id) == ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")
    assert (span.status, span.status_message) == ("error", "boom")
    assert (span.session_id, span.project) == ("s-1", "7")
    assert span.started_at == "2024-11-14T16:00:00.000000001Z"
    assert span.incomplete is None


def test_the_one_prompt_of_the_registry_is_the_prompt(tmp_path: Path) -> None:
    entry = copy.deepcopy(entries_of(FILE)[-1])
    entry["info"]["tags"]["mlflow.linkedPrompts"] = '[{"name": "refund", "version": "3"}]'
    assert read_one(tmp_path, entry).prompt == {"name": "refund", "version": "3"}


@pytest.mark.parametrize("name", ["mlflow.spanInputs", "mlflow.spanOutputs"])
def test_content_that_was_cut_off_makes_the_span_incomplete(tmp_path: Path, name: str) -> None:
    entry = copy.deepcopy(entries_of(FILE)[-1])
    facts = entry["data"]["spans"][1]["attributes"]
    facts[name] = facts[name][:100]
    (span,) = [span for span in read_lines(tmp_path, entry) if span.kind == "model"]
    assert f"{name} is cut off" in (span.incomplete or "")


def session(entry: dict[str, Any]) -> Any:
    return entry["info"]["trace_metadata"].get("mlflow.trace.session")


def by_session(name: str) -> Span:
    (span,) = [span for span in model_spans_of(FILE) if span.session_id == f"sess-{name}"]
    return span


def attributes(asked: Any, answered: Any) -> dict[str, str]:
    from json import dumps

    return {
        "mlflow.spanType": '"CHAT_MODEL"',
        "mlflow.spanInputs": dumps(asked),
        "mlflow.spanOutputs": dumps(answered),
    }
