"""The GitHub Action: its steps, taken out of action.yml and run as they stand."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.hooked import commit_unseen, copy, put, row_path, stage, template
from tests.support.scratch import PROJECT, Ran, Scratch

pytestmark = pytest.mark.slow

ACTION = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


class Runner:
    """What a GitHub runner does with a composite action: expressions, files, steps in bash."""

    def __init__(self, there: Scratch, folder: Path, event: dict[str, str], inputs: dict[str, str]):
        self.there, self.folder = there, folder
        folder.mkdir()
        self.known = {
            f"inputs.{name}": given.get("default", "") for name, given in ACTION["inputs"].items()
        }
        self.known |= {f"inputs.{name}": value for name, value in inputs.items()}
        self.known |= {
            "github.action_path": str(PROJECT),
            "github.server_url": "https://github.com",
            "github.repository": "acme/bot",
            "github.run_id": "7",
            "github.token": "of-the-run",
            "github.event.pull_request.base.sha": "",
            "github.event.pull_request.number": "",
            "github.event.merge_group.base_sha": "",
            "github.event.before": "",
            **event,
        }
        self.log = ""
        self.code = 0

    def evaluate(self, text: str) -> str:
        """A value with its `${{ }}` filled in: names, and `||` between them."""
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: self._first(found[1]), text)

    def _first(self, expression: str) -> str:
        values = [self.known[term.strip()] for term in expression.split("||")]
        filled = [self.evaluate(value) for value in values]
        return next((value for value in filled if value), "")

    def run(self, *names: str) -> Runner:
        """Runs the steps of these names; the first that fails ends it, as on a runner."""
        for name in names or [name for name in STEPS if name != "Install rowgate"]:
            ran = self._step(STEPS[name])
            self.log += ran.all
            self.code = ran.code
            if ran.code:
                break
        return self

    def _step(self, step: dict[str, Any]) -> Ran:
        script = self.folder / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        output = self.folder / "output"
        output.write_text("", encoding="utf-8")
        where = Scratch(
            self.there.path / self.evaluate(step.get("working-directory", ".")), git=False
        )
        where.env = self.there.env | {
            "RUNNER_TEMP": str(self.folder),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(self.folder / "path"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_WORKSPACE": str(self.there.path),
            **{key: self.evaluate(value) for key, value in step.get("env", {}).items()},
        }
        ran = where.run("bash", "--noprofile", "--norc", "-eo", "pipefail", script)
        for line in output.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            self.known[f"steps.{step['id']}.outputs.{key}"] = value
        return ran

    @property
    def summary(self) -> str:
        return (self.folder / "summary").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Scratch:
    return template(tmp_path_factory.mktemp("action") / "made", "pre-commit")


@pytest.fixture
def there(base, tmp_path) -> Scratch:
    return copy(base, tmp_path / "repository")


@pytest.fixture
def pull_request(there, tmp_path):
    """Merges the branch `feature` as GitHub does, and gives a runner of its checkout."""

    def opened(**inputs: str) -> Runner:
        before = there.git("rev-parse", "main").strip()
        there.git("switch", "-q", "--detach", "main")
        there.git(
            "-c", "core.hooksPath=/dev/null", "merge", "-q", "--no-ff", "-m", "merge", "feature"
        )
        event = {
            "github.event_name": "pull_request",
            "github.event.pull_request.base.sha": before,
            "github.event.pull_request.number": "12",
        }
        named = {name.replace("_", "-"): value for name, value in inputs.items()}
        return Runner(there, tmp_path / "runner", event, named)

    there.git("switch", "-q", "-c", "feature")
    return opened


def test_a_good_row_is_approved_and_the_summary_says_what_changed(there, pull_request):
    stage(there, 3)
    commit_unseen(there)
    done = pull_request().run()
    assert done.code == 0, done.log
    assert done.known["steps.gate.outputs.approved"] == "true"
    assert "    3 rows checked: " in done.summary
    assert Path(row_path(3)).stem in done.summary
    assert Path(row_path(1)).stem not in done.summary.partition("**rowgate diff**")[2]


def test_a_bad_row_is_annotated_said_in_the_summary_and_refused_at_the_end(there, pull_request):
    stage(there, 3, good=False)
    commit_unseen(there)
    done = pull_request().run()
    assert done.code == 1
    assert f"::error file={row_path(3)},line=1,col=1,title=RG102" in done.log
    assert "::error::rowgate check found errors" in done.log
    assert done.known["steps.gate.outputs.approved"] == "false"
    assert f"    {row_path(3)}:1:1: RG102" in done.summary
    assert "::error" not in done.summary


def test_what_only_the_base_branch_changed_since_is_no_change_of_the_pull_request(
    there, pull_request
):
    stage(there, 3)
    commit_unseen(there)
    there.git("switch", "-q", "main")
    stage(there, 4)
    commit_unseen(there)
    runner = pull_request()
    runner.known["github.event.pull_request.base.sha"] = there.git("rev-parse", "main~1").strip()
    changes = runner.run().summary.partition("**rowgate diff**")[2]
    assert Path(row_path(3)).stem in changes
    assert Path(row_path(4)).stem not in changes


def test_an_unapproved_row_is_refused_where_approval_is_asked_for(there, pull_request):
    there.write("README.md", "Refunds\n")
    there.git("add", "-A")
    commit_unseen(there)
    done = pull_request(require_approval="true").run()
    assert done.code == 1
    assert "RG105" in done.log


def test_a_weakened_row_is_refused_where_that_is_asked_for(there, pull_request):
    there.git("rm", "-q", row_path(1))
    commit_unseen(there)
    runner = pull_request()
    assert runner.run().code == 0
    assert "the row was removed" in runner.summary
    runner.known["inputs.fail-on"] = "weakened"
    assert runner.run().code == 1
    assert "rowgate diff refuses" in runner.log


@pytest.mark.parametrize("name", ["require-approval", "plugins"])
def test_an_input_that_is_neither_true_nor_false_is_refused(there, pull_request, name):
    there.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "nothing")
    runner = pull_request()
    runner.known[f"inputs.{name}"] = "yes"
    assert runner.run().code == 2
    assert "are true or false, not 'yes'" in runner.log


def test_no_row_at_all_is_no_approval(there, pull_request):
    there.git("rm", "-q", "-r", "datasets")
    commit_unseen(there)
    done = pull_request().run()
    assert done.code == 1
    assert "found no row to look at" in done.log


def test_a_shallow_checkout_is_told_to_be_deep(there, pull_request, tmp_path):
    stage(there, 3)
    commit_unseen(there)
    runner = pull_request()
    there.git(
        "clone",
        "-q",
        "--depth=1",
        "--branch=feature",
        f"file://{there.path}",
        str(tmp_path / "shallow"),
    )
    runner.there = Scratch(tmp_path / "shallow", git=False)
    runner.known["github.event.pull_request.base.sha"] = "1" * 40
    assert runner.run().code == 1
    assert "did actions/checkout get fetch-depth: 0?" in runner.log


@pytest.mark.parametrize(
    "before", ["0" * 40, "1" * 40, ""], ids=["new branch", "forced", "by hand"]
)
def test_a_push_from_nowhere_is_compared_with_the_commit_before(there, tmp_path, before):
    stage(there, 3)
    commit_unseen(there)
    event = {"github.event_name": "push", "github.event.before": before}
    done = Runner(there, tmp_path / "runner", event, {}).run()
    assert done.code == 0, done.log
    assert Path(row_path(3)).stem in done.summary.partition("**rowgate diff**")[2]


def test_the_first_commit_of_a_repository_has_nothing_to_compare_with(there, tmp_path):
    there.git("update-ref", "-d", "HEAD")
    commit_unseen(there)
    event = {"github.event_name": "push", "github.event.before": "0" * 40}
    done = Runner(there, tmp_path / "runner", event, {}).run()
    assert done.code == 0, done.log
    assert "There is no commit to compare with." in done.summary


def test_a_part_of_a_repository_is_checked_from_its_folder(there, pull_request):
    (there.path / "bot").mkdir()
    for name in ("rowgate.yaml", "datasets"):
        there.git("mv", name, f"bot/{name}")
    stage(Scratch(there.path / "bot", git=False), 3, good=False)
    commit_unseen(there)
    done = pull_request(working_directory="bot").run()
    assert done.code == 1
    assert f"::error file=bot/{row_path(3)}," in done.log


def test_text_of_a_row_is_neither_a_link_nor_a_mention_nor_a_command(there, pull_request):
    hostile = "@everyone <img src=x> [x](https://example.com) ```\\n::set-output name=x::y"
    put(there, 3)
    there.edit(row_path(3), "- contains:", f'- "{hostile}":')
    there.git("add", "-A")
    commit_unseen(there)
    done = pull_request().run()
    assert "@everyone <img src=x>" in done.summary
    problems = done.summary.partition("**rowgate diff**")[0]
    allowed = ("## ", "    ")
    assert all(not line or line.startswith(allowed) for line in problems.splitlines())
    commands = {line.split(" ")[0] for line in done.log.splitlines() if line.startswith("::")}
    assert commands <= {"::error", "::warning", "::notice", "::error::rowgate"}


CANDIDATES = """\
format: 1
candidates:
  next:
    command: [sh, -c, "echo Returns are accepted within $DAYS days."]
    per: row
"""


@pytest.mark.parametrize(("days", "code"), [("30", 0), ("60", 1)])
def test_a_candidate_is_judged_and_its_verdict_decides_too(there, pull_request, days, code):
    there.write("rowgate.yaml", CANDIDATES.replace("$DAYS", days))
    there.git("add", "-A")
    commit_unseen(there)
    done = pull_request(candidate="next").run()
    assert done.code == code, done.log
    assert ("rowgate gate rejects the candidate" in done.log) == (code == 1)
    assert ("REJECTED" if code else "APPROVED") in done.summary.upper()
    assert f"{days} days" in done.summary or code == 0


def test_a_candidate_that_is_not_there_is_no_approval(there, pull_request):
    there.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "nothing")
    done = pull_request(candidate="nxet").run()
    assert done.code == 1
    assert "rowgate gate ended with code 2" in done.log


def test_a_huge_result_stays_below_what_github_drops(there, pull_request):
    for number in range(3, 9):
        stage(there, number, good=False)
    commit_unseen(there)
    runner = pull_request().run("Check every row", "Say what changed")
    out = runner.folder / "check.out"
    out.write_text((out.read_text(encoding="utf-8") + "é\n") * 2000, encoding="utf-8")
    runner.run("Write the summary")
    assert len(runner.summary.encode()) < 1024 * 1024
    assert len((runner.folder / "comment.md").read_bytes()) < 64 * 1024


@pytest.fixture
def github(there, tmp_path):
    """A stand-in for `gh`, which keeps comments in a file; `denied` makes a token read only."""
    folder = tmp_path / "gh"
    folder.mkdir()
    script = folder / "gh"
    script.write_text(
        "#!/bin/bash\n"
        f'echo "$*" >> {folder}/asked\n'
        f'case "$*" in *--method*) [ ! -e {folder}/denied ] || exit 1;'
        f" echo 41 > {folder}/comments ;; *) cat {folder}/comments 2>/dev/null || true ;; esac\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    there.env |= {"PATH": f"{folder}:{there.env['PATH']}"}
    return folder


def _writes(github: Path) -> list[str]:
    asked = (github / "asked").read_text(encoding="utf-8").splitlines()
    return [" ".join(line.split()[2:5]) for line in asked if "--method" in line]


def test_one_comment_is_written_and_then_updated(there, pull_request, github):
    stage(there, 3)
    commit_unseen(there)
    runner = pull_request(comment="true")
    assert runner.run().code == 0, runner.log
    assert runner.run().code == 0, runner.log
    assert _writes(github) == [
        "--method POST repos/acme/bot/issues/12/comments",
        "--method PATCH repos/acme/bot/issues/comments/41",
    ]
    assert (runner.folder / "comment.md").read_text(encoding="utf-8").startswith("<!-- rowgate -->")


def test_a_fork_without_a_token_gets_annotations_and_summary_and_the_same_verdict(
    there, pull_request, github
):
    (github / "denied").touch()
    stage(there, 3)
    commit_unseen(there)
    done = pull_request(comment="true").run()
    assert done.code == 0, done.log
    assert "::notice::rowgate could not comment" in done.log
    assert Path(row_path(3)).stem in done.summary


def test_nothing_is_asked_of_github_unless_a_comment_is_wanted(there, pull_request, github):
    stage(there, 3)
    commit_unseen(there)
    assert pull_request().run().code == 0
    assert not (github / "asked").exists()


def test_installing_leaves_the_python_of_the_job_alone(there, tmp_path):
    there.env.pop("PYTHONPATH", None)
    runner = Runner(there, tmp_path / "runner", {}, {"python": sys.executable})
    assert runner.run("Install rowgate").code == 0, runner.log
    folder = Path((runner.folder / "path").read_text(encoding="utf-8").strip())
    assert [path.name for path in folder.iterdir()] == ["rowgate"]
    assert there.run(folder / "rowgate", "check").code == 0
