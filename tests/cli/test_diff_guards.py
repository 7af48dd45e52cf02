"""`rowgate diff` of what keeps the datasets: nobody loosens that unseen either."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.support.hooked import commit_unseen, copy, row_path, template
from tests.support.scratch import Scratch

DATASET = "datasets/refund-policy/dataset.yaml"
HOOKS = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/rowgate.yml"
GITLAB = ".gitlab/rowgate.yml"
EXCEPTION = "    - {type: email, literal: a@b.example.com, reason: ours}\n"
SILENT = "what rowgate refuses stops nothing here any more"
CONFIG = f"redaction:\n  kept:\n{EXCEPTION}"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Scratch:
    """A repository with rows, a plugin, hooks, CI, and owners of its datasets."""
    there = template(tmp_path_factory.mktemp("guarded") / "made", "prek")
    there.write("rowgate.yaml", f"format: 1\n{CONFIG}")
    there.write("plugins/ours.py", "X = 1\n")
    there.write("CODEOWNERS", "/src/ @eve\n/datasets/ @ada\n")
    there.edit(DATASET, "gate: release\n", "gate: release\nevaluators:\n  - max-words: 200\n")
    there.ok("init", "--ci", "github")
    there.ok("init", "--ci", "gitlab")
    there.ok("new", "gifts", "--purpose", "G.", "--workflow", "g", "--project", "support-bot")
    there.git("add", "-A")
    commit_unseen(there)
    return there


@pytest.fixture
def there(made, tmp_path) -> Scratch:
    return copy(made, tmp_path / "repository")


def changes(there: Scratch) -> list[tuple[str, str]]:
    ran = there.rowgate("diff", "--format", "json")
    assert ran.code == 0, ran.all
    return [(one["risk"], one["message"]) for one in map(json.loads, ran.out.splitlines())]


class Attempt(NamedTuple):
    """What somebody tries, and what reviewers are told first."""

    id: str
    edit: Callable[[Scratch], object]
    risk: str
    message: str


def _edit(name: str, old: str, new: str) -> Callable[[Scratch], object]:
    return lambda there: there.edit(name, old, new)


def _append(name: str, text: str) -> Callable[[Scratch], object]:
    return lambda there: there.write(name, there.read(name) + text)


def _remove(name: str) -> Callable[[Scratch], object]:
    return lambda there: there.git("rm", "-q", name)


def _move_row(there: Scratch) -> None:
    (there.path / "datasets/gifts/rows").mkdir(exist_ok=True)
    there.git("mv", row_path(1), row_path(1, dataset="gifts"))


def _rename_and_edit(there: Scratch) -> None:
    there.git("mv", row_path(1), row_path(1, slug="other"))
    there.edit(row_path(1, slug="other"), '  - contains: "30 days"\n', "  - max-words: 90\n")


ATTEMPTS = [
    Attempt(
        "a row is renamed and edited", _rename_and_edit,
        "weakened", "the recorded response failed the criteria before and passes now",
    ),
    Attempt(
        "a row is moved to a dataset that asks less", _move_row, "weakened",
        "moved from refund-policy to gifts, away from evaluators of that dataset: max-words",
    ),
    Attempt("dataset.yaml is removed", _remove(DATASET), "weakened", "the dataset was removed"),
    Attempt(
        "a dataset has another name",
        lambda there: there.git("mv", "datasets/refund-policy", "datasets/policy"),
        "weakened", "the dataset was removed",
    ),
    Attempt(
        "others may approve", _edit(DATASET, "ada@example.com", "eve@example.com"),
        "criteria", "was changed",
    ),
    Attempt(
        "the scope is wider", _edit(DATASET, "workflow: refunds", "workflow: all"),
        "criteria", "was changed",
    ),
    Attempt(
        "plugins are looked for elsewhere", _append("rowgate.yaml", "plugins: none\n"),
        "weakened", "plugins lie in another folder: none of the old one is loaded",
    ),
    Attempt(
        "an exception is wider", _edit("rowgate.yaml", EXCEPTION, "    - {type: email, reason: x}\n"),
        "weakened", "redaction: exception email was added",
    ),
    Attempt(
        "a plugin comes", lambda there: there.write("plugins/new.py", "X = 2\n"),
        "criteria", "a new plugin: read what it judges and redacts",
    ),
    Attempt(
        "the hook is removed", lambda there: there.write(HOOKS, "repos: []\n"),
        "weakened", "rowgate does not run here any more",
    ),
    Attempt(
        "the hook passes rows over", _append(HOOKS, "exclude: ^datasets/\n"),
        "weakened", "the hook rowgate-check runs only under a condition now",
    ),
    Attempt(
        "the workflow is removed", _remove(WORKFLOW),
        "weakened", "rowgate does not run here any more",
    ),
    Attempt(
        "the workflow runs on demand", _edit(WORKFLOW, "pull_request:", "workflow_dispatch:"),
        "weakened", "pull_request does not start it any more",
    ),
    Attempt(
        "the workflow runs for some paths", _edit(WORKFLOW, "pull_request:", "pull_request:\n    paths: ['datasets/**']"),
        "weakened", "pull_request starts it for less now (paths)",
    ),
    Attempt(
        "the workflow runs once more", _edit(WORKFLOW, "merge_group:", "merge_group:\n  workflow_dispatch:"),
        "criteria", "what runs rowgate was changed",
    ),
    Attempt(
        "CI refuses more", _edit(GITLAB, 'FAIL_ON: ""', "FAIL_ON: broken"),
        "criteria", "what runs rowgate was changed",
    ),
    Attempt(
        "the job on GitLab is for few", _edit(GITLAB, '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n', ""),
        "weakened", "rowgate diff runs in fewer cases now",
    ),
    Attempt(
        "one command of the job is gone", _edit(GITLAB, '    - rowgate check "${options[@]}"\n', ""),
        "weakened", "rowgate check does not run here any more",
    ),
    Attempt(
        "the step may fail", _edit(WORKFLOW, "      - uses: rowgate/", "      - continue-on-error: true\n        uses: rowgate/"),
        "weakened", SILENT,
    ),
    Attempt(
        "the job may fail", _edit(WORKFLOW, "    steps:\n", "    continue-on-error: ${{ true }}\n    steps:\n"),
        "weakened", SILENT,
    ),
    Attempt(
        "the job never runs", _edit(WORKFLOW, "    runs-on:", "    if: ${{ false }}\n    runs-on:"),
        "weakened", SILENT,
    ),
    Attempt(
        "the job on GitLab may fail", _edit(GITLAB, "  stage: test\n", "  stage: test\n  allow_failure: true\n"),
        "weakened", SILENT,
    ),
    Attempt(
        "the job on GitLab may fail, as said elsewhere", _append(".gitlab-ci.yml", "\nrowgate:\n  allow_failure: true\n"),
        "weakened", SILENT,
    ),
    Attempt(
        "the command may fail", _edit(GITLAB, '- rowgate check "${options[@]}"', '- rowgate check "${options[@]}" || true'),
        "weakened", SILENT,
    ),
    Attempt(
        "the command may fail, on its next line",
        _edit(GITLAB, '- rowgate check "${options[@]}"', '- |\n      rowgate check "${options[@]}" \\\n        || echo never mind'),
        "weakened", SILENT,
    ),
    Attempt(
        "the hook is for special occasions",
        _edit(HOOKS, "stages: [pre-commit, pre-merge-commit, pre-push, manual]", "stages: [manual]"),
        "weakened", SILENT,
    ),
    Attempt(
        "pre-commit.ci skips the hook", _append(HOOKS, "ci:\n  skip: [rowgate-check]\n"),
        "weakened", SILENT,
    ),
    Attempt(
        "CI reads less thoroughly", _edit(GITLAB, "--thorough ", ""),
        "weakened", "rowgate is asked for less here",
    ),
    Attempt(
        "CI asks for no approval", _edit(GITLAB, 'REQUIRE_APPROVAL: "true"', 'REQUIRE_APPROVAL: "false"'),
        "weakened", "rowgate is asked for less here",
    ),
    Attempt(
        "git passes the rows over", _append(".gitignore", "/datasets/\n"),
        "weakened", "git passes over new files of datasets/",
    ),
    Attempt(
        "git passes some rows over", _append(".gitignore", "datasets/refund-policy/rows/late-*\n"),
        "weakened", "git passes over new files of datasets/",
    ),
    Attempt(
        "git passes whatever is a row over", _append(".gitignore", "*.yaml\n"),
        "weakened", "git passes over new files of datasets/",
    ),
    Attempt(
        "nobody owns the datasets", _edit("CODEOWNERS", "/datasets/ @ada\n", ""),
        "weakened", "fewer lines say who owns datasets/",
    ),
    Attempt(
        "another one owns them", _edit("CODEOWNERS", "@ada", "@eve"),
        "criteria", "who owns datasets/ was changed",
    ),
    Attempt(
        "the host does not show rows", _append(".gitattributes", "datasets/** linguist-generated\n"),
        "weakened", "reviewers are not shown what changes in datasets/",
    ),
]  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: one.id)
def test_what_loosens_the_gate_stands_on_top(there, attempt):
    attempt.edit(there)
    assert changes(there)[0] == (attempt.risk, attempt.message)


def test_what_is_about_other_files_is_no_change_of_ours(there):
    there.write(HOOKS, there.read(HOOKS).replace("repos:\n", f"repos:\n{OTHER_HOOK}"))
    there.edit("CODEOWNERS", "@eve", "@bob")
    there.write(".github/workflows/lint.yml", "jobs: {}\n")
    there.write(".gitattributes", there.read(".gitattributes") + "*.bin binary\n")
    there.write(".gitignore", there.read(".gitignore") + "/build/\n*.log\n!datasets/\n# datasets\n")
    assert changes(there) == []


OTHER_HOOK = "  - repo: https://example.com/lint\n    rev: v1\n    hooks: [{id: lint}]\n"
LINT = "  lint:\n    continue-on-error: true\n    steps:\n      - if: false\n        run: make lint || true\n"


@pytest.mark.parametrize("name", ["Makefile", ".circleci/config.yml", "Jenkinsfile"])
def test_of_other_files_that_run_it_the_lines_count_that_name_it(there, name):
    there.write(name, "test:\n\trowgate check --thorough\n\tpytest\n")
    there.git("add", "-A")
    commit_unseen(there)
    there.edit(name, "pytest", "pytest -q")
    assert changes(there) == []
    there.edit(name, "--thorough", "--thorough || true")
    assert changes(there) == [("weakened", SILENT)]
    there.edit(name, "rowgate check --thorough || true", "true")
    assert changes(there) == [("weakened", "rowgate does not run here any more")]


def test_what_another_job_lets_pass_is_no_weakening_of_ours(there):
    there.write(WORKFLOW, there.read(WORKFLOW).replace("jobs:\n", f"jobs:\n{LINT}"))
    there.edit(GITLAB, "    - changed=0\n", "    - changed=0\n    - make lint || true\n")
    assert set(changes(there)) == {("criteria", "what runs rowgate was changed")}


def test_a_part_of_a_repository_has_ignored_files_of_its_own(there):
    (there.path / "shop").mkdir()
    there.git("mv", "rowgate.yaml", "datasets", "plugins", "shop/")
    commit_unseen(there)
    part = type(there)(there.path / "shop", git=False)
    part.write(".gitignore", "build/\n")
    assert changes(part) == []
    part.write(".gitignore", "build/\ndatasets/\n")
    assert changes(part) == [("weakened", "git passes over new files of datasets/")]


def test_both_sides_of_a_loosened_guard_are_shown_and_a_reason_accepts_it(there):
    there.edit("CODEOWNERS", "/datasets/ @ada\n", "")
    ran = there.rowgate("diff", "--fail-on", "weakened")
    assert ran.code == 1
    assert "- /datasets/ @ada" in ran.out
    message = "Nobody\n\nRowgate-Weakened: Ada has left"
    there.git("commit", "-q", "--no-verify", "-am", message)
    ran = there.rowgate("diff", "HEAD~1", "--fail-on", "weakened")
    assert (ran.code, "accepted: Ada has left" in ran.out) == (0, True)


@pytest.mark.parametrize("folder", ["datasets", "datasets/refund-policy"])
def test_a_configuration_among_the_rows_takes_none_out_of_the_gate(there, folder):
    there.edit(row_path(1), '  - contains: "30 days"\n', "")
    before = there.rowgate("check")
    assert before.code == 1
    there.write(f"{folder}/rowgate.yaml", "format: 1\n")
    for arguments in (("check",), ("check", row_path(1))):
        ran = there.rowgate(*arguments)
        assert ran.code == 1
        assert f"{row_path(1)}:11:1: RG005" in ran.out
