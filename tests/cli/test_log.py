"""`rowgate log`: the life of a dataset and of a row."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def lived(clean):
    """A row that was added, approved, reformatted, moved and weakened, a commit each."""

    def commit(message):
        clean.git("add", "-A")
        clean.git("commit", "-qm", message)

    commit("add")
    clean.ok("approve", "refunds")
    commit("approve")
    text = clean.read(clean.row())
    clean.write(clean.row(), text.replace("why: incorrect-answer", 'why: "incorrect-answer"'))
    commit("reformat")
    clean.ok(
        "new", "gifts", "--purpose", "Gifts.", "--workflow", "gifts", "--project", "support-bot"
    )
    commit("another dataset")
    (name,) = clean.rows("refund-policy")
    rows = clean.path / "datasets"
    (rows / "gifts/rows").mkdir(exist_ok=True)
    (rows / "refund-policy/rows" / name).rename(rows / "gifts/rows" / f"gift-{name[-17:]}")
    commit("move")
    clean.edit(clean.row("gifts"), "      - thirty days\n", "      - thirty days\n      - You\n")
    commit("weaken")
    return clean


def events(scratch, *arguments):
    lines = scratch.ok("log", *arguments, "--json").splitlines()
    return [(one["subject"], one["risk"], one["message"]) for one in map(json.loads, lines)]


def test_a_row_is_followed_from_its_trace_to_what_weakened_it(lived):
    found = events(lived, "gift")
    assert [one[:2] for one in found] == [
        ("weaken", "weakened"),
        ("weaken", "weakened"),
        ("move", "criteria"),
        ("approve", "labels"),
        ("add", "added"),
    ]
    said = [one[2] for one in found]
    assert said[0].startswith("the recorded response failed evaluator contains-any before")
    assert said[1] == "evaluator contains-any lets more pass now (values)"
    assert said[2] == "moved from refund-policy to gifts"
    assert said[3] == "approved by ada@example.com"
    assert said[4].startswith("a new row from span 7692c3ad3540bb80 of trace 4bf9")


def test_a_dataset_begins_where_the_ref_says(lived):
    assert [one[0] for one in events(lived, "refund-policy@HEAD~4")] == ["approve", "add", "add"]
    assert events(lived, "refund-policy")[0] == ("move", "weakened", "the row was removed")


def test_without_a_name_all_datasets_are_shown(lived):
    out = lived.ok("log", "-n", "2")
    assert out.count("ada@example.com: ") == 2
    assert "    weakened  gifts/gift-" in out


def test_a_row_that_is_gone_is_still_known(lived):
    lived.git("rm", "-qr", "datasets/gifts/rows")
    lived.git("commit", "-qm", "gone")
    assert events(lived, "gift")[0] == ("gone", "weakened", "the row was removed")


def test_what_no_commit_holds_is_said_with_the_nearest(lived):
    ran = lived.rowgate("log", "refund-polcy")
    assert ran.code == 2
    assert "no commit holds a dataset or row refund-polcy" in ran.err
    assert "did you mean refund-policy?" in ran.err


def test_a_merge_that_changes_a_row_by_itself_is_shown(lived):
    lived.git("checkout", "-q", "-b", "side", "HEAD~1")
    lived.edit(lived.row("gifts"), "- refunds", "- side")
    lived.git("commit", "-qam", "side")
    lived.git("checkout", "-q", "main")
    lived.git("merge", "-q", "--no-ff", "--no-commit", "side")
    lived.edit(lived.row("gifts"), "- side", "- neither")
    lived.git("add", "-A")
    lived.git("commit", "-qm", "merge")
    assert events(lived, "gift")[0] == (
        "merge",
        "labels",
        "labels without refunds and with neither",
    )


@pytest.mark.parametrize("named", ["", "refund-policy", "refund-policy@HEAD~3"])
def test_in_a_repository_without_commits_that_is_said(project, named):
    ran = project.rowgate("log", *[named] if named else [])
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "rowgate: nothing was committed here yet; git add -A && git commit\n"


def test_where_a_shallow_clone_ends_nothing_is_told_that_nobody_can_know(lived, tmp_path):
    lived.run("git", "clone", "-q", "--depth", "2", f"file://{lived.path}", tmp_path / "shallow")
    shallow = type(lived)(tmp_path / "shallow", git=False)
    ran = shallow.rowgate("log", "--json")
    assert {json.loads(line)["subject"] for line in ran.out.splitlines()} == {"weaken"}
    assert "this clone is shallow: what " in ran.err
    assert ran.err.endswith("git fetch --unshallow\n")
    ran = shallow.rowgate("diff", "v1", "HEAD")
    assert ran.code == 2
    assert "this clone is shallow: git fetch --unshallow" in ran.err
