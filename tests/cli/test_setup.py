"""`rowgate init` and `rowgate new`."""

from __future__ import annotations

import pytest

from tests.support.scratch import Scratch


def test_init_writes_what_a_repository_needs_and_says_so(scratch):
    printed = scratch.ok("init")
    for name in ("rowgate.yaml", ".pre-commit-config.yaml", ".gitattributes", ".gitignore"):
        assert (scratch.path / name).is_file()
        assert f"written  {name}" in printed
    assert (scratch.path / "datasets").is_dir()
    assert (scratch.path / "plugins").is_dir()
    assert "traces/" in scratch.read(".gitignore")
    assert "datasets/** text eol=lf" in scratch.read(".gitattributes")


def test_init_twice_changes_nothing(project):
    before = project.files()
    assert "written" not in project.ok("init")
    assert project.files() == before


def test_init_leaves_a_file_that_is_there_and_says_what_to_add(scratch):
    scratch.write(".gitignore", "node_modules/\n")
    scratch.write(".pre-commit-config.yaml", "repos: []\n")
    printed = scratch.ok("init")
    assert scratch.read(".gitignore") == "node_modules/\n"
    assert scratch.read(".pre-commit-config.yaml") == "repos: []\n"
    assert "traces/" in printed
    assert "runs/" in printed
    assert "entry: rowgate check" in printed


def test_init_outside_a_git_repository_says_what_to_do(tmp_path):
    ran = Scratch(tmp_path / "plain", git=False).rowgate("init")
    assert ran.code == 2
    assert "is in no git repository; git init" in ran.err


def test_a_new_dataset_is_a_release_dataset_that_check_accepts(project):
    project.ok("new", "refund-policy", "--project", "support-bot", "--purpose", "Refunds.")
    text = project.read("datasets/refund-policy/dataset.yaml")
    assert "gate: release\n" in text
    assert "project: support-bot\n" in text
    project.ok("new", "ideas", "--gate", "exploratory")
    assert "gate: exploratory\n" in project.read("datasets/ideas/dataset.yaml")
    assert project.rowgate("check", "datasets/refund-policy/dataset.yaml").code == 0


def test_an_existing_dataset_is_left_alone(project):
    project.ok("new", "a", "--purpose", "mine")
    before = project.files()
    ran = project.rowgate("new", "a", "--purpose", "other")
    assert ran.code == 1
    assert "exists already" in ran.err
    assert project.files() == before


@pytest.mark.parametrize("name", ["../up", "a/b", "..", ".", "", "UPPER", "con", "a b", "/etc"])
def test_a_name_that_is_no_dataset_name_is_refused(project, name):
    before = project.files()
    ran = project.rowgate("new", name)
    assert ran.code == 2
    assert "no dataset name" in ran.err
    assert project.files() == before


def test_without_a_configuration_the_message_says_init(scratch):
    ran = scratch.rowgate("new", "a")
    assert ran.code == 2
    assert ran.err.strip().endswith("rowgate init")


def test_a_misspelt_command_and_a_misspelt_configuration_get_did_you_mean(project):
    assert "did you mean check?" in project.rowgate("chek").err
    project.write("rowgate.yaml", "format: 1\nreveiw: file\n")
    ran = project.rowgate("new", "a")
    assert ran.code == 2
    assert "rowgate.yaml:2:1: unknown field reveiw; did you mean review?" in ran.err


def test_a_configuration_from_the_future_is_refused(project):
    project.write("rowgate.yaml", "format: 99\n")
    ran = project.rowgate("new", "a")
    assert ran.code == 2
    assert "newer than this rowgate reads" in ran.err


def test_a_read_only_folder_is_one_line_and_leaves_nothing(project, monkeypatch):
    import os

    if os.geteuid() == 0:
        # The superuser writes anywhere: a file where the folder should go fails for everybody.
        project.write("datasets/locked", "")
    else:
        (project.path / "datasets").chmod(0o555)
    before = project.files()
    ran = project.rowgate("new", "locked")
    assert ran.code in (1, 2)
    assert len(ran.err.strip().splitlines()) == 1
    assert "Traceback" not in ran.all
    assert project.files() == before


def test_a_folder_that_was_removed_is_one_line(scratch):
    script = "mkdir gone && cd gone && rmdir ../gone && python -m rowgate check"
    ran = scratch.run("bash", "-c", script)
    assert ran.code == 2
    assert ran.err.splitlines()[-1] == (
        "rowgate: the current folder is no more; cd to one that is there"
    )


@pytest.mark.parametrize("command", ["check", "find", "show"])
def test_a_name_that_no_file_can_have_is_one_line(project, command):
    ran = project.rowgate(command, *(["x", "--from"] if command == "show" else []), "a" * 300)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1
    assert ran.err.startswith("rowgate: ")
    assert "bug" not in ran.err


@pytest.mark.parametrize(
    "locked", ["datasets/refund-policy/rows", "datasets/refund-policy", "datasets"]
)
@pytest.mark.parametrize("command", ["check", "status", "prove"])
def test_rows_that_nobody_may_look_at_are_not_taken_for_absent(raw, locked, command):
    import os

    if os.geteuid() == 0:
        pytest.skip("the superuser may look anywhere")
    raw.git("add", "-A")
    (raw.path / locked).chmod(0)
    try:
        ran = raw.rowgate(command)
    finally:
        (raw.path / locked).chmod(0o755)
    assert ran.code == 2
    assert "Permission denied" in ran.err
