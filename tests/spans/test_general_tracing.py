"""Zipkin, Jaeger and printed spans: general formats, in which any dialect may be spoken."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rowgate.model import Span
from rowgate.spans.read import Bad
from tests.support.damage import read_damaged
from tests.support.exports import document, entries_of
from tests.support.jaeger import jaeger_of
from tests.support.oracle import assert_true_to
from tests.support.shared import shared
from tests.support.traces import TRACES, model_spans_of, spans_of

ZIPKIN = "zipkin_json_1.37.0_traceloop_0.47.5.json"
PRINTED = "openinference_openai_0.1.66.consoleexporter.txt"
OTLP = "openinference_openai_0.1.66.fileexporter.jsonl"
GENAI = "otel_genai_openai_1.3b0_span_and_event.fileexporter.jsonl"

# --- Zipkin -----------------------------------------------------------------


def test_zipkin_spans_are_what_happened() -> None:
    # what the instrumentation leaves out: a base64 image, and some parameters
    own = {"image_base64.messages", "plain_text.parameters", "multi_turn.parameters"}
    assert_true_to(spans_of(ZIPKIN), lost={"*.variables", *own, "n_choices.parameters"})


def test_zipkin_tags_are_numbers_lists_and_resources_again_where_conventions_say_so() -> None:
    span = next(s for s in model_spans_of(ZIPKIN) if s.session_id == "sess-plain_text")
    assert span.format == "zipkin/traceloop"
    assert (span.project, span.environment) == ("support-bot", "production")
    assert span.parameters["max_tokens"] == 256
    assert span.usage["input_tokens"] == 73
    assert span.attributes["llm.is_streaming"] is False
    assert span.attributes["llm.headers"] == "None"
    assert not any(name.startswith(("otel.", "service.")) for name in span.attributes)


def test_a_text_that_looks_like_a_number_stays_text(tmp_path: Path) -> None:
    item = zipkin_span(order="10042", flag="true", json="[1]")
    (span,) = spans_of(document(tmp_path / "z.json", [item]))
    assert span.attributes == {"order": "10042", "flag": "true", "json": "[1]"}


@pytest.mark.parametrize(
    ("value", "name", "attributes"),
    [
        ('{"exception": {"exception.type": "E"}}', "exception", {"exception.type": "E"}),
        ('"exception": {"exception.type":"E"}', "exception", {"exception.type": "E"}),
        ('exception: {"exception.type":"E"}', "exception", {"exception.type": "E"}),
        ("cache miss", "cache miss", {}),
    ],
)
def test_annotations_are_events_in_every_sdks_way(
    value: str, name: str, attributes: dict[str, str]
) -> None:
    from rowgate.spans.containers.zipkin import Zipkin

    item = {**zipkin_span(), "annotations": [{"timestamp": 1, "value": value}]}
    (record,) = Zipkin().records(item)
    assert [(one["name"], one["attributes"]) for one in record.events] == [(name, attributes)]


def test_a_zipkin_error_is_a_tag_and_its_message(tmp_path: Path) -> None:
    items = [zipkin_span(error="boom"), zipkin_span(error="true"), zipkin_span(error="false")]
    for number, item in enumerate(items):
        item["id"] = str(number) * 16
    spans = spans_of(document(tmp_path / "z.json", [items]))
    assert [(span.status, span.status_message) for span in spans] == [
        ("error", "boom"),
        ("error", None),
        ("ok", None),
    ]


# --- Jaeger -----------------------------------------------------------------


@pytest.mark.parametrize("name", [OTLP, GENAI])
def test_a_trace_is_the_same_in_jaegers_json(name: str, tmp_path: Path) -> None:
    path = document(tmp_path / "jaeger.json", jaeger_of(entries_of(name)))
    jaeger, otlp = by_id(spans_of(path)), by_id(spans_of(name))
    assert {span.format.split("/")[0] for span in jaeger} == {"jaeger"}
    assert [comparable(span) for span in jaeger] == [comparable(span) for span in otlp]
    took = [
        abs((a.duration_ms() or 0) - (b.duration_ms() or 0))
        for a, b in zip(jaeger, otlp, strict=True)
    ]
    assert max(took) <= 1


def test_jaegers_own_translation_is_read_like_what_it_was_made_from() -> None:
    made = spans_of(shared("traces/collected/jaeger/otlp2jaeger-out.json"))
    given = spans_of(shared("traces/collected/jaeger/otlp2jaeger-in.json"))
    assert [comparable(span) for span in made] == [comparable(span) for span in given]


def test_the_translation_used_here_is_jaegers_own() -> None:
    folder = shared("traces/collected/jaeger")
    made = jaeger_of([json.loads((folder / "otlp2jaeger-in.json").read_text())])
    assert made == json.loads((folder / "otlp2jaeger-out.json").read_text())


def test_spans_with_their_process_are_read_and_their_error_seen() -> None:
    first, second = spans_of(shared("traces/collected/jaeger/trace_success.json"))
    assert (first.project, first.status) == ("16af988c443cff37", "ok")
    assert (second.status, second.parent_id) == ("error", first.span_id)


def test_jaeger_tags_from_elasticsearch_and_types_written_as_text(tmp_path: Path) -> None:
    span = {
        "traceID": "a" * 32,
        "spanID": "b" * 16,
        "operationName": "x",
        "parentSpanID": "c" * 16,
        "startTime": 1605223981761425,
        "duration": 5,
        "tag": {"http@url": "/"},
        "tags": [
            {"key": "n", "type": "int64", "value": "12"},
            {"key": "yes", "type": "bool", "value": "true"},
            {"key": "s", "type": "string", "value": "12"},
        ],
        "process": {"serviceName": "shop"},
    }
    (found,) = spans_of(document(tmp_path / "j.json", span))
    assert found.attributes == {"http.url": "/", "n": 12, "yes": True, "s": "12"}
    assert (found.parent_id, found.project) == ("c" * 16, "shop")


# --- printed spans ----------------------------------------------------------


def test_printed_spans_are_what_happened() -> None:
    # the program that printed them recorded no variables
    assert_true_to(spans_of(PRINTED), lost={"*.variables"})


def test_printed_ids_are_plain_hex() -> None:
    span = model_spans_of(PRINTED)[0]
    assert (span.trace_id, span.span_id) == ("ec27427da09a222d19a38304c6afeab2", "445559583f891393")
    assert span.parent_id == "6a7eb3dcffe13219"
    assert span.format == "otel-console/openinference"


def test_other_output_of_the_program_stands_between_and_before(tmp_path: Path) -> None:
    text = (TRACES / PRINTED).read_text(encoding="utf-8")
    noisy = "INFO starting {up}\n" + text.replace("\n}\n{\n", "\n}\nAnswer: {ok}\n\n{\n", 5)
    path = tmp_path / "out.txt"
    path.write_text(noisy, encoding="utf-8")
    assert spans_of(path) == spans_of(PRINTED)


def test_printed_spans_one_a_line_are_read(tmp_path: Path) -> None:
    text = (TRACES / PRINTED).read_text(encoding="utf-8")
    values = json.loads("[" + text.replace("\n}\n{\n", "\n},\n{\n") + "]")
    path = tmp_path / "out.jsonl"
    path.write_text("\n".join(json.dumps(value) for value in values))
    assert spans_of(path) == spans_of(PRINTED)


def test_output_that_was_cut_off_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    text = (TRACES / PRINTED).read_text(encoding="utf-8")
    path = tmp_path / "out.txt"
    path.write_text(text[:-500], encoding="utf-8")
    bad: list[Bad] = []
    assert len(spans_of(path, bad=bad)) == len(spans_of(PRINTED)) - 1
    assert ["1 of the printed spans cannot be read" in one.reason for one in bad] == [True]


# --- damage -----------------------------------------------------------------


@pytest.mark.parametrize("name", [ZIPKIN, PRINTED])
def test_cut_files_are_reported_and_never_crash(name: str, tmp_path: Path) -> None:
    whole = (TRACES / name).read_bytes()
    path = tmp_path / "cut"
    for size in (60, len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:size])
        assert read_damaged(path)[1]


def by_id(spans: list[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: span.span_id)


def comparable(span: Span) -> Span:
    """The span without what differs between the formats: the name, and times below 1 µs."""
    facts = {key: str(value).replace('"', "'") for key, value in span.attributes.items()}
    dialect = span.format.partition("/")[2]
    started = (span.started_at or "")[:26].rstrip("0Z")
    return replace(span, format=dialect, attributes=facts, started_at=started, ended_at=None)


def zipkin_span(**tags: Any) -> dict[str, Any]:
    return {
        "traceId": "a" * 32,
        "id": "b" * 16,
        "name": "x",
        "timestamp": 1795337248731789,
        "duration": 41213,
        "localEndpoint": {"serviceName": "shop"},
        "tags": tags,
    }
