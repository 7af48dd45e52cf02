"""Rows in merges: what merges by itself, what conflicts, and what the hook sees of either."""

from __future__ import annotations

import pytest

from tests.support.hooked import commit_unseen, expect, put, row_path, row_text, stage
from tests.support.scratch import Scratch

pytestmark = pytest.mark.slow

MERGE = ("git", "merge", "--no-ff", "-m", "merged", "other")


def _on_other_branch(
    there: Scratch, number: int, *, good: bool = True, note: str = "Other."
) -> None:
    """Commits a row on the branch `other` and comes back."""
    there.git("switch", "-q", "-C", "other", "main")
    stage(there, number, good=good, note=note)
    commit_unseen(there)
    there.git("switch", "-q", "main")


def _here(there: Scratch, number: int, *, good: bool = True, note: str = "Here.") -> None:
    stage(there, number, good=good, note=note)
    commit_unseen(there)


def test_two_branches_that_add_rows_merge_clean(hooked):
    _on_other_branch(hooked, 3)
    _here(hooked, 4)
    expect(hooked.run(*MERGE), refused=None, looked_at=1)
    ran = hooked.rowgate("check")
    assert ran.code == 0
    assert "4 rows checked" in ran.err


def test_two_branches_that_change_different_fields_of_a_row_merge_clean(hooked):
    hooked.git("switch", "-q", "-c", "other")
    hooked.edit(row_path(1), "note: It promised too much.", "note: Other.")
    commit_unseen(hooked, "-a")
    hooked.git("switch", "-q", "main")
    hooked.edit(row_path(1), "evaluators:\n", 'evaluators:\n  - not-contains: "60 days"\n')
    commit_unseen(hooked, "-a")
    expect(hooked.run(*MERGE), refused=None, looked_at=1)
    assert hooked.rowgate("check").code == 0


def test_a_clean_merge_that_brings_a_bad_row_is_refused(hooked):
    _on_other_branch(hooked, 3, good=False)
    _here(hooked, 4)
    expect(hooked.run(*MERGE), refused="RG102", looked_at=1)


def test_a_merge_that_only_moves_the_branch_on_runs_no_hook_and_check_finds_it(hooked):
    _on_other_branch(hooked, 3, good=False)
    expect(hooked.run("git", "merge", "other"), refused=None, looked_at=None)
    ran = hooked.rowgate("check")
    assert ran.code == 1
    assert f"{row_path(3)}:1:1: RG102" in ran.out


def test_two_branches_that_edit_one_field_conflict_in_that_field_alone(hooked):
    _on_other_branch(hooked, 1, note="The policy says less.")
    _here(hooked, 1, note="The terms say less.")
    assert hooked.run(*MERGE).code == 1
    assert hooked.read(row_path(1)).splitlines()[2:7] == [
        "<<<<<<< HEAD",
        "note: The terms say less.",
        "=======",
        "note: The policy says less.",
        ">>>>>>> other",
    ]


def test_check_names_the_markers_of_a_conflict(hooked):
    _in_conflict(hooked)
    ran = hooked.rowgate("check")
    assert ran.code == 1
    assert f"{row_path(1)}:3:1: RG008" in ran.out


def test_markers_that_were_added_are_refused(hooked):
    _in_conflict(hooked)
    hooked.git("add", row_path(1))
    expect(hooked.run("git", "commit", "-m", "merged"), refused="RG008", looked_at=1)


def test_a_conflict_that_was_mended_is_let_through(hooked):
    _in_conflict(hooked)
    stage(hooked, 1, note="Both.")
    expect(hooked.run("git", "commit", "-m", "merged"), refused=None, looked_at=1)


def test_the_other_rows_of_a_conflicted_merge_go_unseen_and_check_finds_them(hooked):
    _in_conflict(hooked, bad_beside=3)
    stage(hooked, 1, note="Both.")
    expect(hooked.run("git", "commit", "-m", "merged"), refused=None, looked_at=1)
    ran = hooked.rowgate("check")
    assert ran.code == 1
    assert f"{row_path(3)}:1:1: RG102" in ran.out


def _in_conflict(there: Scratch, *, bad_beside: int | None = None) -> None:
    there.git("switch", "-q", "-c", "other")
    if bad_beside is not None:
        stage(there, bad_beside, good=False)
    stage(there, 1, note="Other.")
    commit_unseen(there)
    there.git("switch", "-q", "main")
    _here(there, 1)
    assert there.run(*MERGE).code == 1


def test_one_row_deleted_and_edited_conflicts_and_neither_choice_is_silent(hooked):
    _on_other_branch(hooked, 1, good=False)
    hooked.git("rm", "-q", row_path(1))
    commit_unseen(hooked)
    assert hooked.run(*MERGE).code == 1
    hooked.git("add", row_path(1))
    expect(hooked.run("git", "commit", "-m", "merged"), refused="RG102", looked_at=1)


def test_one_span_added_in_two_branches_with_other_names_is_said_after_the_merge(hooked):
    _on_other_branch(hooked, 3)
    hooked.write(row_path(3, slug="late"), row_text(3))
    hooked.git("add", "-A")
    commit_unseen(hooked)
    hooked.run(*MERGE)
    ran = hooked.rowgate("check")
    assert ran.code == 1, ran.all
    assert "the same span" in ran.all


def test_a_cherry_pick_runs_no_hook_and_check_finds_it(hooked):
    _on_other_branch(hooked, 3, good=False)
    expect(hooked.run("git", "cherry-pick", "other"), refused=None, looked_at=None)
    assert f"{row_path(3)}:1:1: RG102" in hooked.rowgate("check").out


@pytest.mark.parametrize("how", ["--edit", "--no-edit"])
def test_a_revert_runs_no_hook_and_check_finds_it(hooked, how):
    _here(hooked, 1, good=False)
    stage(hooked, 1)
    commit_unseen(hooked)
    revert = ("git", "-c", "core.editor=true", "revert", how, "HEAD")
    expect(hooked.run(*revert), refused=None, looked_at=None)
    assert f"{row_path(1)}:1:1: RG102" in hooked.rowgate("check").out


def test_a_rebase_runs_no_hook_and_check_finds_it(hooked):
    _on_other_branch(hooked, 3, good=False)
    _here(hooked, 4)
    hooked.git("switch", "-q", "other")
    expect(hooked.run("git", "rebase", "-q", "main"), refused=None, looked_at=None)
    assert f"{row_path(3)}:1:1: RG102" in hooked.rowgate("check").out


def test_a_conflict_while_rebasing_is_mended_and_let_through(hooked):
    _on_other_branch(hooked, 1)
    _here(hooked, 1)
    hooked.git("switch", "-q", "other")
    assert hooked.run("git", "rebase", "-q", "main").code == 1
    assert f"{row_path(1)}:3:1: RG008" in hooked.rowgate("check").out
    put(hooked, 1, note="Both.")
    hooked.git("add", row_path(1))
    hooked.git("-c", "core.editor=true", "rebase", "--continue")
    assert hooked.rowgate("check").code == 0
