"""Damaged files: what can be read is read, the rest is reported, nothing crashes."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests.support.damage import mutated, read_damaged
from tests.support.traces import TRACES, spans_of

FILES = (
    "adaline_sdk_2.2.1.requests.jsonl",
    "braintrust_0.47.0.jsonl",
    "langsmith_langchain.runs_merged.jsonl",
    "langsmith_langchain.wire.jsonl",
    "mlflow_3.17.2.traces.jsonl",
    "datadog_llmobs_ddtrace_4.16.0.wire.jsonl",
    "openai_agents_0.24.0.jsonl",
    "opik_2.2.122.spans.jsonl",
    "opik_2.2.122.traces.jsonl",
    "weave_0.54.0.calls_merged.jsonl",
)

NO_TRACES = (".versions.txt", "README.md", "scenarios.json")
ALL = sorted(
    path.name for path in TRACES.iterdir() if path.is_file() and not path.name.endswith(NO_TRACES)
)


@pytest.mark.parametrize("name", FILES)
def test_a_cut_line_is_reported_and_the_others_are_read(name: str, tmp_path: Path) -> None:
    good = (TRACES / name).read_bytes().splitlines()
    path = tmp_path / "cut.jsonl"
    path.write_bytes(b"\n".join([good[0][:-9], *good[1:]]))
    spans, bad = read_damaged(path)
    assert [one.line for one in bad] == [1]
    rest = tmp_path / "rest.jsonl"
    rest.write_bytes(b"\n".join(good[1:]))
    others = spans_of(rest)
    assert spans[-len(others) :] == others  # of the cut line there may be what is whole in it


@pytest.mark.parametrize("name", FILES)
def test_values_of_wrong_types_never_crash(name: str, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in (TRACES / name).read_text("utf-8").splitlines()[:8]]
    path = tmp_path / "nonsense.jsonl"
    for seed in range(60):
        random = Random(seed)  # noqa: S311
        path.write_text("\n".join(json.dumps(mutated(line, random)) for line in lines))
        read_damaged(path)


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_is_cut_anywhere_says_so_or_lacks_nothing(name: str, tmp_path: Path) -> None:
    whole = (TRACES / name).read_bytes()
    path = tmp_path / "t"
    random = Random(name)  # noqa: S311
    for _ in range(4):
        cut = random.randrange(1, len(whole))
        path.write_bytes(whole[:cut])
        spans, bad = read_damaged(path)
        between = whole[:cut].rstrip().endswith(b"}") and b"\n" in whole[cut - 1 : cut + 1]
        assert bad or between, (cut, len(spans))


def test_a_printed_span_that_hardly_begins_is_told(tmp_path: Path) -> None:
    whole = (TRACES / "openinference_openai_0.1.66.consoleexporter.txt").read_bytes()
    first = whole.index(b"\n}\n{\n") + 3
    path = tmp_path / "t.txt"
    for cut in range(first + 1, first + 20):
        path.write_bytes(whole[:cut])
        spans, bad = read_damaged(path)
        assert (len(spans), len(bad)) == (1, 1), whole[first:cut]
