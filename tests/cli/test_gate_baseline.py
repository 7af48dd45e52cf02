"""`gate --baseline`: what was fixed, what regressed, and what cannot be compared."""

from __future__ import annotations

import json
import threading

import pytest

from tests.support.gating import Gating, answer
from tests.support.openai_server import openai_server
from tests.support.scratch import Scratch


@pytest.fixture
def gating(scratch: Scratch) -> Gating:
    made = Gating(scratch)
    made.rows(4)
    record(made, "old.jsonl", {1: answer(1), 2: "no", 3: answer(3), 4: "no"})
    made.scratch.rowgate("run", "--candidate", "next", "--out", "runs/old.jsonl")
    return made


def record(gating: Gating, name: str, answers: dict[int, str]) -> None:
    gating.recorded({f"row-{n:012x}": text for n, text in answers.items()}, name)


def against(gating: Gating, answers: dict[int, str], *more: str) -> dict:
    record(gating, "new.jsonl", answers)
    ran = gating.scratch.rowgate("gate", "--baseline", "runs/old.jsonl", "--format", "json", *more)
    return json.loads(ran.out) | {"code": ran.code}


def short(rows: list[str]) -> list[int]:
    return [int(row[-12:], 16) for row in rows]


def test_rows_are_told_by_what_became_of_them(gating):
    gating.row(5)
    found = against(gating, {1: "no", 2: answer(2), 3: answer(3), 4: "no", 5: answer(5)})
    assert found["code"] == 1
    assert {kind: short(rows) for kind, rows in found["baseline"]["rows"].items() if rows} == {
        "regressed": [1], "fixed": [2], "still passing": [3], "still failing": [4], "new": [5],
    }  # fmt: skip
    text = gating.scratch.rowgate("gate", "--baseline", "runs/old.jsonl").out
    assert (
        "against the baseline: 1 regressed, 1 fixed, 1 still failing, 1 still passing, 1 new"
        in text
    )
    assert "  regressed refunds/row-000000000001" in text


def test_where_criteria_changed_stored_outputs_are_scored_again(gating):
    gating.row(2, evaluators=[{"equals": "no"}])
    found = against(gating, {1: answer(1), 2: "yes", 3: answer(3), 4: answer(4)})
    assert short(found["baseline"]["rows"]["regressed"]) == [2], (
        "the old output passes the new criteria"
    )
    assert found["baseline"]["rescored"] == 1


def test_a_row_whose_case_changed_is_re_baselined_and_not_compared(gating):
    gating.row(1, variables={"question": "Another question?"})
    found = against(gating, {1: "no", 2: "no", 3: answer(3), 4: "no"})
    assert short(found["baseline"]["rows"]["re-baselined"]) == [1]
    assert found["baseline"]["rows"]["regressed"] == []


def test_a_stored_output_that_was_redacted_is_not_scored_again(gating):
    record(gating, "old2.jsonl", {n: f"{answer(n)} bob@corp-mail.net" for n in range(1, 5)})
    gating.scratch.ok("run", "--candidate", "next", "--out", "runs/mail.jsonl")
    assert gating.scratch.rowgate("gate", "--run", "runs/mail.jsonl").code == 0
    gating.row(2, evaluators=[{"contains": "bob@corp-mail.net"}])
    ran = gating.scratch.rowgate("gate", "--run", "runs/mail.jsonl")
    assert ran.code == 4
    assert "the criteria changed since this run, and the output was redacted" in ran.out


def test_a_run_is_held_to_the_rows_and_criteria_of_today(gating):
    record(gating, "new.jsonl", {n: answer(n) for n in range(1, 5)})
    gating.scratch.ok("run", "--candidate", "next", "--out", "runs/new.jsonl")

    def gate() -> int:
        return gating.scratch.rowgate("gate", "--run", "runs/new.jsonl").code

    assert gate() == 0
    gating.row(2, evaluators=[{"contains": "no such answer"}])
    assert gate() == 1
    gating.row(2, variables={"question": "Another question?"})
    assert gate() == 4
    gating.row(2)
    gating.row(9)
    assert gate() == 4, "row 9 is not in the run"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"outcome":"pass"', '"outcome":"fine"'),
        ('"verdicts":[', '"verdict":['),
        ('{"outcome":"pass","reason"', '{"passed":true,"reason"'),
        ('"rowgate_run":1', '"rowgate_run":2'),
        ('"attempts":1', '"attempts":NaN'),
    ],
)
def test_a_run_file_that_is_none_is_refused_with_its_line(gating, old, new):
    text = gating.scratch.read("runs/old.jsonl")
    assert old in text
    gating.scratch.write("runs/bad.jsonl", text.replace(old, new))
    ran = gating.scratch.rowgate("gate", "--run", "runs/bad.jsonl")
    assert ran.code == 2
    assert "runs/bad.jsonl:" in ran.err


def test_verdicts_left_out_of_a_run_file_are_no_pass(gating):
    lines = [json.loads(line) for line in gating.scratch.read("runs/old.jsonl").splitlines()]
    for line in lines[1:-1]:
        line["verdicts"] = []
        line["outcome"] = "pass"
    gating.scratch.write("runs/cut.jsonl", "\n".join(map(json.dumps, lines)))
    ran = gating.scratch.rowgate("gate", "--run", "runs/cut.jsonl")
    assert ran.code == 4
    assert "the verdicts of some evaluators are missing" in ran.out


def test_an_outcome_that_its_verdicts_do_not_bear_out_is_none(gating):
    text = gating.scratch.read("runs/old.jsonl")
    forged = text.replace('"outcome":"fail","output"', '"outcome":"pass","output"')
    assert forged != text
    gating.scratch.write("runs/forged.jsonl", forged)
    assert gating.scratch.rowgate("gate", "--run", "runs/forged.jsonl").code == 1


def test_an_empty_run_file_is_refused(gating):
    gating.scratch.write("runs/empty.jsonl", "")
    assert gating.scratch.rowgate("gate", "--run", "runs/empty.jsonl").code == 2


# --- the run of a version -------------------------------------------------------


@pytest.fixture
def forked(gating: Gating) -> Gating:
    """A branch beside main; on main, row 2 failed and that run is kept on disk."""
    git = gating.scratch.git
    (gating.scratch.path / "runs/old.jsonl").unlink()
    git("add", "-A")
    git("rm", "--cached", "-q", "old.jsonl")
    git("commit", "-qm", "main")
    git("branch", "-M", "main")
    gating.scratch.rowgate("run", "--candidate", "next", "--out", "runs/main.jsonl")
    git("switch", "-qc", "branch")
    gating.row(5)
    git("add", "-A")
    git("commit", "-qm", "a row")
    record(gating, "new.jsonl", {n: answer(n) for n in (2, 3, 4, 5)} | {1: "no"})
    return gating


def since(gating: Gating, ref: str = "main"):
    return gating.scratch.rowgate("gate", "--baseline", ref)


def test_the_run_of_the_merge_base_is_the_baseline(forked):
    ran = since(forked)
    assert ran.code == 1
    assert "against the baseline of main (" in ran.out
    assert "1 regressed, 2 fixed, 1 still passing, 1 new" in ran.out


def test_main_may_have_moved_on(forked):
    git = forked.scratch.git
    git("stash", "-q")
    git("switch", "-q", "main")
    git("commit", "-q", "--allow-empty", "-m", "later")
    git("switch", "-q", "branch")
    git("stash", "pop", "-q")
    assert "1 regressed, 2 fixed" in since(forked).out


def test_a_run_file_that_the_branch_brings_along_is_no_baseline(forked):
    forked.scratch.git("add", "-f", "runs/main.jsonl")
    ran = since(forked)
    assert ran.code == 2
    assert "no run of candidate next is recorded at main (" in ran.err
    assert "rowgate run --candidate next" in ran.err


def test_a_run_that_the_base_holds_counts_whatever_the_branch_makes_of_it(forked):
    git = forked.scratch.git
    git("stash", "-q")
    git("switch", "-q", "main")
    git("add", "-f", "runs/main.jsonl")
    git("commit", "-qm", "the run of main")
    git("switch", "-qc", "other")
    git("stash", "pop", "-q")
    forked.scratch.write("runs/main.jsonl", "")
    assert "against the baseline of main (" in since(forked).out


@pytest.mark.parametrize("change", ["candidate", "shard", "dirty"])
def test_a_run_of_something_else_is_no_baseline(forked, change):
    header, *rest = forked.scratch.read("runs/main.jsonl").splitlines()
    data = json.loads(header)
    if change == "candidate":
        data["candidate"] = "other"
    elif change == "shard":
        data["shard"] = "1/2"
    else:
        data["datasets"][0]["commit"] += "+"
    forked.scratch.write("runs/main.jsonl", "\n".join([json.dumps(data), *rest]))
    assert since(forked).code == 2


def test_what_is_neither_a_file_nor_a_version_is_said_to_be_neither(forked):
    ran = since(forked, "runs/nothing.jsonl")
    assert ran.code == 2
    assert "runs/nothing.jsonl is no run file, and" in ran.err


@pytest.fixture
def committed(forked: Gating) -> Gating:
    """The same, where main holds the outputs that the candidate recorded, and no run is kept."""
    git = forked.scratch.git
    (forked.scratch.path / "runs/main.jsonl").unlink()
    git("stash", "-q", "--include-untracked")
    git("switch", "-q", "main")
    record(forked, "new.jsonl", {1: answer(1), 2: "no", 3: answer(3), 4: "no"})
    git("add", "-A")
    git("commit", "-qm", "the outputs of main")
    git("switch", "-qC", "branch")
    forked.row(5)
    record(forked, "new.jsonl", {n: answer(n) for n in (2, 3, 4, 5)} | {1: "no"})
    git("add", "-A")
    git("commit", "-qm", "a row, and other outputs")
    return forked


def test_outputs_that_the_base_holds_are_a_baseline_too(committed):
    ran = since(committed)
    assert ran.code == 1
    assert "against the baseline of main (" in ran.out
    assert "1 regressed, 2 fixed, 1 still passing, 1 new" in ran.out
    assert "scored again" not in ran.out


def test_outputs_that_the_base_holds_are_held_to_the_cases_and_criteria_of_today(committed):
    committed.row(1, variables={"question": "Another one?"})
    committed.row(2, evaluators=[{"equals": "no"}])
    assert "1 regressed, 1 fixed, 1 still passing, 1 new, 1 re-baselined" in since(committed).out


def test_a_candidate_that_recorded_nothing_at_the_base_has_no_baseline_there(committed):
    described = committed.scratch.read("rowgate.yaml").replace("  next:", "  other:")
    committed.scratch.write("rowgate.yaml", described)
    ran = since(committed)
    assert ran.code == 2
    assert "no run of candidate other is recorded at main (" in ran.err


def test_stored_outputs_are_judged_again_side_by_side(gating, monkeypatch, tmp_path):
    for number in (1, 2):
        gating.row(number, evaluators=[{"llm-judge": "It is right."}])
    together = threading.Barrier(2, timeout=20)

    def say(_: object) -> str:
        together.wait()
        return json.dumps({"reason": "So.", "verdict": "pass"})

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("ROWGATE_JUDGE_MODEL", "judge-1")
    monkeypatch.setenv("ROWGATE_JUDGE_API_KEY", "k")
    with openai_server(say) as server:
        monkeypatch.setenv("ROWGATE_JUDGE_BASE_URL", server.base_url)
        found = json.loads(
            gating.scratch.rowgate("gate", "--run", "runs/old.jsonl", "--format", "json").out
        )
    assert [row["outcome"] for row in found["rows"]] == ["pass", "pass", "pass", "fail"]
