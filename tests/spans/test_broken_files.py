"""Files as the world leaves them: cut, damaged, growing, oddly named. One clear line each."""

from __future__ import annotations

import gzip
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans import sources
from tests.support.damage import read_damaged
from tests.support.otlp import genai_span, write_otlp
from tests.support.traces import TRACES, spans_of

GENAI = "otel_genai_openai_1.3b0_span_and_event.fileexporter.jsonl"
LINES = ("braintrust_0.47.0.jsonl", "mlflow_3.17.2.traces.jsonl", "opik_2.2.122.spans.jsonl", GENAI)
DEEP = b"[" * 20_000 + b"]" * 20_000


def bytes_of(name: str) -> bytes:
    return (TRACES / name).read_bytes()


def ids(spans: list[Span]) -> set[str]:
    return {span.span_id for span in spans}


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize(
    "damaged",
    [
        lambda line: line[300:],
        lambda _: b"2026-11-22 starting the collector",
        lambda _: b"\x00\xff{ nonsense",
        lambda line: b'{"deep": ' + DEEP + b", " + line[1:],
    ],
    ids=["the end of a line", "words of a program", "bytes", "nested too deeply"],
)
def test_the_first_line_harms_no_other(
    name: str, damaged: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    first, *rest = bytes_of(name).splitlines()
    (tmp_path / "rest.jsonl").write_bytes(b"\n".join(rest))
    (tmp_path / "day.jsonl").write_bytes(b"\n".join([damaged(first), *rest]))
    spans, bad = read_damaged(tmp_path / "day.jsonl")
    assert [one.line for one in bad] == [1]
    assert ids(spans) >= ids(spans_of(tmp_path / "rest.jsonl"))


def test_prose_with_a_span_in_it_is_no_trace_file(tmp_path: Path) -> None:
    prose = b"# Notes\n\nA span:\n\n" + bytes_of(GENAI).splitlines()[0] + b"\n\n" + b"words\n" * 9
    (tmp_path / "notes.md").write_bytes(prose)
    with pytest.raises(UsageError, match="looks like text, which is no trace format"):
        spans_of(tmp_path / "notes.md")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("cut", [1, 4, 8, 15, 22])
def test_a_page_without_its_last_brace_is_told_in_one_line(
    cut: int, indent: int | None, tmp_path: Path
) -> None:
    page = json.loads(bytes_of("phoenix_20.26.1.rest_spans.json"))
    page = {"data": page["data"][:5], "next_cursor": None}
    path = tmp_path / "page.json"
    path.write_text(json.dumps(page, indent=indent)[:-cut])
    spans, bad = read_damaged(path)
    assert len(spans) == 5
    assert [one.reason.split(":")[0] for one in bad] == ["ends in the middle of a document"]


def test_what_follows_a_page_without_its_brace_is_read(tmp_path: Path) -> None:
    items = json.loads(bytes_of("phoenix_20.26.1.rest_spans.json"))["data"]
    first, second = ({"data": items[at : at + 2], "next": "x"} for at in (0, 2))
    path = tmp_path / "pages.json"
    path.write_text(json.dumps(first, indent=1)[:-1] + "\n" + json.dumps(second, indent=1))
    spans, bad = read_damaged(path)
    assert len(spans) == 4
    assert len(bad) == 1


def test_an_archive_that_is_cut_off_says_so_once(tmp_path: Path) -> None:
    packed = gzip.compress(bytes_of(GENAI))
    (tmp_path / "t.gz").write_bytes(packed[: len(packed) // 2])
    spans, bad = read_damaged(tmp_path / "t.gz")
    assert [one.reason for one in bad] == [
        "the gzip data is cut off here; what came before is read"
    ]
    assert spans
    assert not any(span.incomplete for span in spans)


def test_what_a_damaged_archive_still_gives_is_marked(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(bytes_of(GENAI)))
    packed[-5] ^= 0xFF  # the check of all that came before
    (tmp_path / "t.gz").write_bytes(packed)
    spans, bad = read_damaged(tmp_path / "t.gz")
    assert ["damaged here" in one.reason for one in bad] == [True]
    assert len(ids(spans) & ids(spans_of(GENAI))) > 10
    assert all("the file is damaged" in str(span.incomplete) for span in spans)


@pytest.mark.parametrize("level", [0, 6])
def test_lines_that_damage_made_nonsense_of_are_told_with_it(level: int, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(bytes_of(GENAI), level))
    for at in range(len(packed) // 2, len(packed) // 2 + 30):
        packed[at] ^= 0x15
    (tmp_path / "t.gz").write_bytes(packed)
    spans, bad = read_damaged(tmp_path / "t.gz")
    assert len(bad) == 1
    assert all("the file is damaged" in str(span.incomplete) for span in spans)


def test_zeros_behind_an_archive_are_nothing_and_other_bytes_are_told(tmp_path: Path) -> None:
    packed = gzip.compress(bytes_of(GENAI)) * 2
    (tmp_path / "t.gz").write_bytes(packed + b"\0" * 5000)
    assert ids(spans_of(tmp_path / "t.gz")) == ids(spans_of(GENAI))
    (tmp_path / "t.gz").write_bytes(packed + b"more")
    spans, bad = read_damaged(tmp_path / "t.gz")
    assert ["what follows here is no gzip data" in one.reason for one in bad] == [True]
    assert not any(span.incomplete for span in spans)


def test_nesting_in_printed_spans_is_told(tmp_path: Path) -> None:
    printed = bytes_of("openinference_openai_0.1.66.consoleexporter.txt")
    (tmp_path / "out.txt").write_bytes(b'{"deep": ' + DEEP + b", " + printed[1:])
    spans, bad = read_damaged(tmp_path / "out.txt")
    assert len(bad) == 1
    assert len(spans) == len(spans_of("openinference_openai_0.1.66.consoleexporter.txt")) - 1


def test_a_file_that_grows_ends_where_it_did(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.jsonl" for number in range(sources._OPEN + 2)]
    for number, path in enumerate(files):
        write_otlp(path, [genai_span(str(number))])
    found = sources.sources(files)
    before = [len(source.view) for source in found]
    for path in files:
        with path.open("ab") as stream:
            stream.write(b'{"half of a li')
    assert [len(source.view) for source in found] == before


def test_a_pipe_among_many_files_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = bytes_of(GENAI)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    others = [tmp_path / f"{number}.jsonl" for number in range(sources._OPEN + 2)]
    for number, path in enumerate(others):
        write_otlp(path, [genai_span(str(number))])
    found = sources.sources([pipe, *others])
    for _ in range(2):
        assert next(source.view.data[:] for source in found) == data
    writer.join()


def test_a_name_is_told_in_one_line(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"a\n\x1b[31m caf\xe9.jsonl")
    odd.write_text("hello")
    with pytest.raises(UsageError) as refused:
        spans_of(odd)
    assert r"a\n\x1b[31m caf\xe9.jsonl: looks like text" in refused.value.message


def test_closed_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UsageError, match="standard input is closed"):
        spans_of(Path("-"))


def folder_with(tmp_path: Path, name: str) -> Path:
    """A folder of which one file can be read."""
    write_otlp(tmp_path / "day" / "good.json", [genai_span()])
    return tmp_path / "day" / name


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here fails when read")
def test_a_file_of_a_folder_that_cannot_be_read_is_told_and_the_others_are_read(
    tmp_path: Path,
) -> None:
    path = folder_with(tmp_path, "broken.json")
    path.symlink_to("/proc/self/mem")
    spans, bad = read_damaged(path.parent)
    assert len(spans) == 1
    assert [(one.file, one.line, one.foreign) for one in bad] == [(str(path), None, False)]
    with pytest.raises(UsageError, match=r"broken\.json: Input/output error"):
        spans_of(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads it all")
def test_a_folder_in_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = folder_with(tmp_path, "closed")
    path.mkdir(mode=0)
    spans, bad = read_damaged(path.parent)
    assert len(spans) == 1
    assert [(one.file, one.reason) for one in bad] == [(str(path), "Permission denied")]


def test_a_folder_without_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty" / ".git").mkdir(parents=True)
    (tmp_path / "empty" / ".git" / "config").write_text("x")
    with pytest.raises(UsageError, match=r"there is no file in .*empty"):
        spans_of(tmp_path / "empty")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbf\n", "is empty, there are no spans in it"),
        (b"PK\x03\x04" + bytes(60), r"a zip archive \(unpack it first\), which is no trace format"),
        (gzip.compress(gzip.compress(b"{}")), r"gzip data within packed data \(unpack it once\)"),
        (b"BZh91AY&SY" + bytes(60), r"bzip2 data \(unpack it first\)"),
    ],
    ids=["only a mark", "zip", "twice", "bzip2"],
)
def test_what_a_file_is_instead_is_told(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(content)
    with pytest.raises(UsageError, match=said):
        spans_of(tmp_path / "t")
