"""`DATASET@REF` and `ROW@REF`: any version, without checking it out."""

from __future__ import annotations

import os
import subprocess

import pytest

from rowgate.errors import UsageError
from rowgate.flows.named import dataset_at, parse_named, row_at, tree_at
from rowgate.flows.workspace import open_workspace
from rowgate.rows.store import WorkingTree


@pytest.fixture
def twice(clean, monkeypatch):
    """A row committed as v1, changed and committed, changed and staged, and changed on disk."""
    clean.git("add", "-A")
    clean.git("commit", "-qm", "one")
    clean.git("tag", "v1")
    clean.edit(clean.row(), '"It promised 60 days."', "committed")
    clean.git("commit", "-qam", "two")
    clean.edit(clean.row(), "note: committed", "note: staged")
    clean.git("add", "-A")
    clean.edit(clean.row(), "note: staged", "note: on disk")
    monkeypatch.chdir(clean.path)
    for key, value in clean.env.items():
        monkeypatch.setenv(key, value)
    return clean


@pytest.mark.parametrize(
    ("named", "note"),
    [
        ("refund-policy@v1", "It promised 60 days."),
        ("refund-policy@HEAD~1", "It promised 60 days."),
        ("refund-policy@main", "committed"),
        ("refund-policy@staged", "staged"),
        ("refund-policy", "on disk"),
        ("refund-policy@worktree", "on disk"),
    ],
)
def test_a_dataset_is_read_as_that_version_has_it(twice, named, note):
    before = twice.files()
    dataset = dataset_at(open_workspace(), named)
    assert [row.note for row in dataset.rows] == [note]
    assert dataset.purpose == "Refunds."
    assert twice.files() == before


def test_a_row_is_shown_as_a_version_has_it(twice):
    assert "It promised 60 days." in twice.ok("show", "refunds@v1")
    assert "staged" in twice.ok("show", "refund-policy/refunds@staged")


def test_a_removed_row_can_still_be_read(twice):
    twice.git("rm", "-qf", twice.row())
    assert row_at(open_workspace(), "refunds@v1").labels == ["refunds"]


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("refund-policy@v9", "no commit, tag or branch v9"),
        ("refund-polcy@v1", "did you mean refund-policy?"),
        ("refund-policy@", "names no version after the @"),
        ("refund-policy@--all", "no commit, tag or branch --all|--all is no ref"),
    ],
)
def test_what_is_not_there_is_said(twice, named, says):
    with pytest.raises(UsageError) as caught:
        dataset_at(open_workspace(), named)
    told = f"{caught.value.message} {caught.value.fix}"
    assert any(part in told for part in says.split("|"))


@pytest.mark.parametrize("name", ["other.yml", "more/other.yaml"])
def test_what_lies_among_the_rows_and_is_none_is_no_row_less(twice, name):
    twice.write(f"datasets/refund-policy/rows/{name}", "format: 1\n")
    with pytest.raises(UsageError, match="is no row, and would be judged by nobody"):
        dataset_at(open_workspace(), "refund-policy")


def test_a_broken_row_is_no_row_less(twice):
    twice.edit(twice.row(), "why: incorrect-answer", "why: [")
    with pytest.raises(UsageError, match=r"refunds-\w+\.yaml:5:7: "):
        dataset_at(open_workspace(), "refund-policy")


@pytest.mark.parametrize(
    "named",
    [
        "refund-policy@v1",
        "datasets/refund-policy@v1",
        "datasets/../datasets/refund-policy@v1",
        "refunds@v1",
        "refund-policy/refunds@v1",
        "refund-policy@HEAD~1",
    ],
)
def test_check_takes_a_version_by_the_name_of_its_dataset_or_row(twice, named):
    twice.edit(twice.row(), "why: incorrect-answer", "why: because")
    twice.git("add", "-A")
    assert twice.rowgate("check", named).code == 0
    assert twice.rowgate("check", named).err == "1 row checked: 1 notice\n"
    staged = twice.rowgate("check", f"{named.partition('@')[0]}@staged")
    assert (staged.code, "RG103" in staged.out) == (1, True)


def test_check_of_several_versions_or_of_none_says_what_to_type(twice):
    for named, says in {
        ("refund-policy@v1", "refund-policy@main"): "these are of several versions",
        ("refund-policy@v1", "--fix"): "DATASET@REF says which version",
        ("refund-policy@v1", "--staged"): "DATASET@REF says which version",
        ("refund-policy@v1", "--history"): "name no files",
        ("@v1",): "@v1 names no dataset and no row",
        ("refund-polcy@v1",): "did you mean refund-policy?",
        ("refund-policy@v9",): "no commit, tag or branch v9",
        ("refund-policy",): "rowgate check datasets/refund-policy",
        ("refund-polcy",): "did you mean refund-policy?",
    }.items():
        ran = twice.rowgate("check", *named)
        assert (ran.code, says in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("command", ["show", "prove"])
def test_a_row_is_named_by_its_path_too(twice, command):
    assert "refunds" in twice.ok(command, f"{twice.row()}@v1")


def test_a_dataset_is_no_row_and_show_says_so(twice):
    ran = twice.rowgate("show", "refund-policy@v1")
    assert (ran.code, "refund-policy is a dataset: rowgate log refund-policy" in ran.err) == (
        2,
        True,
    )


def test_a_version_without_rows_proves_nothing(twice):
    twice.git("rm", "-rqf", "datasets/refund-policy/rows")
    ran = twice.rowgate("prove", "refund-policy@staged")
    assert (ran.code, "refund-policy@staged has no rows" in ran.err) == (2, True)


def test_an_at_in_the_ref_belongs_to_the_ref():
    assert parse_named("refund-policy@main@{1}") == ("refund-policy", "main@{1}")


def test_a_tree_of_git_and_the_working_tree_tell_the_same(twice):
    twice.git("add", "-A")
    workspace = open_workspace()
    folder = workspace.config.datasets / "refund-policy"
    disk, index = WorkingTree(), tree_at(workspace, "staged")
    assert index.files(folder) == disk.files(folder)
    for path in disk.files(folder):
        assert (index.read(path), index.size(path)) == (disk.read(path), disk.size(path))
    assert index.size(folder / "nothing") is None
    with pytest.raises(UsageError, match="there is no such file in @staged"):
        index.read(folder / "nothing")


def test_the_index_is_the_one_of_the_commit_that_is_being_made(twice, monkeypatch):
    twice.git("read-tree", "--index-output=.git/other", "v1")
    monkeypatch.setenv("GIT_INDEX_FILE", os.fspath(twice.path / ".git" / "other"))
    assert dataset_at(open_workspace(), "refund-policy@staged").rows[0].note.startswith("It ")


@pytest.mark.parametrize("named", ["refund-policy@v1", "refunds@v1", "refund-policy/refunds@v1"])
def test_a_version_is_proven_and_stays_as_it_is(twice, named):
    before = twice.files()
    out = twice.ok("prove", named)
    assert f"{twice.row()}@v1: proven" in out
    assert twice.files() == before


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("refund-polcy@v1", "did you mean refund-policy?"),
        ("refund-policy@v9", "no commit, tag or branch v9"),
    ],
)
def test_a_version_that_is_not_there_is_not_proven(twice, named, says):
    ran = twice.rowgate("prove", named)
    assert (ran.code, says in ran.err) == (2, True)


@pytest.mark.parametrize(
    "command",
    [
        ("annotate", "refunds@v1", "--note", "x"),
        ("approve", "refunds@v1"),
        ("remove", "refunds@v1", "--reason", "x"),
        ("redact", "refunds@v1"),
        ("columns", "refund-policy@v1"),
        ("review", "refund-policy@v1"),
    ],
    ids=lambda command: command[0],
)
def test_what_changes_files_says_that_a_version_does_not_change(twice, command):
    before = twice.files()
    ran = twice.rowgate(*command)
    assert ran.code == 2
    assert f"{command[1]} is of version v1: this works on the files on disk" in ran.err
    assert twice.files() == before


def test_of_a_row_in_conflict_nobody_knows_what_will_be_committed(clean):
    clean.git("add", "-A")
    clean.git("commit", "-qm", "one")
    for branch, note in (("other", "left"), ("main", "right")):
        clean.git("checkout", "-q", "-B", branch, "HEAD" if branch == "other" else "main")
        clean.edit(clean.row(), '"It promised 60 days."', note)
        clean.git("commit", "-qam", note)
    clean.run("git", "merge", "other")
    ran = clean.rowgate("check", "--staged")
    assert (ran.code, ran.err) == (
        2,
        f"rowgate: {clean.row()}: in conflict; git add it once that is resolved\n",
    )


@pytest.fixture
def parted(clean):
    """A repository whose one row lies in a part of its own, committed."""
    row = clean.row()
    (clean.path / "shop").mkdir()
    clean.git("add", "-A")
    clean.git("mv", "datasets", "rowgate.yaml", "shop/")
    clean.write("rowgate.yaml", "format: 1\n")
    clean.git("add", "-A")
    clean.git("commit", "-qm", "one")
    return clean, f"shop/{row}"


@pytest.mark.parametrize("command", ["show", "approve", "prove", "log", "annotate --note=x"])
def test_a_row_of_another_part_is_found_by_its_path_and_by_its_name(parted, command):
    there, row = parted
    for named in (row, "refunds", f"refund-policy/{row.rpartition('/')[2][:-5]}"):
        ran = there.rowgate(*command.split(), named)
        assert ran.code == 0, ran.err


def test_a_dataset_of_another_part_is_found_by_the_path_of_its_folder(parted):
    there, _ = parted
    for command in ("prove", "log", "columns"):
        assert there.rowgate(command, "shop/datasets/refund-policy").code == 0
    assert there.rowgate("check", "shop/datasets/refund-policy@HEAD").err.startswith(
        "1 row checked"
    )


def test_rows_of_two_parts_are_no_job_for_one_command(parted):
    there, row = parted
    (there.path / "store").mkdir()
    subprocess.run(["cp", "-r", "shop/.", "store"], check=True, cwd=there.path)
    for named in (["refunds"], [row, row.replace("shop", "store")]):
        ran = there.rowgate("approve", *named)
        assert (ran.code, "several parts of the repository have these: shop, store" in ran.err) == (
            2,
            True,
        )


def test_where_only_parts_are_governed_the_way_there_is_said(parted):
    there, _ = parted
    (there.path / "rowgate.yaml").unlink()
    assert "refunds" in there.ok("show", "refunds")
    ran = there.rowgate("approve", "nope")
    assert (ran.code, "cd shop" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "command", ["status", "prove", "check --history", "redact", "log", "review"]
)
def test_what_looks_at_one_part_only_names_the_others(parted, command):
    there, _ = parted
    said = "not looked at: shop (a part with its own rowgate.yaml: cd shop)\n"
    assert there.rowgate(*command.split()).err.startswith(said)


def test_check_of_a_version_looks_where_that_version_has_its_parts(parted):
    there, _ = parted
    there.git("mv", "shop", "store")
    assert "shop/datasets" in there.rowgate("check", "--ref", "HEAD").out
    assert "store/datasets" in there.rowgate("check", "--staged").out
    (there.path / "rowgate.yaml").unlink()
    assert there.rowgate("check", "--ref", "HEAD").err.startswith("1 row checked")
    assert there.rowgate("check", "--ref", "HEAD", "shop").err.startswith("1 row checked")


def test_a_configuration_among_the_rows_of_a_version_takes_none_away(parted):
    there, _ = parted
    there.write("shop/datasets/refund-policy/rowgate.yaml", "format: 1\n")
    there.git("add", "-A")
    for options in (["--staged"], ["--staged", "shop/datasets/refund-policy"]):
        assert there.rowgate("check", *options).err.startswith("1 row checked: 1 error")
