"""`gate`: approved, rejected or inconclusive; and what must never read as a pass."""

from __future__ import annotations

import json
import threading
import xml.etree.ElementTree as ElementTree

import pytest

from tests.support.gating import Gating, answer
from tests.support.openai_server import openai_server
from tests.support.scratch import Scratch


@pytest.fixture
def gating(scratch: Scratch) -> Gating:
    return Gating(scratch)


@pytest.fixture
def right(gating: Gating) -> Gating:
    """Three rows and recorded outputs that pass all of them."""
    ids = gating.rows(3)
    gating.recorded({row: answer(at) for at, row in enumerate(ids, 1)})
    return gating


def gate(gating: Gating, *more: str):
    return gating.scratch.rowgate("gate", "--candidate", "next", *more)


def decided(gating: Gating, *more: str):
    return json.loads(gate(gating, *more, "--format", "json").out)


# --- the decision -------------------------------------------------------------


def test_a_candidate_that_passes_every_row_is_approved(right):
    ran = gate(right)
    assert ran.code == 0
    assert ran.out.startswith("APPROVED candidate next: 3 rows of 3 pass")


def test_one_failing_row_rejects_and_the_first_screen_says_which_and_why(right):
    right.recorded(
        {"row-000000000001": answer(1), "row-000000000002": "no", "row-000000000003": answer(3)}
    )
    ran = gate(right)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "REJECTED candidate next: 1 of 3 rows do not pass",
        "fail    datasets/refunds/rows/row-000000000002.yaml",
        "        note: Row 2.",
        "        contains: does not contain 'answer 2'",
        "next: mend the candidate and run it again: rowgate gate --candidate next",
    ]


def test_a_pending_row_is_judged_like_the_others_and_the_evaluators_of_the_dataset_count(right):
    right.dataset(evaluators=[{"max-words": 2}])
    assert gate(right).code == 1
    right.dataset(evaluators=[{"max-words": {"value": 2, "advisory": True}}])
    assert gate(right).code == 0


def test_an_exploratory_dataset_does_not_block_and_approves_nothing(right):
    right.dataset("tries", gate="exploratory")
    right.row(9, dataset="tries")
    assert gate(right).code == 0
    ran = gate(right, "tries")
    assert ran.code == 4
    assert "no row decides" in ran.out


# --- never silently green -----------------------------------------------------


def broken(gating: Gating, **overrides) -> None:
    gating.row(4, **overrides)
    gating.recorded({f"row-{n:012x}": answer(n) for n in range(1, 5)})


NOT_GREEN = {
    "a row without criteria": lambda g: broken(g, evaluators=None),
    "an expected that nobody reads": lambda g: broken(g, evaluators=None, expected="answer 4"),
    "criteria that are all advisory": lambda g: broken(
        g, evaluators=[{"contains": {"value": "answer 4", "advisory": True}}]
    ),
    "an evaluator that reads an expected the row lacks": lambda g: broken(
        g, evaluators=["matches-expected"]
    ),
    "a misspelt key": lambda g: broken(g, evaluators=None, evaluater=[{"contains": "answer 4"}]),
    "a misspelt evaluator": lambda g: broken(g, evaluators=[{"contain": "answer 4"}]),
    "a misspelt parameter": lambda g: broken(g, evaluators=[{"contains": {"valeu": "answer 4"}}]),
    "evaluators in the wrong place": lambda g: broken(
        g, evaluators=None, metadata={"evaluators": "contains"}
    ),
    "a threshold of zero in an evaluator": lambda g: broken(
        g, evaluators=[{"similarity": {"least": 0}}], expected="answer 4"
    ),
    "a repeat that asks for nothing": lambda g: broken(g, repeat={"runs": 3, "pass": 4}),
    "a file that is no YAML": lambda g: g.scratch.write("datasets/refunds/rows/row-a.yaml", "format: ["),
    "a row that is a link": lambda g: (
        (g.scratch.path / "datasets/refunds/rows/row-a.yaml").symlink_to("row-000000000001.yaml"), None,
    ),
    "rows beside which no dataset.yaml lies": lambda g: g.scratch.write("datasets/lost/rows/row-a.yaml", "a: 1\n"),
    "a dataset that is called dataset.yml": lambda g: (
        g.scratch.write("datasets/lost/dataset.yml", "a: 1\n"), g.scratch.write("datasets/lost/rows/row-a.yml", "a: 1\n"),
    ),
    "a dataset in a folder too deep": lambda g: g.scratch.write("datasets/team/refunds/dataset.yaml", "a: 1\n"),
    "a row that is called .yml": lambda g: g.scratch.write("datasets/refunds/rows/row-a.yml", "a: 1\n"),
    "a row in a folder too deep": lambda g: g.scratch.write("datasets/refunds/rows/more/row-a.yaml", "a: 1\n"),
    "an evaluator that raises": lambda g: (
        g.scratch.write("plugins/ours.py", CRASHING), broken(g, evaluators=["ours"]),
    ),
    "an evaluator that gives NaN": lambda g: (
        g.scratch.write("plugins/ours.py", NAN), broken(g, evaluators=["ours"]),
    ),
    "an evaluator that gives no verdict": lambda g: (
        g.scratch.write("plugins/ours.py", SILENT), broken(g, evaluators=["ours"]),
    ),
    "an evaluator that asks to exit": lambda g: (
        g.scratch.write("plugins/ours.py", EXITING), broken(g, evaluators=["ours"]),
    ),
    "an evaluator whose score is a word": lambda g: (
        g.scratch.write("plugins/ours.py", WORDY), broken(g, evaluators=["ours"]),
    ),
    "a judge that nobody set up": lambda g: broken(g, evaluators=[{"llm-judge": "It is right."}]),
    "a missing output": lambda g: (g.row(4), None),
    "an output that is null": lambda g: (
        g.row(4), g.scratch.write("outputs.jsonl", g.scratch.read("outputs.jsonl") + '{"row": "row-000000000004", "output": null}\n'),
    ),
    "an output without text": lambda g: (
        g.row(4), g.scratch.write("outputs.jsonl", g.scratch.read("outputs.jsonl") + '{"row": "row-000000000004", "output": {"usage": {}}}\n'),
    ),
}  # fmt: skip

PLUGIN = '''
from rowgate import Evaluator, Verdict, hookimpl

class Ours(Evaluator):
    """Ours."""

    name = "ours"

    def evaluate(self, output, row):
        {body}

@hookimpl
def rowgate_evaluators(register):
    register(Ours)
'''
CRASHING = PLUGIN.format(body="raise RuntimeError(output.text)")
NAN = PLUGIN.format(body='return Verdict("pass", "fine", float("nan"))')
EXITING = PLUGIN.format(body="raise SystemExit(0)")
WORDY = PLUGIN.format(body='return Verdict("pass", "fine", "high")')
SILENT = PLUGIN.format(body="return None")


@pytest.mark.parametrize("make", NOT_GREEN.values(), ids=NOT_GREEN)
def test_what_cannot_be_judged_is_never_a_pass(right, make):
    make(right)
    ran = gate(right)
    assert ran.code == 4, ran.all
    assert ran.out.startswith("INCONCLUSIVE"), ran.out
    assert "APPROVED" not in ran.out
    assert any(
        mark in right.scratch.rowgate("gate", "--format", "junit").out
        for mark in ("<error", "<failure")
    )


def test_a_run_of_another_setup_of_the_candidate_decides_nothing(right):
    right.scratch.ok("run")
    path = right.run_file()
    assert right.scratch.rowgate("gate", "--run", path).code == 0
    config = right.scratch.read("rowgate.yaml")
    right.scratch.write("rowgate.yaml", config.replace("outputs.jsonl", "./outputs.jsonl"))
    ran = right.scratch.rowgate("gate", "--run", path)
    said = "settings or prompts of candidate next changed since this run"
    assert (ran.code, said in ran.out) == (4, True)
    right.scratch.write("rowgate.yaml", "format: 1\n")
    assert right.scratch.rowgate("gate", "--run", path).code == 0


def test_a_dataset_without_rows_is_told_of_and_stops_the_gate_where_it_is_named(right):
    definition = right.scratch.read("datasets/refunds/dataset.yaml")
    right.scratch.write("datasets/empty/dataset.yaml", definition)
    ran = gate(right)
    assert (ran.code, "note: without rows yet, and not judged: empty" in ran.out) == (0, True)
    ran = gate(right, "empty", "refunds")
    assert (ran.code, "empty has no rows: nothing of it was judged" in ran.out) == (4, True)


@pytest.mark.parametrize("blank", ["case", "criteria", "row", "dataset"])
def test_a_line_of_a_run_that_does_not_say_what_it_is_of_is_no_line(right, blank):
    right.scratch.ok("run")
    path = right.run_file()
    changed = [line | ({blank: ""} if "case" in line else {}) for line in right.lines()]
    right.scratch.write(path, "\n".join(map(json.dumps, changed)) + "\n")
    ran = right.scratch.rowgate("gate", "--run", path)
    assert ran.code == 2
    assert f"{path}:2: is no line of a run file" in ran.err


@pytest.mark.parametrize("lost", ["refunds/rows/row-000000000002.yaml", "other"])
def test_a_checkout_that_lacks_rows_is_not_taken_for_the_whole(right, lost):
    right.dataset("other")
    right.row(9, dataset="other")
    answers = {f"row-{n:012x}": answer(n) for n in (1, 2, 3, 9)}
    right.recorded(answers)
    right.scratch.git("add", "-A")
    right.scratch.git("commit", "-qm", "all of it")
    assert gate(right).code == 0
    right.scratch.git("sparse-checkout", "set", "--no-cone", "/*", f"!datasets/{lost}")
    ran = gate(right)
    name = lost.split("/")[0]
    assert ran.code == 4
    assert f"of {name} not on disk: git restore datasets/{name} (where the" in ran.out
    assert gate(right, "refunds").code == (4 if name == "refunds" else 0)
    assert gate(right, "refunds@HEAD").code == 0
    right.scratch.git("sparse-checkout", "disable")
    right.scratch.git("rm", "-qr", f"datasets/{lost}")
    assert gate(right).code == 0


def test_a_plugin_that_exits_while_it_is_loaded_approves_nothing(right):
    right.scratch.write("plugins/ours.py", "import sys\nsys.exit(0)\n")
    right.row(4, evaluators=["ours"])
    ran = gate(right)
    assert ran.code in (2, 4), ran.all
    assert "APPROVED" not in ran.all


def test_zero_rows_are_inconclusive(gating):
    gating.recorded({})
    ran = gate(gating)
    assert ran.code == 4
    assert ran.out.startswith("INCONCLUSIVE candidate next: 0 rows\n  there are no rows")
    assert 'errors="1"' in gate(gating, "--format", "junit").out


def test_a_dataset_that_is_not_there_is_an_error_with_the_nearest_name(right):
    ran = gate(right, "refund")
    assert ran.code == 2
    assert "did you mean refunds" in ran.err


def test_a_threshold_of_zero_is_refused_with_its_line(right):
    ids = [f"row-{n:012x}" for n in range(1, 4)]
    right.recorded(dict.fromkeys(ids, "no"), gate={"thresholds": {"refunds": 0}})
    ran = gate(right)
    assert ran.code == 2
    assert "rowgate.yaml:7:" in ran.err
    assert "gate.thresholds.refunds must be a number above 0 and at most 1" in ran.err


def test_a_misspelt_key_of_a_dataset_or_of_the_configuration_is_an_error(right):
    right.dataset(evaluatorz=[{"contains": "x"}])
    ran = gate(right)
    assert ran.code == 2
    assert "unknown field evaluatorz" in ran.err
    right.dataset()
    right.config({"next": {"outputs": "outputs.jsonl", "retrys": 1}})
    ran = gate(right)
    assert ran.code == 2
    assert "did you mean retries" in ran.err


def test_an_evaluator_that_raises_does_not_show_what_it_quotes(right):
    right.scratch.write("plugins/ours.py", CRASHING)
    right.row(4, evaluators=["ours"])
    right.recorded({"row-000000000004": "the private answer"})
    assert "private" not in gate(right).all


# --- exemptions ---------------------------------------------------------------


def failing(gating: Gating, **overrides) -> None:
    """Row 3 fails, with these fields."""
    gating.row(3, **overrides)
    gating.recorded(
        {"row-000000000001": answer(1), "row-000000000002": answer(2), "row-000000000003": "no"}
    )


def test_a_known_failing_row_warns_until_its_day_and_counts_after_it(right):
    failing(right, known_failing={"reason": "INC-7", "until": "2999-01-01"})
    ran = gate(right)
    assert ran.code == 0
    assert "known failing until 2999-01-01" in ran.out
    failing(right, known_failing={"reason": "INC-7", "until": "2020-01-01"})
    ran = gate(right)
    assert ran.code == 1
    assert "known_failing has expired" in ran.out


@pytest.mark.parametrize(
    "exemption", [{"reason": "x"}, {"until": "2999-01-01"}, {"reason": "x", "until": "soon"}]
)
def test_an_exemption_without_reason_or_day_exempts_nothing(right, exemption):
    failing(right, known_failing=exemption)
    assert gate(right).code == 1


def test_the_gate_says_when_an_exemption_can_go(right):
    right.row(3, known_failing={"reason": "INC-7", "until": "2999-01-01"})
    assert "row-000000000003 passes: known_failing can go" in gate(right).out


def test_an_advisory_row_warns(right):
    failing(right, advisory=True)
    ran = gate(right)
    assert ran.code == 0
    assert "warning datasets/refunds/rows/row-000000000003.yaml [advisory]" in ran.out


@pytest.mark.parametrize("named", ["row-000000000003", "behavior:promises", "incident:INC-7"])
def test_what_fixes_names_must_pass_whatever_else(right, named):
    links = {"behavior": "promises", "incident": "https://example.com/INC-7"}
    failing(right, advisory=True, links=links)
    assert gate(right).code == 0
    ran = gate(right, "--fixes", named)
    assert ran.code == 1
    assert "row-000000000003.yaml [--fixes]" in ran.out


@pytest.mark.parametrize(
    "named", ["behavior:nothing", "incident:", "row-none", "refunds/row-00000000000f"]
)
def test_fixes_that_name_nothing_are_an_error(right, named):
    assert gate(right, "--fixes", named).code == 2


# --- noisy labels, repeats ----------------------------------------------------


def test_the_rows_of_a_noisy_label_are_judged_together(right):
    failing(right, labels=["tone"])
    for number in (4, 5):
        right.row(number, labels=["tone"])
    answers = {f"row-{n:012x}": answer(n) for n in (1, 2, 4, 5)} | {"row-000000000003": "no"}
    right.recorded(answers, gate={"thresholds": {"tone": 0.6}})
    ran = gate(right)
    assert ran.code == 0, ran.out
    assert "pass    label tone: 2 of 3 pass, 60% needed (95 % interval 21% to 94%)" in ran.out
    right.recorded(answers, gate={"thresholds": {"tone": 0.7}})
    assert gate(right).code == 1
    assert gate(right, "--fixes", "row-000000000003").code == 1
    del answers["row-000000000003"]
    right.recorded(answers, gate={"thresholds": {"tone": 0.7}})
    assert gate(right).code == 4


def test_a_threshold_does_not_forgive_a_row_that_cannot_be_judged(right):
    for number in (4, 5, 6):
        right.row(number, labels=["tone"])
    right.row(7, labels=["tone"], evaluators=None)
    answers = {f"row-{n:012x}": answer(n) for n in range(1, 8)}
    right.recorded(answers, gate={"thresholds": {"tone": 0.5}})
    ran = gate(right)
    assert ran.code == 4
    assert "no pass criteria" in ran.out


def test_a_row_with_repeats_passes_k_of_n(right):
    row = right.row(3, repeat={"runs": 3, "pass": 2})
    others = [{"row": f"row-{n:012x}", "output": answer(n)} for n in (1, 2)]

    def recorded(*texts: str) -> None:
        lines = others + [
            {"row": row, "repeat": at, "output": text} for at, text in enumerate(texts)
        ]
        right.scratch.write("outputs.jsonl", "\n".join(map(json.dumps, lines)))

    recorded(answer(3), "no", answer(3))
    assert gate(right).code == 0
    recorded(answer(3), "no", "no")
    ran = gate(right)
    assert ran.code == 1
    assert "1 of 3 repeats pass, 2 needed (95 % interval 6% to 79%)" in ran.out
    recorded(answer(3))
    assert gate(right).code == 4, "two repeats are missing: it may pass or fail"


# --- forms --------------------------------------------------------------------


def test_every_form_says_the_decision_and_the_row(right):
    failing(right, note="a | b <script> @team")
    for form in ("text", "json", "markdown", "junit", "github"):
        ran = gate(right, "--format", form)
        assert ran.code == 1
        assert "row-000000000003" in ran.out
    data = decided(right)
    assert data["status"] == "rejected"
    assert [row["outcome"] for row in data["rows"]] == ["pass", "pass", "fail"]
    suites = ElementTree.fromstring(gate(right, "--format", "junit").out)  # noqa: S314 - our own
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("3", "1", "0")
    github = gate(right, "--format", "github").out.splitlines()[0]
    assert github.startswith("::error file=datasets/refunds/rows/row-000000000003.yaml,line=1,")


def test_a_reason_that_quotes_personal_data_is_redacted(right):
    failing(right, evaluators=[{"equals": "answer 3"}])
    right.recorded({"row-000000000003": "Write to bob.miller@corp-mail.net"})
    ran = gate(right)
    assert ran.code == 1
    assert "miller" not in ran.all
    assert "Write to" in ran.out


def test_a_version_that_changes_within_a_run_decides_nothing(right):
    lines = [
        {"row": f"row-{n:012x}", "output": answer(n), "version": f"v{n > 2}"} for n in (1, 2, 3)
    ]
    right.scratch.write("outputs.jsonl", "\n".join(map(json.dumps, lines)))
    ran = gate(right)
    assert ran.code == 4
    assert "its versions were vFalse, vTrue" in ran.out


# --- a judge that is a model ----------------------------------------------------


@pytest.fixture
def judged(right, tmp_path, monkeypatch):
    """A row of three repeats whose criterion is a model's opinion; every output is the same."""
    row = right.row(4, repeat={"runs": 3}, evaluators=[{"llm-judge": "It is right."}])
    lines = [{"row": row, "repeat": at, "output": "The same."} for at in range(3)]
    right.scratch.write("outputs.jsonl", "\n".join(map(json.dumps, lines)))
    for number in (1, 2, 3):
        (right.scratch.path / f"datasets/refunds/rows/row-{number:012x}.yaml").unlink(
            missing_ok=True
        )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("ROWGATE_JUDGE_MODEL", "judge-1")
    monkeypatch.setenv("ROWGATE_JUDGE_API_KEY", "k")
    return right


def test_every_repeat_is_judged_anew_and_kept_in_the_cache_by_its_number(judged, monkeypatch):
    turns = iter(["pass", "fail", "pass"])
    lock = threading.Lock()

    def next_turn(_: object) -> str:
        with lock:
            return json.dumps({"reason": "So.", "verdict": next(turns)})

    with openai_server(next_turn) as server:
        monkeypatch.setenv("ROWGATE_JUDGE_BASE_URL", server.base_url)
        first = gate(judged)
        again = gate(judged)
        assert len(server.requests) == 3
    assert first.code == 1
    assert "2 of 3 repeats pass, 3 needed" in first.out
    assert again.out == first.out
