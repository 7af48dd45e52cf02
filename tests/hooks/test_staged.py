"""`check --staged` reads the index exactly, and `check --ref` a commit, whatever lies on disk."""

from __future__ import annotations

import pytest

from tests.support.hooked import (
    commit_unseen,
    copy,
    expect,
    put,
    row_path,
    row_text,
    stage,
    template,
)
from tests.support.scratch import Scratch

pytestmark = pytest.mark.slow

COMMIT = ("git", "commit", "-m", "rows")


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Scratch:
    return template(tmp_path_factory.mktemp("staged") / "made", "prek")


@pytest.fixture
def there(plain, tmp_path) -> Scratch:
    """Two good rows, committed, and a hook of one line, without pre-commit."""
    there = copy(plain, tmp_path / "repository")
    hook = there.write(".git/hooks/pre-commit", "#!/bin/sh\nexec rowgate check --staged\n")
    hook.chmod(0o755)
    return there


def _staged(there: Scratch, *more: str) -> tuple[int, str, str]:
    return there.rowgate("check", "--staged", *more)


def test_what_is_staged_is_looked_at_and_nothing_on_disk(there):
    stage(there, 3)
    put(there, 3, good=False)
    put(there, 4, good=False)
    (there.path / row_path(1)).unlink()
    code, out, err = _staged(there)
    assert code == 0, out + err
    assert "3 rows checked" in err


def test_a_bad_row_in_the_index_is_refused_with_its_line_there(there):
    path = stage(there, 3, good=False)
    put(there, 3)
    code, out, _ = _staged(there)
    assert code == 1
    assert f"{path}:1:1: RG102" in out
    assert there.rowgate("check").code == 0


def test_the_dataset_and_the_configuration_are_those_of_the_index(there):
    stage(there, 3, good=False)
    there.edit("datasets/refund-policy/dataset.yaml", "gate: release", "gate: exploratory")
    assert _staged(there)[0] == 1
    there.git("add", "-A")
    assert _staged(there)[0] == 0
    there.edit("rowgate.yaml", "format: 1\n", "format: 1\nrules:\n  RG102: error\n")
    assert _staged(there)[0] == 0
    there.git("add", "-A")
    assert _staged(there)[0] == 1


def test_an_asset_that_is_only_on_disk_is_missing(there):
    asset = "datasets/refund-policy/assets/" + "0" * 64 + ".png"
    there.edit(
        "datasets/refund-policy/dataset.yaml", "question: text", "question: text\n  image: image"
    )
    for number in (1, 2):
        value = f"  image:\n    path: assets/{'0' * 64}.png\n    media_type: image/png\n"
        there.edit(row_path(number), "response:", f"{value}response:")
    there.git("add", "-A")
    there.write(asset, "not staged")
    code, out, _ = _staged(there)
    assert code == 1
    assert out.count("RG204") == 2


def test_files_say_what_of_the_index_is_looked_at(there):
    stage(there, 3, good=False)
    code, _, err = _staged(there, row_path(1))
    assert code == 0
    assert "1 row checked" in err
    assert _staged(there, "datasets/refund-policy/rows")[0] == 1


def test_a_file_that_is_nowhere_is_wrong_usage_and_one_in_no_dataset_is_none_of_its_business(there):
    code, _, err = _staged(there, "datasets/nowhere.yaml")
    assert code == 2
    assert "there is no such file in @staged" in err
    assert _staged(there, "rowgate.yaml")[0] == 0


def test_nothing_staged_is_no_approval(there):
    there.git("rm", "-q", "-r", "--cached", "datasets")
    code, _, err = _staged(there)
    assert code == 4
    assert "NOTHING WAS LOOKED AT" in err


def test_a_configuration_that_is_not_staged_is_said(there):
    there.git("rm", "-q", "--cached", "rowgate.yaml")
    code, _, err = _staged(there)
    assert code == 2
    assert "no rowgate.yaml in @staged; git add rowgate.yaml" in err


@pytest.mark.parametrize("other", [("--fix",), ("--history",), ("--ref", "HEAD")])
def test_two_things_to_look_at_are_refused(there, other):
    code, _, err = _staged(there, *other)
    assert code == 2
    assert "look at different things" in err


def _given(there: Scratch, how: str) -> tuple[str, ...]:
    """A bad row in the index that this commit makes, which is not always the repository's."""
    if how == "add":
        stage(there, 3, good=False)
        return ()
    put(there, 1, good=False)
    return ("-a",) if how == "commit -a" else ("--", row_path(1))


@pytest.mark.parametrize("how", ["add", "commit -a", "commit PATH"])
def test_a_hook_of_one_line_reads_the_index_that_git_names(there, how):
    more = _given(there, how)
    expect(there.run(*COMMIT, *more), refused="RG102", looked_at=3 if how == "add" else 2)


def test_commit_path_leaves_what_else_is_staged_out_of_its_index(there):
    stage(there, 3)
    stage(there, 4, good=False)
    expect(there.run(*COMMIT, row_path(3)), refused=None, looked_at=3)


def test_the_index_of_a_worktree_is_its_own(there, tmp_path):
    there.git("worktree", "add", "-q", "-b", "feature", str(tmp_path / "beside"))
    beside = Scratch(tmp_path / "beside", git=False)
    stage(beside, 3, good=False)
    expect(beside.run(*COMMIT), refused="RG102", looked_at=3)
    assert _staged(there)[0] == 0


def _version_4(there: Scratch) -> None:
    there.git("update-index", "--index-version", "4")


def _split(there: Scratch) -> None:
    there.git("update-index", "--split-index")


def _sparse(there: Scratch) -> None:
    there.write("docs/page.md", "Refunds\n")
    there.git("add", "-A")
    commit_unseen(there)
    there.git("sparse-checkout", "set", "--sparse-index", "docs")
    there.git("checkout", "-q", "HEAD", "--", "rowgate.yaml")


def _quoted(there: Scratch) -> None:
    there.git("config", "core.quotePath", "true")
    there.write("datasets/refund-policy/rows/rückgabe ü.yaml", row_text(3))
    there.git("add", "-A")


@pytest.mark.parametrize(
    ("kind", "code", "rows"),
    [(_version_4, 0, 2), (_split, 0, 2), (_sparse, 0, 2), (_quoted, 1, 3)],
    ids=["version 4", "split", "sparse", "names beyond ASCII"],
)
def test_an_index_of_any_kind_is_read(there, kind, code, rows):
    kind(there)
    ran = there.rowgate("check", "--staged")
    assert ran.code == code, ran.all
    assert f"{rows} rows checked" in ran.err


def test_a_repository_of_sha256_and_one_without_a_commit(tmp_path):
    there = template(tmp_path / "sha256", "prek", "--object-format=sha256")
    there.git("update-ref", "-d", "HEAD")
    assert _staged(there)[0] == 0
    stage(there, 3, good=False)
    assert _staged(there)[0] == 1


def test_a_partial_clone_fetches_what_it_lacks(there, tmp_path):
    there.git("config", "uploadpack.allowFilter", "true")
    there.git(
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        f"file://{there.path}",
        str(tmp_path / "clone"),
    )
    clone = Scratch(tmp_path / "clone", git=False)
    clone.git("checkout", "-q", "HEAD", "--", "rowgate.yaml")
    ran = clone.rowgate("check", "--ref", "HEAD")
    assert ran.code == 0, ran.all
    assert "2 rows checked" in ran.err


def test_a_ref_is_looked_at_as_it_was(there):
    stage(there, 3, good=False)
    commit_unseen(there)
    there.git("rm", "-q", row_path(3))
    commit_unseen(there)
    ran = there.rowgate("check", "--ref", "HEAD~1")
    assert ran.code == 1
    assert f"{row_path(3)}:1:1: RG102" in ran.out
    assert there.rowgate("check", "--ref", "HEAD").code == 0
    ran = there.rowgate("check", "--ref", "nowhere")
    assert ran.code == 2
    assert "no commit, tag or branch nowhere" in ran.err
