"""Files as they come: packed, damaged, pretty-printed, split, foreign."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans.framing import entries
from rowgate.spans.read import Bad
from tests.support.traces import TRACES, model_spans_of, spans_of

LINES = TRACES / "otel_genai_openai_1.3b0_span_and_event.fileexporter.jsonl"


def otlp(*spans: dict[str, Any], **resource: str) -> dict[str, Any]:
    """An OTLP/JSON document with these spans."""
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": attributes({"service.name": "shop", **resource})},
                "scopeSpans": [{"scope": {"name": "test"}, "spans": list(spans)}],
            }
        ]
    }


def attributes(facts: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in facts.items()]


def chat(span_id: str, parent: str = "", trace_id: str = "a" * 32, **facts: Any) -> dict[str, Any]:
    """A model span that asks "hi" and is answered "ho"."""
    content = {
        "gen_ai.operation.name": "chat",
        "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
        "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"ho"}]}]',
    }
    return {
        "traceId": trace_id,
        "spanId": span_id * 16,
        "parentSpanId": parent * 16,
        "name": "chat",
        "startTimeUnixNano": "1795335294231939559",
        "endTimeUnixNano": "1795335294276065822",
        "attributes": attributes({**content, **facts}),
    }


def test_gzip_and_zstd_are_told_by_content(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    data = LINES.read_bytes()
    (tmp_path / "one.json").write_bytes(gzip.compress(data))
    (tmp_path / "two.log").write_bytes(zstandard.ZstdCompressor().compress(data))
    plain = spans_of(LINES)
    assert spans_of(tmp_path / "one.json") == plain
    assert spans_of(tmp_path / "two.log") == plain


def test_a_stream_is_read_like_a_file() -> None:
    assert spans_of(io.BytesIO(LINES.read_bytes())) == spans_of(LINES)


def test_folders_and_patterns_stand_for_their_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / ".hidden").mkdir()
    for place in ("a/one.jsonl", ".hidden/two.jsonl"):
        (tmp_path / place).write_bytes(LINES.read_bytes())
    plain = spans_of(LINES)
    assert spans_of(tmp_path) == plain
    assert spans_of(tmp_path / "*" / "*.jsonl") == plain


def test_one_document_lines_a_list_and_pretty_documents_in_a_row_are_the_same(
    tmp_path: Path,
) -> None:
    values = [orjson.loads(line) for line in LINES.read_bytes().splitlines()]
    pretty = "\n".join(json.dumps(value, indent=2) for value in values)
    forms = {
        "list": json.dumps(values),
        "pretty list": json.dumps(values, indent=1),
        "documents": pretty,
        "one": json.dumps({"resourceSpans": [b for v in values for b in v["resourceSpans"]]}),
        "bom": "\ufeff" + "\n\n".join(json.dumps(value) for value in values) + "\r\n",
    }
    plain = sorted(spans_of(LINES), key=_id)
    for name, text in forms.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert sorted(spans_of(path), key=_id) == plain, name


def test_tempo_snake_case_null_padding_and_old_libraries_are_read(tmp_path: Path) -> None:
    first, second, third = chat("1"), chat("2"), chat("3")
    resource = {"attributes": attributes({"service.name": "shop"})}
    padded = {
        "trace_id": second["traceId"],
        "span_id": second["spanId"],
        "parent_span_id": "0000000000000000",
        "name": "chat",
        "start_time_unix_nano": 1795335294231939559,
        "end_time_unix_nano": 1795335294276065822,
        "status": {"code": "STATUS_CODE_OK"},
        "attributes": [
            {
                "key": a["key"],
                "value": {"int_value": None, "string_value": a["value"]["stringValue"]},
            }
            for a in second["attributes"]
        ],
    }
    documents = [
        {"batches": [{"resource": resource, "scopeSpans": [{"spans": [first]}]}]},
        {"resource_spans": [{"resource": resource, "scope_spans": [{"spans": [padded]}]}]},
        {
            "trace": {
                "resourceSpans": [
                    {"resource": resource, "instrumentationLibrarySpans": [{"spans": [third]}]}
                ]
            }
        },
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, documents)))
    spans = spans_of(tmp_path / "t.jsonl")
    assert [span.span_id[0] for span in spans] == ["1", "2", "3"]
    assert {(span.response, span.project, span.parent_id) for span in spans} == {
        ("ho", "shop", None)
    }


def test_typed_values_keep_their_types(tmp_path: Path) -> None:
    span = chat("1")
    span["attributes"] += [
        {"key": "text", "value": {"stringValue": "256"}},
        {"key": "int", "value": {"intValue": "256"}},
        {"key": "js", "value": {"intValue": 256}},
        {"key": "nan", "value": {"doubleValue": "NaN"}},
        {"key": "null", "value": {}},
        {"key": "list", "value": {"arrayValue": {"values": [{"boolValue": True}, {}]}}},
        {"key": "empty", "value": {"arrayValue": {}}},
        {"key": "map", "value": {"kvlistValue": {"values": attributes({"a": "{}"})}}},
    ]
    span["traceId"] = "A" * 32
    path = tmp_path / "t.json"
    path.write_text(json.dumps(otlp(span)))
    (found,) = spans_of(path)
    facts = {k: v for k, v in found.attributes.items() if not k.startswith("gen_ai")}
    assert facts == {
        "text": "256",
        "int": 256,
        "js": 256,
        "nan": None,
        "null": None,
        "list": [True, None],
        "empty": [],
        "map": {"a": "{}"},
    }
    assert found.trace_id == "a" * 32


def test_half_an_emoji_is_replaced_and_marked_on_its_span_only(tmp_path: Path) -> None:
    broken = chat("1", note="cut \ud83d")
    inner = '[{"role":"user","parts":[{"type":"text","content":"half \\ud83d"}]}]'
    nested = chat("2", trace_id="b" * 32, **{"gen_ai.input.messages": inner})
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(otlp(broken, nested, chat("3", trace_id="c" * 32))))
    first, second, third = sorted(spans_of(path), key=_id)
    assert first.attributes["note"] == "cut �"
    assert "U+FFFD" in (first.incomplete or "")
    assert second.messages[0]["content"][0]["text"] == "half �"
    assert "U+FFFD" in (second.incomplete or "")
    assert third.incomplete is None


def test_bad_lines_are_reported_with_file_and_line_and_the_rest_is_read(tmp_path: Path) -> None:
    good = LINES.read_bytes().splitlines()
    path = tmp_path / "t.jsonl"
    damaged = [good[0], good[1][:1000], b'{"resourceSpans": [7]}', *good[2:]]
    path.write_bytes(b"\n".join(damaged))
    bad: list[Bad] = []
    spans = spans_of(path, bad=bad)
    assert [(b.file, b.line) for b in bad] == [(str(path), 2), (str(path), 3)]
    assert len(spans) > 20
    assert "support" not in str(bad)


def test_a_span_that_cannot_be_read_is_named_and_takes_no_other_with_it(tmp_path: Path) -> None:
    broken = {**chat("c"), "attributes": [{"key": "x", "value": {"intValue": "no"}}]}
    document = otlp(chat("a"), broken, chat("b"))
    document["resourceSpans"].append(7)
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(document) + "\n" + json.dumps(otlp(chat("d"))))
    bad: list[Bad] = []
    assert [span.span_id[0] for span in spans_of(path, bad=bad)] == ["a", "b", "d"]
    (one,) = bad
    assert one.line == 1
    assert f"1 of 3 spans cannot be read: number 2 ({'c' * 16});" in one.reason


@pytest.mark.parametrize(
    ("key", "forms"),
    [
        ("kind", [3, "3", "SPAN_KIND_CLIENT", "CLIENT", "Client"]),
        ("status", [{"code": 2}, {"code": "2"}, {"code": "STATUS_CODE_ERROR"}, {"code": "Error"}]),
        ("attributes", [attributes({"a": "x"}), {"a": "x"}, {"a": {"stringValue": "x"}},
                        [{"key": "a", "value": "x"}]]),
    ],
)  # fmt: skip
def test_exporters_of_their_own_write_the_same_differently(
    key: str, forms: list[Any], tmp_path: Path
) -> None:
    path = tmp_path / "t.jsonl"
    seen = set()
    for form in forms:
        path.write_text(json.dumps(otlp({**chat("a"), key: form})))
        (span,) = spans_of(path)
        seen.add(json.dumps([span.kind, span.status, span.attributes]))
    assert len(seen) == 1


@pytest.mark.parametrize("around", ["trace", "result", "data"])
def test_the_answers_of_apis_and_resources_alone_are_read(around: str, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps({around: otlp(chat("a"))}))
    (alone,) = otlp(chat("a"))["resourceSpans"]
    other = tmp_path / "alone.json"
    other.write_text(json.dumps(alone))
    assert spans_of(path) == spans_of(other)
    assert spans_of(other)[0].project == "shop"


def test_a_list_of_entries_loses_the_bad_ones_only(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps([otlp(chat("a")), 5, {"weather": "fine"}, otlp(chat("b"))]))
    bad: list[Bad] = []
    assert [span.span_id[0] for span in spans_of(path, bad=bad)] == ["a", "b"]
    assert "2 of 4 entries" in bad[0].reason
    assert "the keys weather" in bad[0].reason


def test_metrics_between_spans_are_nothing_bad(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(otlp(chat("a"))) + '\n{"resourceMetrics": []}\n{}\n')
    assert len(spans_of(path)) == 1


def test_a_file_in_no_known_format_is_named_for_what_it_looks_like(tmp_path: Path) -> None:
    looks = {
        b'{"rows": 1, "columns": 2}': "JSON with the keys rows, columns",
        b"a,b,c\n1,2,3\n": "looks like CSV",
        b"%PDF-1.4": "looks like a PDF",
        b"format: 1\nwhy: x\n": "looks like YAML",
        b"": "is empty",
    }
    for content, said in looks.items():
        path = tmp_path / "file"
        path.write_bytes(content)
        with pytest.raises(UsageError, match=said):
            spans_of(path)
    with pytest.raises(UsageError, match="no such file"):
        spans_of(tmp_path / "missing.json")


def test_foreign_files_in_a_folder_are_reported_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_bytes(LINES.read_bytes())
    (tmp_path / "notes.txt").write_text("hello")
    bad: list[Bad] = []
    assert spans_of(tmp_path, bad=bad) == spans_of(LINES)
    assert [(Path(b.file).name, b.line) for b in bad] == [("notes.txt", None)]


def test_a_trace_split_over_lines_and_files_comes_together_parents_last(tmp_path: Path) -> None:
    root = {**chat("1"), "name": "handle_request"}
    root["attributes"] = attributes({"session.id": "s-1", "user.id": "u-1"})
    (tmp_path / "1.jsonl").write_text(json.dumps(otlp(chat("3", "2"))) + "\n")
    (tmp_path / "2.jsonl").write_text(
        json.dumps(otlp(chat("9", trace_id="b" * 32)))
        + "\n"
        + json.dumps(otlp({**root, "spanId": "2" * 16}))
    )
    inner = next(span for span in spans_of(tmp_path) if span.span_id == "3" * 16)
    assert (inner.session_id, inner.user_id) == ("s-1", "u-1")


def test_a_parent_that_repeats_its_child_is_no_model_span(tmp_path: Path) -> None:
    wrapper = chat("1", **{"gen_ai.prompt.variable.city": "Bern"})
    path = tmp_path / "t.json"
    path.write_text(json.dumps(otlp(chat("2", "1"), wrapper)))
    (model,) = model_spans_of(path)
    assert model.span_id == "2" * 16
    assert model.variables == {"city": "Bern"}


def test_a_model_span_under_a_tool_of_another_stays_one(tmp_path: Path) -> None:
    tool = chat("2", "1", **{"gen_ai.operation.name": "execute_tool"})
    path = tmp_path / "t.json"
    path.write_text(json.dumps(otlp(chat("3", "2"), tool, chat("1"))))
    assert {span.span_id[0] for span in model_spans_of(path)} == {"1", "3"}


def test_session_and_user_come_from_the_resource_last(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(otlp(chat("1"), **{"session.id": "r", "user.id": "ru"})))
    (span,) = spans_of(path)
    assert (span.session_id, span.user_id) == ("r", "ru")


def test_the_configured_project_wins(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(otlp(chat("1"))))
    assert [span.project for span in spans_of(path)] == ["shop"]
    assert [span.project for span in spans_of(path, project="other")] == ["other"]


def test_a_loop_of_parents_ends(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(otlp(chat("1", "2"), chat("2", "1"))))
    assert len(spans_of(path)) == 2


def test_binary_files_of_the_collector_are_read(tmp_path: Path) -> None:
    whole = (TRACES / "otel_genai_openai_1.3b0_span_and_event.pb").read_bytes()
    path = tmp_path / "t.bin"
    path.write_bytes(len(whole).to_bytes(4, "big") + whole)
    plain = spans_of(TRACES / "otel_genai_openai_1.3b0_span_and_event.pb")
    assert spans_of(path) == plain


def test_a_binary_file_that_is_cut_off_is_reported(tmp_path: Path) -> None:
    whole = (TRACES / "otel_genai_openai_1.3b0_span_and_event.pb").read_bytes()
    path = tmp_path / "t.pb"
    path.write_bytes(whole[:-100])
    bad: list[Bad] = []
    spans_of(path, bad=bad)
    assert ["cut off" in b.reason for b in bad] == [True]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), min_size=1), min_size=1),
    st.sampled_from([None, 1, 4]),
)
def test_framing_loses_nothing(values: list[dict[str, str]], indent: int | None) -> None:
    data = "\n".join(json.dumps(value, indent=indent) for value in values).encode()
    framed = list(entries(io.BytesIO(data)))
    read = [json.loads(entry.data) for entry in framed]
    flat = [item for value in read for item in (value if isinstance(value, list) else [value])]
    assert flat == values
    for entry in framed:
        assert data[entry.offset :].lstrip().startswith(entry.data.strip())
        assert data[: entry.offset].count(b"\n") + 1 == entry.line


def _id(span: Span) -> str:
    return span.span_id
