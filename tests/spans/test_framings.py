"""However the entries of a file are put together, the spans are the same.

Shells, exporters and people with an editor make one file of many in all of these ways.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans import documents, framing
from rowgate.spans.read import Bad
from tests.support.damage import read_damaged
from tests.support.traces import TRACES, built_in, spans_of

FILES = (
    "adaline_sdk_2.2.1.requests.jsonl",
    "braintrust_0.47.0.jsonl",
    "langsmith_langchain.wire.jsonl",
    "mlflow_3.17.2.traces.jsonl",
    "openinference_openai_0.1.66.consoleexporter.txt",
    "openinference_openai_0.1.66.fileexporter.jsonl",
    "opik_2.2.122.spans.jsonl",
    "phoenix_20.26.1.rest_spans.json",
    "weave_0.54.0.calls_merged.jsonl",
    "zipkin_json_1.37.0_traceloop_0.47.5.json",
)
Entries = list[Any]


def compact(entries: Entries, between: str) -> str:
    return between.join(json.dumps(entry, ensure_ascii=False) for entry in entries)


def indented(entries: Entries, between: str) -> str:
    return between.join(json.dumps(entry, indent=2) for entry in entries)


FRAMINGS: dict[str, Callable[[Entries], str | bytes]] = {
    "Windows line ends": lambda all_: compact(all_, "\r\n") + "\r\n",
    "a byte order mark": lambda all_: "\ufeff" + compact(all_, "\n"),
    "UTF-16": lambda all_: compact(all_, "\r\n").encode("utf-16"),
    "blank lines": lambda all_: "\n\n" + compact(all_, "\n\n  \n") + "\n\n",
    "no break": lambda all_: compact(all_, ""),
    "a blank between": lambda all_: compact(all_, " "),
    "a comma at each line's end": lambda all_: compact(all_, ",\n"),
    "a list": json.dumps,
    "a list, a line each": lambda all_: "[\n" + compact(all_, ",\n") + "\n]\n",
    "a list, commas first": lambda all_: "[" + compact(all_, "\n,") + "]",
    "an indented list": lambda all_: json.dumps(all_, indent=1),
    "indented documents": lambda all_: indented(all_, "\n"),
    "indented documents, no break": lambda all_: indented(all_, ""),
    "indented documents of Windows": lambda all_: indented(all_, "\n").replace("\n", "\r\n"),
    "record separators": lambda all_: "\x1e" + compact(all_, "\n\x1e") + "\n",
    "escaped slashes": lambda all_: compact(all_, "\n").replace("/", "\\/"),
    "gzip": lambda all_: gzip.compress(compact(all_, "\n").encode()),
}


def entries_of(name: str) -> Entries:
    """The entries of a genuine file, parsed."""
    decoder = json.JSONDecoder()
    text = (TRACES / name).read_text(encoding="utf-8").strip()
    found: Entries = []
    while text:
        value, end = decoder.raw_decode(text)
        found += value if isinstance(value, list) else [value]
        text = text[end:].strip()
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_spans_are_the_same(name: str, tmp_path: Path) -> None:
    entries, expected = entries_of(name), sorted(spans_of(name), key=_ids)
    path = tmp_path / "file"
    for framing_, write in FRAMINGS.items():
        written = write(entries)
        path.write_bytes(written.encode() if isinstance(written, str) else written)
        assert sorted(spans_of(path), key=_ids) == expected, framing_


def _ids(span: Span) -> tuple[str, str]:
    return span.trace_id, span.span_id


@pytest.mark.parametrize("name", FILES[:4])
def test_a_document_that_is_cut_off_gives_what_is_whole_in_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    whole = json.dumps(entries_of(name), indent=1)
    path.write_text(whole[: len(whole) * 3 // 4])
    spans, bad = read_damaged(path)
    assert len(spans) > len(spans_of(name)) / 4
    assert len(bad) == 1
    assert "is it still being written?" in bad[0].reason


@pytest.mark.parametrize(
    "kept", ["[{},{}", "[{},{},", '{"data":[{},{}', "[\n{},\n{},\n", "[{},\n{}"]
)
def test_a_list_that_is_cut_off_between_two_items_is_told(kept: str, tmp_path: Path) -> None:
    page = json.loads((TRACES / "phoenix_20.26.1.rest_spans.json").read_text("utf-8"))
    path = tmp_path / "file.json"
    path.write_text(kept.replace("{}", "%s") % tuple(json.dumps(item) for item in page["data"][:2]))
    bad: list[Bad] = []
    assert len(spans_of(path, bad=bad)) == 2
    assert [one.reason.split(";")[0] for one in bad] == [documents.UNCLOSED]


def test_a_container_reads_an_indented_list_by_itself_too() -> None:
    page = json.loads((TRACES / "phoenix_20.26.1.rest_spans.json").read_text("utf-8"))
    (container,) = (one for one in built_in("containers") if one.name == "phoenix")
    text = json.dumps(page["data"], indent=1).encode()
    assert len(list(container.read(io.BytesIO(text)))) == len(page["data"])


def test_output_between_printed_spans_may_hold_brackets(tmp_path: Path) -> None:
    name = "openinference_openai_0.1.66.consoleexporter.txt"
    path = tmp_path / "log.txt"
    path.write_text((TRACES / name).read_text("utf-8") + "\n[INFO] done [1/\n")
    assert len(spans_of(path)) == len(spans_of(name))


def test_a_bad_item_of_a_long_document_is_told_by_its_line(tmp_path: Path) -> None:
    name = "phoenix_20.26.1.rest_spans.json"
    page = json.dumps(json.loads((TRACES / name).read_text("utf-8")), indent=2).splitlines()
    start = next(number for number, line in enumerate(page[3:], 3) if line == "    {")
    page[start] = "    {,"
    path = tmp_path / "file.json"
    path.write_text("\n".join(page))
    bad: list[Bad] = []
    assert len(spans_of(path, bad=bad)) == len(spans_of(name)) - 1
    assert [one.line for one in bad] == [start + 1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}{"b": "}"}', ['{"a": 1}', '{"b": "}"}']),
        ('[{"a": [1, 2]}, {"b": "\\"{"}]', ['{"a": [1, 2]}', '{"b": "\\"{"}']),
        ('{"n": null, "data": [{"a": 1}, {"b": 2}], "next": {"x": []}}', ['{"a": 1}', '{"b": 2}']),
        ('{"data": [{"a": 1}], "more": [{"b": 2}]}', ['{"a": 1}', '{"b": 2}']),
        ('{"a": {"data": [1]}}', ['{"a": {"data": [1]}}']),
        ('{"data": {"a": 1}}', ['{"data": {"a": 1}}']),
        ('{"a": 1}\n{"b": [\n{"c": 3}\n', ['{"a": 1}', '{"b": [\n', '{"c": 3}']),
        ("[" * 40 + "]" * 40 + '{"a": 1}', ['{"a": 1}']),
        ('{"a":' * 40 + "1" + "}" * 40 + '{"b": 2}', ['{"a":' * 40 + "1" + "}" * 40, '{"b": 2}']),
        ("", []),
    ],
)
def test_values_in_a_row(text: str, found: list[str]) -> None:
    data = text.encode()
    places = documents.Values(data, 0, len(data), ("data", "more"))
    assert [text[start:stop] for start, stop in places] == found


def test_a_long_document_is_cut_into_its_items() -> None:
    name = "phoenix_20.26.1.rest_spans.json"
    data = (TRACES / name).read_bytes()
    assert len(list(framing.document_stops(data, ("data",)))) == len(spans_of(name)) + 1


def test_an_archive_that_is_damaged_in_the_middle_gives_what_came_before(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress((TRACES / FILES[3]).read_bytes()))
    middle = len(packed) // 2
    packed[middle : middle + 3] = b"\xff\x00\xff"
    path = tmp_path / "t.jsonl.gz"
    path.write_bytes(packed)
    bad: list[Bad] = []
    assert len(spans_of(path, bad=bad)) > 5
    assert "damaged" in bad[0].reason


def test_an_archive_that_is_damaged_from_the_start_is_said_and_left_out_of_a_folder(
    tmp_path: Path,
) -> None:
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8b\x08garbage")
    (tmp_path / "good.jsonl").write_bytes((TRACES / FILES[0]).read_bytes())
    bad: list[Bad] = []
    assert spans_of(tmp_path, bad=bad)
    assert "nothing of it can be unpacked" in bad[0].reason
    with pytest.raises(UsageError, match="nothing of it can be unpacked"):
        spans_of(tmp_path / "bad.gz")
