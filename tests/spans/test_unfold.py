"""Documents with an item larger than memory should hold: what they hold is what small ones do."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from rowgate.model import Span
from rowgate.spans import index, unfold, views
from rowgate.spans.read import Reading
from tests.support.damage import read_damaged
from tests.support.traces import TRACES, built_in, spans_of

FILE = "openinference_langchain.otlp.jsonl"
LOGS = "otel_genai_openai_1.3b0_span_and_event.logs.jsonl"


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unfold, "LARGEST", 6_000)
    monkeypatch.setattr(unfold, "_LINE", 3_000)
    monkeypatch.setattr(views, "_IN_MEMORY", 20_000)


def blocks(name: str) -> list[dict[str, Any]]:
    """All blocks of a file of lines, whether of spans or of logs."""
    lines = (TRACES / name).read_text(encoding="utf-8").splitlines()
    return [block for line in lines for found in json.loads(line).values() for block in found]


def in_one_scope(name: str, times: int = 1) -> dict[str, Any]:
    """All spans of a file in one list, that often with fresh ids."""
    first, *rest = blocks(name)
    scope = first["scopeSpans"][0]
    spans = [
        {**span, "traceId": f"{n:04x}{span['traceId'][4:]}"} if n else span
        for n in range(times)
        for block in (first, *rest)
        for one in block["scopeSpans"]
        for span in one["spans"]
    ]
    scopes = [{"scope": scope["scope"], "spans": spans}]
    block = {"resource": first["resource"], "scopeSpans": scopes, "schemaUrl": "x"}
    return {"resourceSpans": [block]}


def behind(document: dict[str, Any]) -> dict[str, Any]:
    """The same with what is said of a list behind the list."""
    return {key: [_turned(block) for block in found] for key, found in document.items()}


def _turned(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    turned = dict(reversed(value.items()))
    return {
        key: [_turned(item) for item in found] if key in ("scopeSpans",) else found
        for key, found in turned.items()
    }


def told(spans: list[Span]) -> list[Any]:
    return sorted((s.trace_id, s.span_id, s.name, s.project or "", str(s.messages)) for s in spans)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("form", ["in order", "behind", "in a list", "twice"])
def test_one_large_list_of_spans_is_read_as_many_small_ones(
    form: str, indent: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = in_one_scope(FILE)
    forms = {"behind": behind(document), "in a list": [document]}
    text = json.dumps(forms.get(form, document), indent=indent, ensure_ascii=False)
    path = tmp_path / "t.json"
    path.write_text(text + (f"\n{text}" if form == "twice" else ""), encoding="utf-8")
    found = spans_of(path)
    monkeypatch.setattr(unfold, "LARGEST", 1 << 30)
    assert told(found) == told(spans_of(path))
    assert len(found) == len(spans_of(FILE))


def test_log_records_of_one_large_list_find_their_spans(tmp_path: Path) -> None:
    path = tmp_path / "logs.json"
    path.write_text(json.dumps({"resourceLogs": blocks(LOGS)}), encoding="utf-8")
    assert told(spans_of(path)) == told(spans_of(LOGS))


@pytest.mark.parametrize("share", [0.2, 0.55, 0.9, 0.999])
def test_a_large_list_that_is_cut_off_gives_its_whole_spans(share: float, tmp_path: Path) -> None:
    document = in_one_scope(FILE, 5)
    data = json.dumps(document).encode()
    path = tmp_path / "t.json"
    path.write_bytes(data[: int(len(data) * share)])
    spans, bad = read_damaged(path)
    ends, at = [], 0
    for span in document["resourceSpans"][0]["scopeSpans"][0]["spans"]:
        one = json.dumps(span).encode()
        at = data.index(one, at) + len(one)
        ends.append(at)
    assert len(spans) == sum(end <= len(data) * share for end in ends)
    assert [one.line for one in bad] == [None]
    assert bad[0].reason.startswith("is cut off or damaged at byte ")
    assert int(bad[0].reason.split()[7].strip(":")) <= len(data) * share


def test_a_span_that_is_nonsense_is_told_by_its_id(tmp_path: Path) -> None:
    document = in_one_scope(FILE)
    spans = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
    spans[3]["attributes"] = 7
    path = tmp_path / "t.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    found, bad = read_damaged(path)
    assert len(found) == len(spans) - 1
    assert [(one.line, spans[3]["spanId"] in one.reason) for one in bad] == [(None, True)]


def test_memory_is_flat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "TASK", 50_000)
    path = tmp_path / "t.json"
    path.write_text(json.dumps(in_one_scope(FILE, 40)), encoding="utf-8")
    tracemalloc.start()
    assert sum(map(len, Reading([path], *map(built_in, ("containers", "dialects"))).traces()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 3


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_one_wrong_character_among_many_spans_costs_one(
    at: float, indent: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfold, "LARGEST", 16 << 20)
    document = in_one_scope(FILE)
    spans = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
    harmed = spans[int(len(spans) * at)]
    text = json.dumps(document, indent=indent)
    place = text.index(f'"spanId": "{harmed["spanId"]}"') + 12
    path = tmp_path / "t.json"
    path.write_text(text[:place] + "\0" + text[place:], encoding="utf-8")
    found, bad = read_damaged(path)
    there = {span["spanId"] for span in spans}
    assert there - {span.span_id for span in found} == {harmed["spanId"]}
    assert len(bad) == 1


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_the_whole_spans_of_a_half_written_line_are_read(
    share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfold, "LARGEST", 16 << 20)
    document = in_one_scope(FILE)
    line = json.dumps(document)
    first = (TRACES / LOGS.replace(".logs", ".fileexporter")).read_text(encoding="utf-8")
    path = tmp_path / "t.jsonl"
    path.write_text(first + line[: int(len(line) * share)], encoding="utf-8")
    found, bad = read_damaged(path)
    spans = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
    whole = {
        span["spanId"]
        for span in spans
        if line.index(json.dumps(span)) + len(json.dumps(span)) <= len(line) * share
    }
    assert {span["spanId"] for span in spans} & {span.span_id for span in found} == whole
    assert [one.line for one in bad] == [first.count("\n") + 1]
    assert "what is whole in it is read; the file ends in the middle of this" in bad[0].reason


@pytest.mark.parametrize("key", ["spans", "scopeSpans"])
def test_a_list_whose_key_is_damaged_is_told(key: str, tmp_path: Path) -> None:
    lines = (TRACES / "otel_genai_openai_1.3b0_span_and_event.fileexporter.jsonl").read_bytes()
    first, *rest = lines.splitlines()
    damaged = first.replace(f'"{key}"'.encode(), f'"{key[:-2]}~s"'.encode())
    path = tmp_path / "t.jsonl"
    path.write_bytes(b"\n".join([damaged, *rest]))
    _, bad = read_damaged(path)
    assert [one.line for one in bad] == [1]
    assert "around the spans cannot be read" in bad[0].reason
