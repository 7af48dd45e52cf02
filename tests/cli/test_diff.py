"""`rowgate diff`: what a reviewer sees of a change to datasets."""

from __future__ import annotations

import json
import os

import pytest


@pytest.fixture
def base(clean):
    """A committed row on main, and a branch for what comes."""
    clean.ok("annotate", "refunds", "--evaluator", "not-contains-any: [60 days]")
    clean.git("add", "-A")
    clean.git("commit", "-qm", "base")
    clean.git("checkout", "-q", "-b", "change")
    return clean


def changes(scratch, *arguments):
    ran = scratch.rowgate("diff", *arguments, "--format", "json")
    assert ran.code in (0, 1), ran.all
    return [json.loads(line) for line in ran.out.splitlines()]


def commit(scratch, message="change"):
    scratch.git("add", "-A")
    scratch.git("commit", "-q", "--allow-empty", "-m", message)


def test_nothing_changed_is_said(base):
    ran = base.rowgate("diff")
    assert (ran.code, ran.out) == (0, "")
    assert "no changes" in ran.err


def test_a_removed_row_is_a_weakening_and_stands_on_top(base):
    (base.path / base.row()).unlink()
    ran = base.rowgate("diff", "main", "--fail-on", "weakened")
    assert ran.code == 1
    assert ran.out.startswith("weakened: lets more pass than before\n  refund-policy/refunds-")
    assert "the row was removed" in ran.out
    assert "Rowgate-Weakened: REASON" in ran.err


def test_a_removed_evaluator_is_named(base):
    base.edit(base.row(), '  - not-contains-any:\n      - "60 days"\n', "")
    (one,) = changes(base)
    assert one["risk"] == "weakened"
    assert one["message"] == "evaluator not-contains-any was removed"
    assert one["before"] == {"not-contains-any": ["60 days"]}


def test_a_looser_evaluator_is_shown_by_the_verdict_that_flips(base):
    base.edit(base.row(), "      - thirty days\n", "      - thirty days\n      - return\n")
    by_outcome, by_itself = changes(base)
    assert by_outcome["risk"] == "weakened"
    assert by_outcome["message"] == (
        "the recorded response failed evaluator contains-any before and passes now"
    )
    assert (by_itself["risk"], by_itself["message"]) == (
        "weakened",
        "evaluator contains-any lets more pass now (values)",
    )


def test_a_stricter_evaluator_is_no_weakening(base):
    base.edit(base.row(), "      - thirty days\n", "")
    assert [one["risk"] for one in changes(base)] == ["criteria"]


def test_reformatting_is_silent(base):
    text = base.read(base.row())
    base.write(base.row(), text.replace("why: incorrect-answer", 'why:   "incorrect-answer"'))
    assert changes(base) == []


def test_a_renamed_row_is_the_same_row(base):
    old = base.row()
    ending = old.rsplit("-", 1)[1]
    base.git("mv", old, f"datasets/refund-policy/rows/other-{ending}")
    (one,) = changes(base)
    assert one["risk"] == "labels"
    assert one["message"].startswith("renamed from refunds-")


def test_a_row_that_moves_out_of_the_gate_is_a_weakening(base):
    base.ok("new", "ideas", "--gate", "exploratory", "--purpose", "Ideas.", "--workflow", "refunds")
    commit(base)
    base.git("branch", "-f", "main")
    name = base.row()
    target = base.path / "datasets/ideas/rows"
    target.mkdir(exist_ok=True)
    (base.path / name).rename(target / name.rsplit("/", 1)[1])
    (one,) = changes(base)
    assert one["risk"] == "weakened"
    assert one["message"] == "moved from refund-policy to ideas, out of the gate"


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ("advisory: true\n", "the row only warns now (advisory)"),
        (
            'known_failing:\n  reason: later\n  until: "2027-01-01"\n',
            "the row is exempt now (known_failing)",
        ),
        ("repeat:\n  runs: 5\n  pass: 3\n", "repeat was lowered"),
    ],
    ids=["advisory", "known_failing", "repeat"],
)
def test_what_exempts_a_row_is_a_weakening(base, added, message):
    base.edit(base.row(), "review:\n", f"{added}review:\n")
    assert (changes(base)[0]["risk"], changes(base)[0]["message"]) == ("weakened", message)


def test_a_dataset_that_stops_blocking_is_a_weakening(base):
    base.edit("datasets/refund-policy/dataset.yaml", "gate: release", "gate: exploratory")
    assert changes(base)[0]["message"] == "the dataset blocks nothing any more"


def test_a_looser_evaluator_of_the_dataset_is_tried_on_every_row(base):
    file = "datasets/refund-policy/dataset.yaml"
    base.edit(file, "gate: release\n", "gate: release\nevaluators:\n  - max-words: 3\n")
    commit(base)
    base.edit(file, "max-words: 3", "max-words: 300")
    dataset, first, *_ = changes(base)
    assert (dataset["risk"], dataset["row"]) == ("weakened", None)
    assert first["risk"] == "weakened"
    assert first["row"].startswith("refunds-")
    assert "failed evaluator max-words before and passes now" in first["message"]


def test_relaxed_rules_and_redaction_are_weakenings(base):
    base.write(
        "rowgate.yaml",
        "format: 1\nrules:\n  RG403: warning\n  RG408: warning\nreview: pull-request\n"
        "redaction:\n  fields:\n    variables.order: keep\n"
        "  kept:\n    - {type: email, literal: a, reason: b}\n",
    )
    weakened = {one["message"] for one in changes(base) if one["risk"] == "weakened"}
    assert weakened == {
        "rule RG403 is warning now, no longer error",
        "review is pull-request now, no longer file",
        "redaction of variables.order is keep now, no longer scan",
        "redaction: exception email was added",
    }
    assert [one["risk"] for one in changes(base)][-1] == "criteria"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("ignore: [RG403]", "rule RG403 is off now, no longer error"),
        (
            "ignore: [RG40]",
            "rules RG401, RG402, RG403, RG404, RG405, RG407 are off now, no longer error",
        ),
        (
            "overrides:\n  - dataset: refund-policy\n    rules: {RG403: notice}",
            "rule RG403 is notice now in refund-policy, no longer error",
        ),
        (
            "gate:\n  thresholds: {refunds: 0.8}",
            "of the rows labelled refunds a share of 0.8 must pass now, not 1",
        ),
    ],
)
def test_what_lets_rules_go_is_a_weakening_however_it_is_written(base, config, message):
    base.write("rowgate.yaml", f"format: 1\n{config}\n")
    assert message in {one["message"] for one in changes(base) if one["risk"] == "weakened"}


def test_rules_written_otherwise_that_hold_as_before_are_no_change(base):
    base.write("rowgate.yaml", "format: 1\nselect: [RG]\nrules: {RG403: error}\n")
    assert changes(base) == []


def test_a_row_that_cannot_be_read_is_never_passed_over(base):
    base.edit(base.row(), "why: incorrect-answer", "why: [")
    (one,) = changes(base)
    assert one["risk"] == "broken"
    assert base.rowgate("diff", "--fail-on", "weakened").code == 1


def test_labels_and_notes_come_last(base):
    base.edit(base.row(), "It promised 60 days.", "It promised sixty days.")
    base.edit(base.row(), "response_was: wrong", "response_was: unjudged")
    assert [one["risk"] for one in changes(base)] == ["criteria", "labels"]


def test_diff_is_from_where_the_branch_began(base):
    base.edit(base.row(), "It promised 60 days.", "Changed here.")
    commit(base)
    base.git("checkout", "-q", "main")
    base.edit(base.row(), "response_was: wrong", "response_was: unjudged")
    commit(base, "on main")
    assert [one["field"] for one in changes(base, "main", "change")] == ["note"]
    assert [one["field"] for one in changes(base, "main...change")] == ["note"]
    both = ["response_was", "note"]
    assert [one["field"] for one in changes(base, "main", "change", "--direct")] == both
    assert [one["field"] for one in changes(base, "main..change")] == both


def test_the_index_is_read_as_it_would_be_committed(base):
    base.edit(base.row(), "It promised 60 days.", "Staged.")
    base.git("add", "-A")
    base.edit(base.row(), "Staged.", "On disk.")
    assert [one["after"] for one in changes(base, "HEAD", "@staged")] == ["Staged."]
    assert [one["after"] for one in changes(base, "@staged")] == ["On disk."]
    assert [one["after"] for one in changes(base)] == ["On disk."]


@pytest.fixture
def parted(clean):
    """A repository whose datasets lie in a part of their own."""
    (clean.path / "shop").mkdir()
    clean.git("add", "-A")
    clean.git("mv", "datasets", "rowgate.yaml", "shop/")
    clean.write("rowgate.yaml", "format: 1\n")
    clean.git("add", "-A")
    clean.git("commit", "-qm", "one")
    return clean


@pytest.mark.parametrize("top", ["rowgate.yaml of its own", "none"])
def test_what_weakens_a_part_below_is_told_at_the_top(parted, top):
    if top == "none":
        parted.git("rm", "-q", "rowgate.yaml")
        parted.git("commit", "-qm", "none")
    parted.edit(_only_row(parted), "contains-any", "contains-all")
    ran = parted.rowgate("diff", "--fail-on", "criteria")
    assert (ran.code, "shop/refund-policy/refunds" in ran.out) == (1, True)
    parted.git("commit", "-qam", "two")
    assert "shop/refund-policy/refunds" in parted.ok("diff", "HEAD~1", "HEAD")
    assert "shop/" not in parted.ok(
        "diff", "HEAD~1", "HEAD", "--dataset", "shop/datasets/refund-policy"
    )


def test_a_part_that_is_removed_is_told_of(parted):
    parted.git("rm", "-rqf", "shop")
    ran = parted.rowgate("diff", "--fail-on", "weakened")
    assert (ran.code, "shop/rowgate.yaml: rowgate.yaml was removed" in ran.out) == (1, True)
    assert "shop/refund-policy: the dataset was removed" in ran.out


def test_hooks_are_told_of_once_whatever_the_parts(parted):
    parted.write(".pre-commit-config.yaml", HOOK)
    parted.git("add", "-A")
    parted.git("commit", "-qm", "hook")
    parted.write(".pre-commit-config.yaml", "repos: []\n")
    parted.edit(_only_row(parted), "contains-any", "contains-all")
    assert parted.ok("diff").count("rowgate does not run here any more") == 1


def _only_row(there):
    (path,) = (there.path / "shop/datasets").glob("*/rows/*.yaml")
    return path.relative_to(there.path).as_posix()


HOOK = "repos: [{repo: local, hooks: [{id: rowgate-check, entry: rowgate check}]}]\n"


def test_an_untracked_row_counts_and_an_empty_repository_too(clean):
    added = changes(clean)
    assert {one["risk"] for one in added} == {"added"}
    dataset, row = sorted(one["message"] for one in added)
    assert dataset == "a new release dataset"
    assert row.startswith("a new row from span 7692c3ad3540bb80 of trace 4bf9")
    assert row.endswith(", added by ada@example.com")


class TestAccepting:
    """A weakening needs a reason, in a commit, where reviewers see it."""

    @pytest.fixture
    def weakened(self, base):
        base.edit(base.row(), '  - not-contains-any:\n      - "60 days"\n', "")
        return base

    def failing(self, scratch):
        return scratch.rowgate("diff", "main", "--fail-on", "weakened").code

    def test_the_commit_that_weakens_says_why(self, weakened):
        commit(weakened, "Weaken\n\nRowgate-Weakened: the policy changed")
        assert changes(weakened, "main")[0]["accepted"] == "the policy changed"
        assert self.failing(weakened) == 0

    def test_without_a_reason_it_fails(self, weakened):
        commit(weakened, "Weaken\n\nRowgate-Weakened:")
        assert self.failing(weakened) == 1

    def test_an_empty_commit_speaks_for_those_before_it(self, weakened):
        commit(weakened)
        commit(weakened, "Say why\n\nRowgate-Weakened: the policy changed")
        assert self.failing(weakened) == 0

    def test_the_message_that_is_being_written_counts_in_a_hook(self, weakened):
        weakened.git("add", "-A")
        hook = ("diff", "HEAD", "@staged", "--fail-on", "weakened", "--message", "MESSAGE")
        weakened.write("MESSAGE", "Weaken\n\nRowgate-Weakened: the policy changed\n# a comment\n")
        assert weakened.rowgate(*hook).code == 0
        weakened.write("MESSAGE", "Weaken\n\n# Rowgate-Weakened: the policy changed\n")
        assert weakened.rowgate(*hook).code == 1

    def test_it_does_not_cover_what_comes_later(self, weakened):
        commit(weakened, "Weaken\n\nRowgate-Weakened: the policy changed")
        weakened.edit(weakened.row(), "      - thirty days\n", "      - return\n")
        assert self.failing(weakened) == 1
        commit(weakened, "and more")
        assert self.failing(weakened) == 1


def test_mistakes_are_answered_in_one_line(base):
    ran = base.rowgate("diff", "nowhere")
    assert ran.code == 2
    assert "no commit, tag or branch nowhere" in ran.err
    assert "did you mean main?" in base.rowgate("diff", "mian").err
    assert "did you mean @staged?" in base.rowgate("diff", "HEAD", "@stagd").err
    ran = base.rowgate("diff", "--dataset", "refund-polcy")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean refund-policy?" in ran.err


def test_control_characters_never_reach_the_terminal(base):
    base.edit(base.row(), "It promised 60 days.", "a\\x1b[31mb")
    assert "\x1b" not in base.rowgate("diff").out


def test_the_outputs_of_a_stored_run_are_scored_too(base):
    row = base.rows("refund-policy")[0].removesuffix(".yaml")
    base.write("answers.jsonl", json.dumps({"row": row, "output": "No returns at all."}) + "\n")
    base.write("rowgate.yaml", "format: 1\ncandidates:\n  next:\n    outputs: answers.jsonl\n")
    base.rowgate("run", "refund-policy", "--candidate", "next", "--out", "next.jsonl")
    commit(base)
    base.edit(base.row(), "- thirty days\n", "- thirty days\n      - No returns\n")
    assert not any("passes now" in one["message"] for one in changes(base))
    one = changes(base, "--run", "next.jsonl")[0]
    assert (one["risk"], one["message"]) == (
        "weakened",
        "the output of next failed evaluator contains-any before and passes now",
    )


def test_the_first_commit_is_compared_with_nothing(clean):
    clean.git("add", "-A")
    assert {one["risk"] for one in changes(clean, "HEAD", "@staged")} == {"added"}


def test_a_part_of_a_repository_has_its_own_datasets(scratch):
    shop = scratch.path / "shop"
    shop.mkdir()
    part = type(scratch)(shop, git=False)
    part.ok("init")
    part.ok("new", "refunds", "--purpose", "Refunds.", "--workflow", "refunds")
    scratch.git("add", "-A")
    scratch.git("commit", "-qm", "one")
    part.edit("datasets/refunds/dataset.yaml", "gate: release", "gate: exploratory")
    scratch.write("datasets/refunds/dataset.yaml", "format: 1\ngate: release\n")
    (one,) = changes(part)
    assert (one["path"], one["risk"]) == ("shop/datasets/refunds/dataset.yaml", "weakened")


def test_a_plugin_that_is_changed_or_removed_is_named(base):
    base.write("plugins/ours.py", "X = 1\n")
    commit(base)
    base.write("plugins/ours.py", "X = 2\n")
    (one,) = changes(base, "HEAD")
    assert (one["path"], one["risk"]) == ("plugins/ours.py", "criteria")
    (base.path / "plugins/ours.py").unlink()
    assert changes(base, "HEAD")[0]["risk"] == "weakened"


def test_files_that_were_only_touched_are_no_change(base):
    base.write("plugins/ours.py", "X = 1\n")
    asset = base.write(f"datasets/refund-policy/assets/{'a' * 64}.png", "one")
    commit(base)
    for path in (asset, base.path / "plugins/ours.py", base.path / base.row()):
        os.utime(path, (1, 1))
    assert changes(base, "HEAD") == []
    assert changes(base, "@staged") == []


def test_the_image_of_a_row_is_shown_where_its_criteria_change(base):
    image = f"assets/{'a' * 64}.png"
    file = "datasets/refund-policy/dataset.yaml"
    base.edit(file, "columns:\n", "columns:\n  receipt:\n    type: image\n    optional: true\n")
    media = f"  receipt:\n    path: {image}\n    media_type: image/png\nresponse:"
    base.edit(base.row(), "response:", media)
    commit(base)
    base.edit(base.row(), "      - thirty days\n", "")
    page = base.ok("diff", "HEAD", "--format", "markdown")
    assert f"![of the row](datasets/refund-policy/{image})" in page


def test_datasets_in_another_folder_are_weakened_and_not_lost(base):
    base.write("rowgate.yaml", "format: 1\ndatasets: rows\n")
    (base.path / "datasets").rename(base.path / "rows")
    (one,) = changes(base)
    assert (one["risk"], one["field"]) == ("weakened", "datasets")


def test_an_asset_with_other_content_under_its_name_is_told(base):
    name = f"datasets/refund-policy/assets/{'a' * 64}.png"
    base.write(name, "one")
    commit(base)
    base.write(name, "two")
    assert [(one["path"], one["risk"]) for one in changes(base, "HEAD")] == [(name, "evidence")]


def test_a_reason_given_on_a_branch_survives_its_merge(base):
    base.edit(base.row(), "- thirty days\n", "- thirty days\n      - return\n")
    commit(base, "Looser\n\nRowgate-Weakened: customers say return")
    base.git("checkout", "-q", "-b", "whole", "main")
    base.git("merge", "-q", "--no-ff", "-m", "merge", "change")
    assert base.rowgate("diff", "main", "whole", "--fail-on", "weakened").code == 0


def test_a_dataset_of_a_version_narrows_the_comparison(base):
    base.ok("new", "other", "--purpose", "Other.", "--workflow", "refunds")
    base.edit(base.row(), "It promised 60 days.", "Changed.")
    commit(base)
    assert {one["dataset"] for one in changes(base, "main", "HEAD")} == {"other", "refund-policy"}
    narrowed = changes(base, "refund-policy@main", "refund-policy@HEAD")
    assert {one["dataset"] for one in narrowed} == {"refund-policy"}


def test_a_dataset_that_is_misspelt_or_gone_is_told_from_a_ref(base):
    ran = base.rowgate("diff", "refund-polcy@HEAD")
    assert ran.code == 2
    assert "neither version has a dataset refund-polcy; did you mean refund-policy?" in ran.err
    assert "no commit, tag or branch nope" in base.rowgate("diff", "refund-policy@nope").err
    base.git("branch", "release@2")
    assert "release@2 (" in base.rowgate("diff", "release@2").err
    base.git("rm", "-rqf", "datasets/refund-policy")
    assert "the dataset was removed" in base.ok("diff", "refund-policy@HEAD")


def test_the_reason_is_asked_for_where_it_would_count(base):
    base.edit(base.row(), "      - thirty days\n", "      - thirty days\n      - return\n")
    uncommitted = base.rowgate("diff", "--fail-on", "weakened").err
    assert "git commit --trailer 'Rowgate-Weakened: REASON' (with --allow-empty" in uncommitted
    commit(base)
    committed = base.rowgate("diff", "HEAD~1", "HEAD", "--fail-on", "weakened").err
    assert "git commit --allow-empty --trailer 'Rowgate-Weakened: REASON'\n" in committed
