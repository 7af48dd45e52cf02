"""Phoenix: whatever way the spans were exported, they are what was sent to it."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rowgate.model import Span
from rowgate.spans.containers.phoenix_csv import python_value
from rowgate.spans.read import Bad
from tests.support.damage import mutated, read_damaged
from tests.support.oracle import assert_true_to
from tests.support.traces import TRACES, model_spans_of, spans_of

PHOENIX = "phoenix_20.26.1."
REST = f"{PHOENIX}rest_spans.json"
OTLP = f"{PHOENIX}rest_spans_otlpv1.json"
ANNOTATIONS = f"{PHOENIX}rest_span_annotations.json"
PARQUET = f"{PHOENIX}spans_dataframe_openinference_only.parquet"

NO_PROJECT = "*.project"  # Phoenix's exports leave the resource out


@pytest.mark.parametrize("export", [REST, OTLP])
def test_spans_of_openinference_are_what_happened(export: str) -> None:
    assert_true_to(called(spans_of(export), "ChatCompletion"), lost={NO_PROJECT})


@pytest.mark.parametrize("export", [REST, OTLP])
def test_spans_of_the_genai_conventions_are_read_from_their_own_attributes(export: str) -> None:
    spans = called(spans_of(export), "chat gpt-4o-mini", "chat gpt-4o")
    assert {span.format for span in spans if span.kind == "model"} == {"phoenix/genai"}
    refusal = {"refusal.response", "refusal.refusal"}
    assert_true_to(spans, lost={NO_PROJECT, "*.variables", *refusal})


@pytest.mark.parametrize("export", [REST, OTLP])
def test_spans_of_openllmetry_are_read_from_their_own_attributes(export: str) -> None:
    spans = called(spans_of(export), "openai.chat")
    # what the instrumentation leaves out: a base64 image, and some parameters
    own = {"image_base64.messages", "plain_text.parameters", "multi_turn.parameters"}
    assert_true_to(spans, lost={NO_PROJECT, "*.variables", "n_choices.parameters", *own})


def test_embeddings_that_phoenix_takes_for_model_spans_are_none() -> None:
    kinds = {span.name: span.kind for span in spans_of(REST) if "mbedding" in span.name}
    assert set(kinds.values()) == {"embedding"}
    assert "openai.embeddings" in kinds


def test_both_exports_give_the_same_spans() -> None:
    assert by_id(spans_of(REST)) == by_id(spans_of(OTLP))


def test_nested_variables_are_put_together_again() -> None:
    span = next(s for s in model_spans_of(REST) if s.name == "ChatCompletion" and s.variables)
    assert span.variables["nested"] == {"a": [1, 2]}
    assert span.variables["n_items"] == 3
    assert span.prompt is not None
    assert span.prompt["version"] == "v1.7"


def test_langchain_variables_come_from_the_prompt_span() -> None:
    spans = [s for s in model_spans_of(REST) if s.name == "ChatOpenAI"]
    yes = next(s for s in spans if s.messages[-1]["content"][0]["text"] == "yes")
    assert yes.variables["context"] == {"plan": "pro", "seats": 12, "tags": ["a", "b"]}
    assert yes.variables["unused"] == [1, 2, 3]


def test_annotations_of_a_file_of_their_own_are_scores_of_their_span() -> None:
    for order in ([REST, ANNOTATIONS], [ANNOTATIONS, REST]):
        scored = {span.span_id: span.scores for span in spans_of(*order) if span.scores}
        assert scored == {
            "6e249a7b6a7863cf": {"correctness": 1.0},
            "641d7288f50fa450": {"correctness": 1.0},
        }


def test_a_persons_annotation_counts_before_a_machines(tmp_path: Path) -> None:
    page = json.loads((TRACES / ANNOTATIONS).read_text())
    known = page["data"][1]
    machine = {**known, "annotator_kind": "LLM", "result": {"label": "bad", "score": 0.0}}
    label = {**known, "name": "tone", "result": {"label": "rude", "score": None}}
    late = {**machine, "updated_at": "2027-01-01T00:00:00+00:00"}
    path = tmp_path / "annotations.json"
    path.write_text(json.dumps({"data": [known, late, label], "next_cursor": None}))
    (scores,) = [span.scores for span in spans_of(REST, path) if span.scores]
    assert scores == {"correctness": 1.0, "tone": "rude"}


# --- dataframes -------------------------------------------------------------


def test_a_dataframe_in_parquet_is_what_happened() -> None:
    pytest.importorskip("pyarrow")
    spans = spans_of(PARQUET)
    assert {span.format for span in spans} == {"phoenix/openinference"}
    assert_true_to(spans, lost={NO_PROJECT})


@pytest.mark.parametrize("form", ["csv", "numpy csv", "jsonl", "json", "columns"])
def test_a_dataframe_is_the_same_in_every_form(form: str, tmp_path: Path) -> None:
    spans = by_id(spans_of(PARQUET))
    again = by_id(spans_of(write(tmp_path / "spans", form)))
    if form != "csv" and form != "numpy csv":
        # pandas writes milliseconds into JSON
        assert [s.started_at for s in again] == [f"{(s.started_at or '')[:23]}Z" for s in spans]
    assert [comparable(span) for span in again] == [comparable(span) for span in spans]


def test_texts_that_numpy_prints_side_by_side_stay_apart() -> None:
    assert python_value("['prod' 'support']") == ["prod", "support"]
    assert python_value("[{'a': array(['x', \"y's\"], dtype=object)}\n {'b': nan}]") == [
        {"a": ["x", "y's"]},
        {"b": None},
    ]
    with pytest.raises(ValueError, match="no value"):
        python_value("[__import__('os').getcwd()]")


def test_a_cell_that_was_cut_off_makes_its_span_incomplete(tmp_path: Path) -> None:
    path = write(tmp_path / "spans.csv", "csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = "attributes.llm.input_messages"
    rows[0][column] = rows[0][column][:-5]
    write_csv(path, rows)
    spans = {span.span_id: span for span in spans_of(path)}
    assert spans[rows[0]["context.span_id"]].incomplete == (
        f"the column {column} is cut off or damaged"
    )
    assert [s.span_id for s in spans.values() if s.incomplete] == [rows[0]["context.span_id"]]


def test_a_parquet_file_of_something_else_is_refused(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "other.parquet"
    parquet.write_table(pyarrow.table({"a": [1]}), path)
    bad: list[Bad] = []
    assert spans_of(path, bad=bad) == []
    assert ["without the columns" in one.reason for one in bad] == [True]


# --- damage -----------------------------------------------------------------


def test_a_bad_span_in_a_page_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    page = json.loads((TRACES / REST).read_text(encoding="utf-8"))
    page["data"][3:5] = [7, {"name": "x", "context": None}]
    path = tmp_path / "page.json"
    path.write_text(json.dumps(page))
    bad: list[Bad] = []
    assert len(spans_of(path, bad=bad)) == 139
    assert [one.line for one in bad] == [1, 1]
    assert "a JSON int where phoenix has objects (at byte " in bad[0].reason
    assert "1 of 1 Phoenix spans cannot be read" in bad[1].reason


@pytest.mark.parametrize("name", [REST, OTLP, ANNOTATIONS, PARQUET])
def test_cut_files_are_reported_and_never_crash(name: str, tmp_path: Path) -> None:
    whole = (TRACES / name).read_bytes()
    path = tmp_path / "cut"
    for size in (100, len(whole) // 2, len(whole) - 2):
        path.write_bytes(whole[:size])
        assert read_damaged(path)[1]


@pytest.mark.parametrize("name", [REST, OTLP, ANNOTATIONS])
def test_values_of_wrong_types_never_crash(name: str, tmp_path: Path) -> None:
    page = json.loads((TRACES / name).read_text(encoding="utf-8"))
    page["data"] = page["data"][:12]
    path = tmp_path / "page.json"
    for seed in range(40):
        path.write_text(json.dumps(mutated(page, random.Random(seed))))  # noqa: S311
        read_damaged(REST, path)


# --- helpers ----------------------------------------------------------------


def called(spans: list[Span], *names: str) -> list[Span]:
    """The traces of the application whose model span has one of these names."""
    app = {span.trace_id for span in spans if span.name == "handle_request"}
    mine = {span.trace_id for span in spans if span.name in names and span.trace_id in app}
    return [span for span in spans if span.trace_id in mine]


def by_id(spans: Iterable[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: span.span_id)


def comparable(span: Span) -> Span:
    """The span without what a form cannot hold: times below a millisecond, types of numbers."""
    facts = {k: str(v) for k, v in span.attributes.items()}
    return replace(span, attributes=facts, started_at=None, ended_at=None)


def write(path: Path, form: str) -> Path:
    """The parquet file's dataframe as pandas writes it: lists as Python's or as numpy's."""
    rows = frame()
    if form.endswith("csv"):
        show = numpy_text if form.startswith("numpy") else str
        cells = [
            {
                name: ""
                if value is None
                else show(value)
                if isinstance(value, list)
                else str(value)
                for name, value in row.items()
            }
            for row in rows
        ]
        return write_csv(path, cells)
    for row in rows:
        for name in ("start_time", "end_time"):
            row[name] = int(row[name].timestamp() * 1000)
    if form == "jsonl":
        text = "\n".join(json.dumps(row) for row in rows)
    elif form == "json":
        text = json.dumps(rows)
    else:
        ids = [row["context.span_id"] for row in rows]
        text = json.dumps(
            {name: dict(zip(ids, (row[name] for row in rows), strict=True)) for name in rows[0]}
        )
    path.write_text(text)
    return path


def frame() -> list[dict[str, Any]]:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows: list[dict[str, Any]] = parquet.read_table(TRACES / PARQUET).to_pylist()
    return rows


def numpy_text(value: list[Any]) -> str:
    """A list as numpy prints an array of objects, `str(array)`: no commas; inside, `repr`."""
    return "[" + "\n ".join(numpy_repr(item) for item in value) + "]"


def numpy_repr(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {numpy_repr(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"array([{', '.join(numpy_repr(v) for v in value)}], dtype=object)"
    return repr(value)


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
