"""Files that can only be read from their beginning: as flat in memory, as whole as lines are."""

from __future__ import annotations

import csv
import gzip
import os
import random
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from rowgate.errors import UsageError
from rowgate.model import Record, Span
from rowgate.spans import index, read, views, workers
from rowgate.spans.containers.otlp_protobuf import OtlpProtobuf
from rowgate.spans.detection import Bad
from rowgate.spans.filters import Query, needles_of, select
from rowgate.spans.read import Reading
from rowgate.spans.spool import LINES, line_of
from tests.support.damage import read_damaged
from tests.support.traces import TRACES, built_in, spans_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
BINARY = ("openinference_langchain.pb", "otel_genai_openai_1.3b0_span_and_event.pb")
PARQUET = "phoenix_20.26.1.spans_dataframe_openinference_only.parquet"


def whole(name: str) -> TracesData:
    return TracesData.FromString((TRACES / name).read_bytes())


def many(count: int) -> bytes:
    """Genuine spans with fresh ids, all of them in one scope of one resource."""
    data = whole(BINARY[0])
    first = data.resource_spans[0].scope_spans[0]
    genuine = [
        span for block in data.resource_spans for scope in block.scope_spans for span in scope.spans
    ]
    del data.resource_spans[1:], data.resource_spans[0].scope_spans[1:], first.spans[:]
    fresh = random.Random(4)  # noqa: S311
    for _ in range(count):
        ids: dict[bytes, bytes] = {}
        for span in genuine:
            copy = first.spans.add()
            copy.CopyFrom(span)
            for name, size in (("trace_id", 16), ("span_id", 8), ("parent_span_id", 8)):
                if getattr(copy, name):
                    known = ids.setdefault(getattr(copy, name), fresh.randbytes(size))
                    setattr(copy, name, known)
    return data.SerializeToString()


def by_id(spans: list[Span]) -> dict[str, Span]:
    return {span.span_id: span for span in spans}


def test_a_binary_file_of_one_scope_is_never_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "TASK", 100_000)
    monkeypatch.setattr(views, "_IN_MEMORY", 100_000)
    path = tmp_path / "large.pb"
    path.write_bytes(many(60))
    spans_of(path)  # what is loaded once
    tracemalloc.start()
    reading = Reading([path], built_in("containers"), built_in("dialects"))
    count = sum(map(len, reading.traces()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 60 * len(spans_of(BINARY[0]))
    assert peak < path.stat().st_size / 3


@pytest.mark.parametrize("name", [*BINARY, PARQUET])
def test_tasks_processes_and_searches_see_the_same_spans(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = by_id(spans_of(name))
    monkeypatch.setattr(index, "TASK", 5_000)
    monkeypatch.setattr(read, "LARGE", 0)
    monkeypatch.setattr(read, "WORTH", 0)
    monkeypatch.setattr(workers, "processes", lambda: 2)

    def reading() -> Reading:
        return Reading([TRACES / name], built_in("containers"), built_in("dialects"))

    by_processes = [span for part, _ in reading().each(list) for spans in part for span in spans]
    assert by_id(by_processes) == plain
    query = Query(text="headphones", kind=None)
    searched = reading()
    assert searched.narrow(needles_of(query))
    found = select((span for spans in searched.traces() for span in spans), query)
    assert by_id(list(found)) == by_id(list(select(plain.values(), query)))


def test_a_trace_comes_together_from_binary_files_and_lines(tmp_path: Path) -> None:
    data = whole(BINARY[0])
    paths = [tmp_path / "0.pb", tmp_path / "1.pb"]
    for number, path in enumerate(paths):
        part = TracesData()
        part.CopyFrom(data)
        for block in part.resource_spans:
            for scope in block.scope_spans:
                kept = list(scope.spans)[number::2]
                del scope.spans[:]
                scope.spans.extend(kept)
        path.write_bytes(part.SerializeToString())
    lines = TRACES / "openinference_langchain.otlp.jsonl"
    assert by_id(spans_of(*paths)) == by_id(spans_of(BINARY[0]))
    assert len(by_id(spans_of(lines, *paths))) == len(by_id(spans_of(lines)) | by_id(
        spans_of(BINARY[0])))  # fmt: skip


def ends_of_spans(data: bytes) -> list[int]:
    """Where each span of a binary file ends, told from what the library writes of it."""
    ends, at = [], 0
    for block in TracesData.FromString(data).resource_spans:
        for scope in block.scope_spans:
            for span in scope.spans:
                at = data.index(span.SerializeToString(), at) + span.ByteSize()
                ends.append(at)
    return ends


@pytest.mark.parametrize("framed", [False, True], ids=["one message", "messages with lengths"])
@settings(deadline=None, max_examples=25)
@given(share=st.floats(0.01, 0.999))
def test_every_span_before_the_cut_is_there_and_one_line_says_where(
    framed: bool, share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = (TRACES / BINARY[1]).read_bytes()
    cut = int(len(data) * share)
    skip = 4 if framed else 0
    path = tmp_path_factory.mktemp("cut") / "t.pb"
    path.write_bytes((len(data).to_bytes(4, "big") if framed else b"") + data[:cut])
    spans, bad = read_damaged(path)
    assert len(spans) == sum(end <= cut for end in ends_of_spans(data))
    if len(bad) == 1 and "which is no trace format" in bad[0].reason:
        assert not spans
        return
    told = [one.reason for one in bad]
    assert len(told) == 1
    assert told[0].startswith("the binary OTLP is cut off: what begins at byte ")
    begins = int(told[0].split("byte ")[1].split()[0])
    assert begins <= cut + skip


def test_a_packed_binary_file_that_is_cut_off_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "t.pb.gz"
    packed = gzip.compress((TRACES / BINARY[0]).read_bytes())
    path.write_bytes(packed[: len(packed) // 2])
    spans, bad = read_damaged(path)
    assert spans
    assert [one.line for one in bad] == [None]
    assert bad[0].reason.endswith("the gzip data is cut off here; what came before is read")


def test_a_span_that_is_nonsense_harms_no_other_of_a_binary_file(tmp_path: Path) -> None:
    data = (TRACES / BINARY[1]).read_bytes()
    first = TracesData.FromString(data).resource_spans[0].scope_spans[0].spans[0]
    at = data.index(first.SerializeToString())
    path = tmp_path / "t.pb"
    path.write_bytes(data[:at] + b"\xff" * first.ByteSize() + data[at + first.ByteSize() :])
    spans, bad = read_damaged(path)
    assert by_id(spans).keys() == by_id(spans_of(BINARY[1])).keys() - {first.span_id.hex()}
    assert "1 of " in bad[0].reason
    assert "cannot be read: number 1 (at byte " in bad[0].reason


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False))
def test_other_bytes_in_a_binary_file_are_told_or_harmless(random: random.Random) -> None:
    data = bytearray((TRACES / BINARY[1]).read_bytes())
    for _ in range(random.randint(1, 30)):
        data[random.randrange(len(data))] = random.randrange(256)
    with suppress(UsageError):
        list(OtlpProtobuf().read(views.View(bytes(data)).stream()))


@pytest.mark.parametrize("size", [4, 5, 2_000, 59_000])
def test_a_parquet_file_that_is_cut_off_is_called_that(size: int, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes((TRACES / PARQUET).read_bytes()[:size])
    spans, bad = read_damaged(path)
    assert spans == []
    assert ["the parquet file is cut off: what it holds" in one.reason for one in bad] == [True]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="files have no limit here")
@pytest.mark.parametrize("packed", [False, True], ids=["binary", "gzip"])
def test_where_there_is_no_room_for_a_temporary_file_it_is_told(
    packed: bool, tmp_path: Path
) -> None:
    import resource

    data = many(4)
    path = tmp_path / "t.pb"
    path.write_bytes(gzip.compress(data) if packed else data)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    views_before, views._IN_MEMORY = views._IN_MEMORY, 10_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(UsageError) as caught:
            spans_of(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        views._IN_MEMORY = views_before
    assert caught.value.message.startswith("no room for a temporary file in ")
    assert caught.value.fix == "let TMPDIR name a folder with more"


def rows_as_csv(path: Path) -> list[int]:
    """A table of Langfuse, and where each of its rows ends."""
    ends = []
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "traceId", "startTime", "type", "input", "output"])
        for number in range(6):
            asked = f'Line one of {number},\n"quoted" and the rest — é'
            at = "2026-01-01T00:00:00Z"
            writer.writerow([f"s{number}", "t1", at, "GENERATION", asked, "fine"])
            stream.flush()
            ends.append(path.stat().st_size)
    return ends


@pytest.mark.parametrize("share", [n / 40 for n in range(8, 40)])
def test_the_whole_rows_of_a_table_that_is_cut_off_are_read(share: float, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    ends = rows_as_csv(path)
    assert len(spans_of(path)) == 6
    cut = int(ends[-1] * share)
    path.write_bytes(path.read_bytes()[:cut])
    spans, bad = read_damaged(path)
    assert len(spans) in {sum(end - extra <= cut for end in ends) for extra in (0, 2, 6)}
    in_the_middle = all(not end - 6 <= cut <= end for end in ends)
    if in_the_middle:
        assert ["the CSV is cut off in its last row" in one.reason for one in bad] == [True]


def test_a_table_that_is_cut_off_in_its_names_is_told_and_one_without_rows_is_not(
    tmp_path: Path,
) -> None:
    names = b"id,traceId,startTime,type,inp"
    (tmp_path / "t.csv").write_bytes(names)
    assert [one.reason for one in read_damaged(tmp_path / "t.csv")[1]] == [
        "the CSV is cut off in its first line"
    ]
    (tmp_path / "t.csv").write_bytes(names + b"ut\r\n")
    assert read_damaged(tmp_path / "t.csv") == ([], [])


@settings(deadline=None, max_examples=80)
@given(st.dictionaries(st.text(max_size=5), JSON, max_size=3), st.text(max_size=5))
def test_a_record_is_the_same_after_its_line(attributes: dict[str, object], name: str) -> None:
    record = Record("otlp", "ab" * 16, "cd" * 8, None, name, dict(attributes), started_ns=2**63)
    assert list(LINES.parse(line_of(record))) == [record]


def test_what_json_cannot_hold_is_read_all_the_same() -> None:
    attributes = {"large": 10**30, "half": "\ud83d", "bytes": b"x", "nan": float("nan")}
    record = Record("acme", "ab" * 16, "cd" * 8, None, "one", attributes)
    (found,) = LINES.parse(line_of(record))
    assert found.attributes == {"large": 10**30, "half": "�", "bytes": "b'x'", "nan": None}
    assert found.marks == ["characters that are not valid Unicode were replaced by U+FFFD"]


def test_the_share_that_is_read_grows_to_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "WINDOW", 50_000)
    monkeypatch.setattr(index, "TASK", 50_000)
    path = tmp_path / "t.pb"
    path.write_bytes(many(10))
    shares: list[float] = []
    bad: list[Bad] = []
    reading = Reading(
        [path], built_in("containers"), built_in("dialects"), on_bad=bad.append,
        on_share=shares.append,
    )  # fmt: skip
    assert list(reading.traces())
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.5 < shares[-1] == 1
