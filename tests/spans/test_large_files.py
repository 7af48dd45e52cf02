"""Large files: read in tasks, by several processes, or only where their bytes say so.

What "large" means is made small here, so that small files take every way.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.trace_files import write_large
from rowgate.model import Span
from rowgate.spans import index, read, views, workers
from rowgate.spans.detection import Bad
from rowgate.spans.filters import Query, needles_of, select
from rowgate.spans.needles import near_id
from rowgate.spans.panel import Panel
from rowgate.spans.read import Reading
from rowgate.spans.search import Ids
from tests.support.otlp import genai_span, write_otlp
from tests.support.traces import TRACES, built_in, spans_of

OTLP = sorted(
    path.name for path in TRACES.glob("*.jsonl") if b'"resourceSpans"' in path.read_bytes()[:200]
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A megabyte of genuine traces with fresh ids."""
    path = tmp_path_factory.mktemp("large") / "large.jsonl"
    write_large(path, 1 << 20)
    return path


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "TASK", 20_000)
    monkeypatch.setattr(index, "_STRETCH", 50_000)
    monkeypatch.setattr(views, "WINDOW", 30_000)
    monkeypatch.setattr(read, "WORTH", 0)


def reading(*places: Path, bad: list[Bad] | None = None) -> Reading:
    report = None if bad is None else bad.append
    return Reading(places, built_in("containers"), built_in("dialects"), on_bad=report)


def by_processes(*places: Path) -> Iterator[list[Span]]:
    for traces, _ in reading(*places).each(list):
        yield from traces


def split(path: Path, folder: Path) -> list[Path]:
    """The file's spans one a line, children first, over three files: every trace is torn."""
    spans = [
        (block, scope, span)
        for line in path.read_bytes().splitlines()
        for block in json.loads(line)["resourceSpans"]
        for scope in block["scopeSpans"]
        for span in scope["spans"]
    ]
    spans.sort(key=lambda item: (not item[2].get("parentSpanId"), item[2]["spanId"]))
    files = [folder / f"{n}.jsonl" for n in range(3)]
    for n, file in enumerate(files):
        lines = [
            json.dumps({"resourceSpans": [{**block, "scopeSpans": [{**scope, "spans": [span]}]}]})
            for block, scope, span in spans[n::3]
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return files


def told(spans: list[Span]) -> dict[str, Span]:
    return {span.span_id: span for span in spans}


def test_tasks_and_processes_give_the_same_traces_in_the_same_order(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "LARGE", 0)
    monkeypatch.setattr(workers, "processes", lambda: 3)
    in_tasks = list(reading(large).traces())
    assert list(by_processes(large)) == in_tasks
    monkeypatch.setattr(index, "TASK", 1 << 30)
    assert list(reading(large).traces()) == in_tasks
    assert sum(map(len, in_tasks)) > 500


def test_traces_torn_over_files_come_together_whatever_is_read_at_a_time(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = spans_of(large)
    files = split(large, tmp_path)
    assert told(spans_of(*files)) == told(plain)
    monkeypatch.setattr(read, "LARGE", 0)
    monkeypatch.setattr(workers, "processes", lambda: 2)
    assert told([span for spans in by_processes(*files) for span in spans]) == told(plain)


def test_what_is_bad_in_a_process_is_reported_once_with_its_line(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "LARGE", 0)
    monkeypatch.setattr(workers, "processes", lambda: 2)
    lines = large.read_bytes().splitlines()
    lines[7] = lines[7][:500]
    lines[-1] = lines[-1][:700]
    path = tmp_path / "t.jsonl"
    path.write_bytes(b"\n".join(lines))
    bad: list[Bad] = []
    for _ in reading(path, bad=bad).each(lambda traces: len(list(traces))):
        pass
    assert [one.line for one in bad] == [8, len(lines)]
    assert "is it still being written?" in bad[1].reason


def test_what_a_process_raises_is_raised_here() -> None:
    def work(number: int) -> int:
        return 10 // number

    assert list(workers.in_order([1, 2, 5], work, 2)) == [10, 5, 2]
    with pytest.raises(ZeroDivisionError):
        list(workers.in_order([1, 0], work, 2))


def test_a_gzip_file_that_is_cut_off_is_read_as_far_as_it_goes(large: Path, tmp_path: Path) -> None:
    packed = gzip.compress(large.read_bytes())
    path = tmp_path / "t.jsonl.gz"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    bad: list[Bad] = []
    spans = spans_of(path, bad=bad)
    assert 100 < len(spans) < len(spans_of(large))
    assert any("gzip data is cut off" in one.reason for one in bad)
    assert all(one.line for one in bad)


def test_zstd_that_is_cut_off_is_said(large: Path, tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.ZstdCompressor().compress(large.read_bytes())
    path = tmp_path / "t.jsonl.zst"
    path.write_bytes(packed[:-200])
    bad: list[Bad] = []
    spans_of(path, bad=bad)
    assert any("zstd data is cut off" in one.reason for one in bad)


def test_more_files_than_may_be_open_are_read(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    for number in range(60):
        name = f"{number:03d}"
        write_otlp(tmp_path / f"{name}.json", [{**genai_span(name), "traceId": f"{number:032x}"}])
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, limits[1]))
    try:
        assert len(spans_of(tmp_path)) == 60
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


# --- narrowing --------------------------------------------------------------


@pytest.mark.parametrize("length", [6, 7, 16, 32])
def test_an_id_is_found_without_reading_the_rest(large: Path, length: int) -> None:
    spans = spans_of(large)
    for wanted in (spans[3], spans[len(spans) // 2], spans[-1]):
        named = (wanted.span_id if length <= 16 else wanted.trace_id)[:length]
        some = reading(large)
        assert some.narrow(Ids([named]).needles())
        found = [span for trace in some.traces() for span in trace]
        assert [s for s in found if s.trace_id == wanted.trace_id] == [
            s for s in spans if s.trace_id == wanted.trace_id
        ]
        assert len(found) < 40


def test_an_id_is_found_in_base64_and_in_capitals(tmp_path: Path) -> None:
    coded = TRACES / "otel_util_genai_1.3b0_prompt_variables.protojson.jsonl"
    capitals = tmp_path / "t.jsonl"
    span = genai_span("one")
    write_otlp(capitals, [{**span, "traceId": "4BF92F3577B34DA6A3CE929D0E0E4736"}])
    for path in (coded, capitals):
        for wanted in spans_of(path):
            for named in (wanted.trace_id, wanted.trace_id[:6], wanted.span_id, wanted.span_id[:7]):
                some = reading(path)
                assert some.narrow(Ids([named]).needles())
                assert wanted in [span for trace in some.traces() for span in trace], named


def test_a_torn_trace_is_found_whole(large: Path, tmp_path: Path) -> None:
    plain = spans_of(large)
    files = split(large, tmp_path)
    wanted = next(span for span in plain if span.parent_id and span.kind == "model")
    some = reading(*files)
    assert some.narrow(Ids([wanted.span_id]).needles())
    assert wanted in [span for trace in some.traces() for span in trace]


def test_nearly_right_ids_lead_to_the_nearest(large: Path) -> None:
    wanted = spans_of(large)[20]
    some = reading(large)
    assert some.narrow([near_id(wanted.span_id[:12] + "0000")])
    assert any(wanted in trace for trace in some.traces())


@pytest.mark.parametrize("name", OTLP)
@pytest.mark.parametrize(
    "text", ["refund", "zürich", "ORD-10042", "chf 1,204.50", "Kündigen", "no such"]
)
def test_a_text_is_found_in_the_same_spans_with_and_without_narrowing(name: str, text: str) -> None:
    query = Query(text=text)
    some = reading(TRACES / name)
    needles = needles_of(query)
    narrowed = some.narrow(needles) if needles else False
    found = select((span for trace in some.traces() for span in trace), query)
    assert narrowed == bool(needles)
    assert told(list(found)) == told(list(select(spans_of(name), query)))


@pytest.mark.parametrize("sign", ["k", "K", "\u212a", "\u212a\u212a"])
def test_a_kelvin_sign_is_a_letter_however_it_is_written(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "t.json"
    write_otlp(path, [genai_span("one", question=f"before abc{sign}d after")])
    query = Query(text=f"abc{'k' * len(sign)}d")
    some = reading(path)
    assert some.narrow(needles_of(query))
    assert len(list(select((s for trace in some.traces() for s in trace), query))) == 1


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet='aikKİßſ\u212ay"\\/ \n,é日😀-', min_size=1, max_size=12),
    st.data(),
)
def test_narrowing_never_loses_a_text(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    wanted = data.draw(st.sampled_from([part, part.lower(), part.upper()]))
    if wanted.lower() not in text.lower():
        return  # ß in capitals is two letters, which is another text
    path = tmp_path_factory.mktemp("text") / "t.json"
    write_otlp(path, [genai_span("one", question=f"before {text} after")])
    query = Query(text=wanted)
    some = reading(path)
    needles = needles_of(query)
    if needles:
        assert some.narrow(needles)
    found = select((span for trace in some.traces() for span in trace), query)
    assert len(list(found)) == 1


# --- dialects ---------------------------------------------------------------


@pytest.mark.parametrize("name", OTLP)
def test_a_dialect_asked_once_for_all_that_look_alike_says_the_same(name: str) -> None:
    panel = Panel(built_in("dialects"))
    container = next(c for c in built_in("containers") if c.name == "otlp-json")
    for line in (TRACES / name).read_bytes().splitlines():
        for record in container.parse(line):
            asked = [one for one in built_in("dialects") if one.detect(record)][:1]
            assert [one for one in panel.asked_of(record) if one.detect(record)][:1] == asked
