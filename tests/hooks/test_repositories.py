"""The hook in repositories of every kind, and `check` over everything in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.hooked import commit_unseen, copy, expect, put, row_path, stage, template
from tests.support.scratch import Scratch

pytestmark = pytest.mark.slow

COMMIT = ("git", "commit", "-m", "rows")


def _refuses_then_lets_through(there: Scratch, rows: int = 3) -> None:
    """A bad row, then the good one; `check` finds the same, and counts all rows."""
    stage(there, 3, good=False)
    expect(there.run(*COMMIT), refused="RG102", looked_at=1)
    assert there.rowgate("check").code == 1
    stage(there, 3)
    expect(there.run(*COMMIT), refused=None, looked_at=1)
    ran = there.rowgate("check")
    assert ran.code == 0, ran.all
    assert f"{rows} rows checked" in ran.err


def test_a_repository_with_no_commit_yet(made, tmp_path):
    there = Scratch(tmp_path / "new")
    for name in ("rowgate.yaml", ".pre-commit-config.yaml", "datasets"):
        source, target = made.path / name, there.path / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    shutil.copytree(made.path / ".git" / "hooks", there.path / ".git" / "hooks", dirs_exist_ok=True)
    there.git("add", "-A")
    bad = stage(there, 3, good=False)
    expect(there.run(*COMMIT), refused="RG102", looked_at=3, said=(bad,))
    stage(there, 3)
    expect(there.run(*COMMIT), refused=None, looked_at=3)


def test_a_worktree(hooked, tmp_path):
    hooked.git("worktree", "add", "-q", "-b", "feature", str(tmp_path / "beside"))
    _refuses_then_lets_through(Scratch(tmp_path / "beside", git=False))
    assert "2 rows checked" in hooked.rowgate("check").err


def test_a_repository_of_sha256(tool, tmp_path):
    there = template(tmp_path / "sha256", tool, "--object-format=sha256")
    assert len(there.git("rev-parse", "HEAD").strip()) == 64
    _refuses_then_lets_through(there)
    ran = there.rowgate("check", "--history")
    assert ran.code == 0, ran.all


def test_an_index_of_version_4(hooked):
    hooked.git("config", "index.version", "4")
    hooked.git("update-index", "--index-version", "4")
    _refuses_then_lets_through(hooked)


def test_a_folder_whose_name_is_beyond_ascii(made, tmp_path):
    _refuses_then_lets_through(copy(made, tmp_path / "Größe und Maß €"))


def test_a_part_of_a_larger_repository(made, tmp_path, tool):
    there = Scratch(tmp_path / "monorepo")
    shutil.copy(made.path / ".pre-commit-config.yaml", there.path)
    for name in ("rowgate.yaml", "datasets"):
        source, target = made.path / name, there.path / "services" / "bot" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    there.git("add", "-A")
    commit_unseen(there)
    assert there.run(tool, "install").code == 0
    part = Scratch(there.path / "services" / "bot", git=False)
    _refuses_then_lets_through(part)


def test_a_sparse_checkout_looks_at_what_is_on_disk(hooked):
    hooked.write("datasets/other/dataset.yaml", "format: 1\ngate: exploratory\n")
    hooked.write("docs/page.md", "Refunds\n")
    hooked.git("add", "-A")
    commit_unseen(hooked)
    hooked.git("sparse-checkout", "set", "datasets/refund-policy")
    assert not (hooked.path / "datasets" / "other").exists()
    _refuses_then_lets_through(hooked)


def test_a_sparse_index(hooked):
    hooked.write("docs/page.md", "Refunds\n")
    hooked.git("add", "-A")
    commit_unseen(hooked)
    hooked.git("sparse-checkout", "set", "--sparse-index", "datasets")
    _refuses_then_lets_through(hooked)


def test_a_partial_clone(made, tmp_path, tool):
    served = copy(made, tmp_path / "served")
    served.git("config", "uploadpack.allowFilter", "true")
    served.git(
        "clone", "-q", "--filter=blob:none", f"file://{served.path}", str(tmp_path / "clone")
    )
    there = Scratch(tmp_path / "clone", git=False)
    there.git("config", "user.email", "ada@example.com")
    there.git("config", "user.name", "Ada")
    assert there.run(tool, "install").code == 0
    _refuses_then_lets_through(there)
    assert there.rowgate("check", "--history").code == 0


@pytest.fixture
def parent(made, tmp_path) -> Scratch:
    """A repository whose `datasets` is a submodule of its own rules."""
    inner = copy(made, tmp_path / "inner")
    outer = Scratch(tmp_path / "outer")
    outer.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "bot"
    )
    shutil.copy(made.path / ".pre-commit-config.yaml", outer.path)
    outer.git("add", "-A")
    commit_unseen(outer)
    return outer


def test_a_submodule_is_checked_where_its_rows_are_committed(parent, tool):
    there = Scratch(parent.path / "bot", git=False)
    there.git("config", "user.email", "ada@example.com")
    there.git("config", "user.name", "Ada")
    assert there.run(tool, "install").code == 0
    _refuses_then_lets_through(there)


def test_the_commit_of_a_submodule_looks_at_no_row(parent, tool):
    assert parent.run(tool, "install").code == 0
    inner = Scratch(parent.path / "bot", git=False)
    stage(inner, 3, good=False)
    inner.git("-c", "user.email=a@example.com", "-c", "user.name=A", "commit", "-q", "-m", "bad")
    parent.git("add", "bot")
    expect(parent.run(*COMMIT), refused=None, looked_at=None)


def test_check_above_a_submodule_says_that_it_looked_at_nothing(parent):
    parent.write("rowgate.yaml", "format: 1\ndatasets: bot\n")
    ran = parent.rowgate("check")
    assert ran.code == 4
    assert "NOTHING WAS LOOKED AT" in ran.err


def test_names_of_a_push_come_from_the_diff_and_contents_from_the_disk(hooked, tool):
    stage(hooked, 3, good=False)
    commit_unseen(hooked)
    asked = (tool, "run", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    expect(hooked.run(*asked), refused="RG102", looked_at=1)
    put(hooked, 3)
    hooked.git("add", row_path(3))
    expect(hooked.run(*asked), refused=None, looked_at=1)


def test_what_git_tells_a_hook_does_not_change_what_check_of_files_reads(hooked):
    nowhere = str(hooked.path / "nowhere")
    hooked.env |= {"GIT_DIR": nowhere, "GIT_INDEX_FILE": nowhere, "GIT_WORK_TREE": nowhere}
    ran = hooked.process("check", row_path(1))
    assert ran.code == 0, ran.all
    assert "1 row checked" in ran.err


def test_check_of_files_needs_no_git_at_all(hooked, tmp_path):
    shutil.rmtree(hooked.path / ".git")
    hooked.env |= {"PATH": str(tmp_path / "empty")}
    ran = hooked.process("check", row_path(1))
    assert ran.code == 0, ran.all


def test_check_of_everything_inside_a_hook_sees_that_hook_s_index(hooked):
    script = Path(hooked.path / ".git" / "hooks" / "pre-commit")
    script.write_text("#!/bin/sh\nexec rowgate check\n", encoding="utf-8")
    stage(hooked, 3)
    put(hooked, 4, good=False)
    expect(hooked.run(*COMMIT), refused="RG102", looked_at=4)
