"""What `init --ci` writes: valid for its service, safe for forks, and run as it stands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.hooked import commit_unseen, copy, row_path, stage, template
from tests.support.scratch import PROJECT, Ran, Scratch

SCHEMAS = {
    ".github/workflows/rowgate.yml": ("vendor.github-workflows",),
    ".gitlab/rowgate.yml": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
    ".gitlab-ci.yml": ("vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}


def _valid(path: Path, schema: tuple[str, ...]) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def written(scratch) -> Scratch:
    """A repository with the gate of every service."""
    scratch.ok("init", "--ci", "github", "--ci", "gitlab", "--ci", "pre-commit-ci")
    return scratch


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_written_is_valid_for_its_service(written, name):
    ran = _valid(written.path / name, SCHEMAS[name])
    assert ran.code == 0, ran.all


def test_the_action_is_valid():
    ran = _valid(PROJECT / "action.yml", ("vendor.github-actions",))
    assert ran.code == 0, ran.all


def test_the_file_for_pre_commit_ci_is_valid_and_names_hooks_that_there_are(written):
    ran = written.run("pre-commit", "validate-config")
    assert ran.code == 0, ran.all
    (repo,) = yaml.safe_load(written.read(".pre-commit-config.yaml"))["repos"]
    manifest = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in repo["hooks"]} <= {hook["id"] for hook in manifest}
    assert repo["rev"] == "v0.1.0"


def test_the_workflow_only_reads_and_never_gives_a_fork_a_token_that_writes(written):
    text = written.read(".github/workflows/rowgate.yml")
    workflow = yaml.safe_load(text)
    triggers = workflow[True]  # `on`, to a reader of YAML 1.1
    assert set(triggers) == {"pull_request", "merge_group", "push"}
    assert workflow["permissions"] == {"contents": "read"}
    assert "secrets." not in text
    checkout = workflow["jobs"]["rowgate"]["steps"][0]["with"]
    assert checkout == {"fetch-depth": 0, "persist-credentials": False}


def test_the_workflow_gives_the_action_inputs_that_it_has(written):
    workflow = yaml.safe_load(written.read(".github/workflows/rowgate.yml"))
    action = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
    assert set(workflow["jobs"]["rowgate"]["steps"][1]["with"]) <= set(action["inputs"])


def test_no_step_of_the_action_pastes_foreign_text_into_a_script():
    action = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"], step["name"]


def test_the_file_to_include_on_gitlab_is_the_one_that_init_writes(written):
    assert written.read(".gitlab/rowgate.yml") == (PROJECT / "ci" / "gitlab.yml").read_text("utf-8")


def test_files_that_are_there_are_left_and_what_they_lack_is_said(scratch):
    scratch.ok("init")
    scratch.write(".gitlab-ci.yml", "include:\n  - local: other.yml\n")
    before = scratch.files()
    printed = scratch.ok("init", "--ci", "gitlab", "--ci", "pre-commit-ci")
    assert "- local: .gitlab/rowgate.yml" in printed
    # A hook of the repository's own cannot run at pre-commit.ci: nothing is installed there.
    assert "- repo: https://github.com/rowgate/rowgate" in printed
    after = scratch.files()
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {".gitlab/rowgate.yml"}


def test_in_a_part_of_a_repository_ci_is_refused_since_no_service_would_read_it(scratch):
    part = Scratch(scratch.path / "services" / "bot", git=False)
    ran = part.rowgate("init", "--ci", "github")
    assert ran.code == 2
    assert "CI is set up at the top of the repository" in ran.err
    assert part.files() == {}


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Scratch:
    return template(tmp_path_factory.mktemp("gitlab") / "made", "pre-commit")


@pytest.fixture
def there(base, tmp_path) -> Scratch:
    there = copy(base, tmp_path / "repository")
    there.git("switch", "-q", "-c", "feature")
    return there


def _gitlab(there: Scratch, **variables: str) -> Ran:
    """Runs the job's script as GitLab's shell does, without the line that installs rowgate."""
    job = yaml.safe_load((PROJECT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["rowgate"]
    install, *script = job["script"]
    assert install == "pip install --quiet rowgate==0.1.0"
    there.env |= job["variables"] | variables
    there.write("../script.sh", "set -eo pipefail\n" + "\n".join(script))
    return there.run("bash", "../script.sh")


@pytest.mark.slow
def test_the_job_for_gitlab_refuses_a_bad_row_and_leaves_its_reports(there):
    stage(there, 3, good=False)
    commit_unseen(there)
    base = there.git("rev-parse", "main").strip()
    ran = _gitlab(there, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert ran.code == 1
    assert f"{row_path(3)}:1:1: RG102" in ran.out
    entries = json.loads(there.read("rowgate-quality.json"))
    assert (row_path(3), "major") in {
        (entry["location"]["path"], entry["severity"]) for entry in entries
    }
    assert Path(row_path(3)).stem in there.read("rowgate-diff.txt")


@pytest.mark.slow
def test_the_job_for_gitlab_approves_and_asks_for_approval_where_it_is_told(there):
    stage(there, 3)
    commit_unseen(there)
    assert _gitlab(there).code == 0
    ran = _gitlab(there, REQUIRE_APPROVAL="true")
    assert ran.code == 1
    assert "RG105" in ran.out


@pytest.mark.slow
def test_the_first_commit_on_gitlab_has_nothing_to_compare_with(there):
    there.git("update-ref", "-d", "HEAD")
    commit_unseen(there)
    ran = _gitlab(there)
    assert ran.code == 0, ran.all
    assert there.read("rowgate-diff.txt") == "There is no commit to compare with.\n"


@pytest.mark.slow
def test_the_job_for_gitlab_refuses_a_weakening_where_that_is_asked_for(there):
    there.git("rm", "-q", row_path(1))
    commit_unseen(there)
    base = there.git("rev-parse", "main").strip()
    assert _gitlab(there, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).code == 0
    ran = _gitlab(there, CI_MERGE_REQUEST_DIFF_BASE_SHA=base, FAIL_ON="weakened")
    assert ran.code == 1
    assert "1 row checked" in ran.err
    assert "the row was removed" in there.read("rowgate-diff.txt")
