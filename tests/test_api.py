"""The Python API: what a program may ask of a dataset."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import rowgate
from tests.support.openai_server import openai_server
from tests.support.scratch import PROJECT

RIGHT = "Returns are accepted within 30 days."
WRONG = "You have 60 days to return them."


@pytest.fixture
def rows(clean):
    """The rows of a dataset with one, loaded from its repository."""

    def load(name: str = "refund-policy"):
        return rowgate.load(name, start=clean.path).rows

    return load


def test_a_dataset_is_loaded_with_typed_rows(clean):
    dataset = rowgate.load("refund-policy", start=clean.path)
    assert (dataset.name, dataset.gate, dataset.owners) == (
        "refund-policy", "release", ["ada@example.com"],
    )  # fmt: skip
    (row,) = dataset.rows
    assert isinstance(row, rowgate.Row)
    assert row.labels == ["refunds"]
    assert row.variables == {"question": "How long do I have to return headphones?"}
    assert row.expected == RIGHT
    assert row.source is not None
    assert Path(row.path).samefile(clean.path / clean.row())


def test_the_current_folder_says_which_datasets_there_are(clean, monkeypatch):
    monkeypatch.chdir(clean.path / "datasets")
    assert len(rowgate.load("refund-policy").rows) == 1
    monkeypatch.chdir(clean.path.parent)
    assert len(rowgate.load("repository/datasets/refund-policy").rows) == 1
    with pytest.raises(rowgate.RowgateError, match=r"no rowgate\.yaml"):
        rowgate.load("refund-policy")


def test_an_answer_passes_or_fails_with_every_verdict_and_its_place(clean, rows, monkeypatch):
    monkeypatch.chdir(clean.path)
    clean.edit(
        "datasets/refund-policy/dataset.yaml", "response: text",
        "response: text\nevaluators:\n  - max-words: 3",
    )  # fmt: skip
    (row,) = rows()
    with pytest.raises(rowgate.RowFailedError) as failed:
        row.judge(WRONG)
    lines = str(failed.value).splitlines()
    line = clean.read(clean.row()).splitlines().index("  - contains-any:") + 1
    assert lines[0] == f"{clean.row()}:{line}: {row.id} fails"
    assert lines[1].startswith("  fail     contains-any: ")
    assert "datasets/refund-policy/dataset.yaml:" in lines[2]
    assert [one.outcome for one in failed.value.verdicts] == ["fail", "fail"]
    row.judge("30 days.")


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        rowgate.Output(text=RIGHT),
        {"text": RIGHT, "finish_reason": "stop"},
        lambda: RIGHT,
    ],
    ids=["text", "output", "mapping", "function"],
)
def test_an_answer_may_be_text_an_output_or_a_function(rows, answer):
    (row,) = rows()
    row.judge(answer)


@pytest.mark.parametrize("answer", [3, {"txt": "x"}, {}, [RIGHT]], ids=repr)
def test_what_is_no_answer_is_a_mistake_of_the_caller(rows, answer):
    (row,) = rows()
    with pytest.raises(TypeError, match="an answer is text"):
        row.judge(answer)


def test_no_output_and_no_criteria_are_undecided_and_never_pass(clean, raw, rows):
    (row,) = rows()
    with pytest.raises(rowgate.RowFailedError, match="is undecided"):
        row.judge(None)
    clean.ok("annotate", "refunds", "--remove-evaluator", "contains-any")
    (row,) = rows()
    with pytest.raises(rowgate.RowFailedError, match="no pass criteria"):
        row.judge(RIGHT)


def test_a_judge_that_cannot_decide_fails_the_row(clean, rows, monkeypatch):
    monkeypatch.delenv("ROWGATE_JUDGE_MODEL", raising=False)
    clean.ok("annotate", "refunds", "--evaluator", "llm-judge: The answer is polite.")
    (row,) = rows()
    with pytest.raises(rowgate.RowFailedError, match="no judge is set up"):
        row.judge(RIGHT)


def test_a_judge_is_asked_and_its_connection_is_closed(clean, monkeypatch, tmp_path):
    clean.ok("annotate", "refunds", "--evaluator", "llm-judge: The answer is polite.")
    said = json.dumps({"reason": "It is.", "verdict": "pass"})
    with openai_server(lambda _: said) as server:
        for name, value in {
            "ROWGATE_JUDGE_MODEL": "judge-1",
            "ROWGATE_JUDGE_BASE_URL": server.base_url,
            "ROWGATE_JUDGE_API_KEY": "k",
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }.items():
            monkeypatch.setenv(name, value)
        dataset = rowgate.load("refund-policy", start=clean.path)
        dataset.rows[0].judge(RIGHT)
        dataset.close()
        dataset.rows[0].judge(RIGHT)
        dataset.close()
    assert len(server.requests) == 1


def test_a_row_that_asks_for_several_runs_is_asked_as_often(clean, rows):
    clean.edit(clean.row(), "review:\n", "repeat:\n  runs: 3\n  pass: 2\nreview:\n")
    (row,) = rows()
    said = iter([RIGHT, WRONG, RIGHT])
    row.judge(lambda: next(said))
    said = iter([WRONG, RIGHT, WRONG])
    with pytest.raises(rowgate.RowFailedError, match="1 of 3 runs pass, 2 must"):
        row.judge(lambda: next(said))
    with pytest.raises(rowgate.RowFailedError):
        row.judge(WRONG)


def test_an_evaluator_that_only_warns_fails_nobody_and_is_remembered(clean, rows):
    clean.ok("annotate", "refunds", "--evaluator", "max-words: {value: 2, advisory: true}")
    (row,) = rows()
    row.judge(RIGHT)
    assert ["max-words" in line and "advisory" in line for line in row.advisories] == [True]


def test_media_have_absolute_paths_and_the_row_stays_as_it_is():
    (row,) = rowgate.load("invoice-totals", start=PROJECT).rows
    path = Path(row.variables["invoice_pdf"]["path"])
    assert path.is_absolute()
    assert path.read_bytes().startswith(b"%PDF")
    part = row.variables["messages"][0]["content"][1]
    assert part["path"] == str(path)
    row.judge("CHF 1,204.50")


def test_placeholders_are_filled_for_the_program_and_turned_back_for_the_judge(clean, rows):
    clean.edit(
        clean.row(), "How long do I have to return headphones?",
        "Who writes to [EMAIL_1]?",
    )  # fmt: skip
    clean.ok("annotate", "refunds", "--expected", "[EMAIL_1]", "--remove-evaluator",
             "contains-any", "--evaluator", "contains: '[EMAIL_1]'")  # fmt: skip
    (row,) = rows()
    address = row.variables["question"].removeprefix("Who writes to ").removesuffix("?")
    assert address.endswith("@example.com")
    row.judge(f"It is {address.upper()}.")
    with pytest.raises(rowgate.RowFailedError):
        row.judge("It is bob@example.org.")


def test_a_version_is_loaded_without_checking_it_out(clean):
    clean.git("add", "-A")
    clean.git("commit", "-q", "-m", "one row")
    clean.ok("annotate", "refunds", "--label", "later")
    (then,) = rowgate.load("refund-policy@HEAD", start=clean.path).rows
    (now,) = rowgate.load("refund-policy", start=clean.path).rows
    assert "later" in now.labels
    assert "later" not in then.labels
    assert then.path.endswith(f"{clean.row()}@HEAD")
    with pytest.raises(rowgate.RowFailedError, match="@HEAD:"):
        then.judge(WRONG)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("evaluators:", "evaluatrs:", "evaluatrs"),
        ("format: 1", "format: [", r"yaml:\d+:\d+: "),
    ],
    ids=["field", "yaml"],
)
def test_a_faulty_row_stops_the_loading_with_its_line(clean, old, new, said):
    clean.edit(clean.row(), old, new)
    with pytest.raises(rowgate.RowgateError, match=said) as refused:
        rowgate.load("refund-policy", start=clean.path)
    assert clean.row() in str(refused.value)


def test_a_name_that_nothing_has_is_refused_with_the_nearest(clean):
    with pytest.raises(rowgate.RowgateError) as refused:
        rowgate.load("refund-polcy", start=clean.path)
    assert "refund-policy" in refused.value.fix
    with pytest.raises(rowgate.RowgateError, match="no such folder"):
        rowgate.load("elsewhere/refund-policy", start=clean.path)


def test_everything_that_is_exported_is_there_and_importing_it_is_cheap(clean):
    for name in rowgate.__all__:
        assert getattr(rowgate, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        rowgate.laod  # noqa: B018
    script = "import sys, rowgate; print([m for m in sys.modules if m.startswith('rowgate.')])"
    assert clean.run(sys.executable, "-c", script).out.strip() == "[]"
