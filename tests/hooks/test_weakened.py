"""The second hook, for those who want it: refuses deletions and weakening at commit time."""

from __future__ import annotations

import pytest
import yaml

from tests.support.hooked import as_it_stands, commit_unseen, copy, row_path, stage
from tests.support.scratch import Scratch

pytestmark = pytest.mark.slow

COMMIT = ("git", "commit", "-m", "rows")


@pytest.fixture
def guarded(made, tmp_path) -> Scratch:
    there = copy(made, tmp_path / "repository")
    config = {"repos": [{"repo": "local", "hooks": [as_it_stands("rowgate-weakened")]}]}
    there.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    there.git("add", "-A")
    commit_unseen(there)
    return there


def test_a_commit_that_only_removes_a_row_is_refused(guarded):
    guarded.git("rm", "-q", row_path(1))
    ran = guarded.run(*COMMIT)
    assert ran.code == 1
    assert "the row was removed" in ran.all


def test_criteria_that_let_more_pass_are_refused_and_what_is_not_staged_is_not_looked_at(guarded):
    guarded.edit(row_path(1), '- contains: "30 days"', "- contains: days")
    stage(guarded, 3)
    assert guarded.run(*COMMIT).code == 0
    guarded.git("add", "-A")
    ran = guarded.run(*COMMIT)
    assert ran.code == 1
    assert "failed evaluator contains before and passes now" in ran.all


@pytest.mark.parametrize("how", [("-a",), ("--", row_path(1))], ids=["-a", "PATH"])
def test_the_index_of_the_commit_is_read_and_no_other(guarded, how):
    guarded.edit(row_path(1), '- contains: "30 days"', "- contains: days")
    ran = guarded.run(*COMMIT, *how)
    assert ran.code == 1, ran.all
    assert "passes now" in ran.all


def test_a_commit_of_one_path_is_not_refused_for_another_that_is_staged(guarded):
    guarded.git("rm", "-q", row_path(1))
    stage(guarded, 3)
    ran = guarded.run(*COMMIT, row_path(3))
    assert ran.code == 0, ran.all


def test_a_new_row_and_a_renamed_one_are_let_through(guarded):
    stage(guarded, 3)
    guarded.git("mv", row_path(1), row_path(1, slug="late"))
    ran = guarded.run(*COMMIT)
    assert ran.code == 0, ran.all


def test_whoever_means_it_skips_the_hook_by_its_name(guarded):
    guarded.git("rm", "-q", row_path(1))
    guarded.env |= {"SKIP": "rowgate-weakened"}
    assert guarded.run(*COMMIT).code == 0


def test_the_first_commit_of_a_repository_and_one_in_a_worktree(guarded, tmp_path):
    guarded.git("switch", "-q", "--orphan", "fresh")
    guarded.git("checkout", "-q", "main", "--", ".")
    ran = guarded.run(*COMMIT)
    assert ran.code == 0, ran.all
    guarded.git("worktree", "add", "-q", "-b", "feature", str(tmp_path / "beside"), "main")
    beside = Scratch(tmp_path / "beside", git=False)
    beside.git("rm", "-q", row_path(1))
    assert beside.run(*COMMIT).code == 1
