"""The hook that reads the reason for a weakening from the message that is being written."""

from __future__ import annotations

import pytest
import yaml

from tests.support.hooked import as_it_stands, commit_unseen, copy, put, row_path, stage
from tests.support.scratch import Ran, Scratch

pytestmark = pytest.mark.slow

REASON = "Rowgate-Weakened: the policy allows 60 days since May"
WITH_REASON = ("git", "commit", "-m", "rows", "--trailer", REASON)


@pytest.fixture
def guarded(made, tmp_path, tool) -> Scratch:
    there = copy(made, tmp_path / "repository")
    hook = as_it_stands("rowgate-weakened-message")
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    there.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    there.git("add", "-A")
    commit_unseen(there)
    ran = there.run(tool, "install", "--hook-type", "commit-msg")
    assert ran.code == 0, ran.all
    return there


def _commit(there: Scratch, *arguments: str) -> Ran:
    return there.run("git", "commit", *arguments)


def test_a_weakening_without_a_reason_is_refused_and_where_to_say_it_is_said(guarded):
    guarded.git("rm", "-q", row_path(1))
    ran = _commit(guarded, "-m", "rows")
    assert ran.code == 1
    assert "the row was removed" in ran.all
    assert "say why at the end of the message: Rowgate-Weakened: REASON" in ran.all


def test_with_its_reason_it_is_let_through_and_stands_in_the_commit(guarded):
    guarded.git("rm", "-q", row_path(1))
    ran = guarded.run(*WITH_REASON)
    assert ran.code == 0, ran.all
    assert "accepted: the policy allows 60 days since May" in ran.all
    assert guarded.rowgate("diff", "HEAD~1", "HEAD", "--fail-on", "weakened").code == 0


@pytest.mark.parametrize("how", [("-a",), ("--", row_path(1))], ids=["-a", "PATH"])
def test_the_index_of_the_commit_is_read_and_no_other(guarded, how):
    guarded.edit(row_path(1), '- contains: "30 days"', "- contains: days")
    assert _commit(guarded, "-m", "rows", *how).code == 1
    assert guarded.run(*WITH_REASON, *how).code == 0


def test_what_the_editor_adds_to_the_message_is_no_reason(guarded):
    """Comments, and with `-v` the change itself below a line of scissors."""
    guarded.git("rm", "-q", row_path(1))
    editor = guarded.write("../editor.sh", f'printf "rows\\n\\n# {REASON}\\n" > "$1"\n')
    guarded.env |= {"GIT_EDITOR": f"sh {editor}"}
    assert _commit(guarded, "-v").code == 1
    guarded.write(
        "../editor.sh", f'{{ printf "rows\\n\\n{REASON}\\n"; cat "$1"; }} > m; mv m "$1"\n'
    )
    assert _commit(guarded, "-v").code == 0


def test_amending_the_message_alone_is_let_through(guarded):
    guarded.git("rm", "-q", row_path(1))
    commit_unseen(guarded)
    assert _commit(guarded, "--amend", "-m", "again").code == 0


def _weakened_elsewhere(there: Scratch) -> None:
    """Somebody else weakened a row, without a word; here another row came meanwhile."""
    there.git("switch", "-q", "-c", "other")
    there.git("rm", "-q", row_path(1))
    commit_unseen(there)
    there.git("switch", "-q", "main")
    stage(there, 3)
    commit_unseen(there)


def test_a_merge_is_not_asked_for_what_the_commits_it_brings_did(guarded):
    _weakened_elsewhere(guarded)
    ran = guarded.run("git", "merge", "--no-ff", "-m", "merged", "other")
    assert ran.code == 0, ran.all
    assert "accepted: it comes with the merge of" in ran.all


def test_a_merge_is_asked_for_what_it_does_itself(guarded):
    _weakened_elsewhere(guarded)
    guarded.git("merge", "-q", "--no-ff", "--no-commit", "other")
    guarded.edit(row_path(2), '- contains: "30 days"', "- contains: days")
    guarded.git("add", "-A")
    ran = _commit(guarded, "-m", "merged")
    assert ran.code == 1
    assert "of them fail" in ran.all
    assert guarded.run(*WITH_REASON).code == 0


def test_a_cherry_pick_and_a_rebase_keep_the_reason(guarded):
    guarded.git("switch", "-q", "-c", "other")
    guarded.git("rm", "-q", row_path(1))
    assert guarded.run(*WITH_REASON).code == 0
    guarded.git("switch", "-q", "main")
    put(guarded, 3)
    guarded.git("add", "-A")
    commit_unseen(guarded)
    ran = guarded.run("git", "cherry-pick", "other")
    assert ran.code == 0, ran.all
    guarded.git("reset", "-q", "--hard", "HEAD~1")
    guarded.git("switch", "-q", "other")
    ran = guarded.run("git", "rebase", "-q", "main")
    assert ran.code == 0, ran.all
    assert guarded.rowgate("diff", "main", "HEAD", "--fail-on", "weakened").code == 0


def test_the_first_commit_of_a_repository_and_one_without_rows(guarded):
    guarded.git("switch", "-q", "--orphan", "fresh")
    guarded.git("checkout", "-q", "main", "--", ".")
    assert _commit(guarded, "-m", "rows").code == 0
    assert _commit(guarded, "--allow-empty", "-m", "nothing").code == 0
