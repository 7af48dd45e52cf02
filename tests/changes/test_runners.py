"""What runs rowgate, before and after: what is lost is told by the structure, not by the lines."""

from __future__ import annotations

import pytest

from rowgate.changes.hooks import about_rowgate, runs_of_hooks
from rowgate.changes.pipelines import runs_of_pipeline
from rowgate.changes.running import SILENT, losses
from rowgate.changes.scripts import commands
from rowgate.changes.workflows import lost_triggers, runs_of_workflow
from rowgate.yamltext.foreign import read_foreign

WORKFLOW = """\
on:
  pull_request:
  merge_group:
  push:
    branches: [main, "release/*"]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
  rows:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: rowgate/rowgate@v1
        with:
          require-approval: ${{ github.event_name != 'pull_request' }}
          fail-on: weakened
          run: run.jsonl
      - name: All rows
        run: |
          pip install rowgate
          rowgate check --thorough
      - run: rowgate gate --candidate next
"""
CHECK = "      - name: All rows\n"
PIPELINE = """\
include:
  - local: .gitlab/rowgate.yml
.rowgate:
  image: python:3.12
  before_script:
    - pip install rowgate
rows:
  extends: .rowgate
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - rowgate check --thorough
    - rowgate diff "$BASE" HEAD --fail-on weakened
nightly:
  only: [schedules, main]
  except: [tags]
  script: rowgate gate --candidate next
"""
HOOKS = """\
repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v1
    hooks: [{id: ruff}]
  - repo: https://github.com/rowgate/rowgate
    rev: v0.1.0
    hooks:
      - id: rowgate-check
        exclude: ^old/|^older/
      - id: rowgate-weakened-message
        stages: [commit-msg, manual]
"""


def of_workflow(text: str) -> list[str]:
    before, after = read_foreign(WORKFLOW), read_foreign(text)
    found = [*lost_triggers(before, after),
             *losses(runs_of_workflow(before), runs_of_workflow(after))]  # fmt: skip
    return [one.message for one in found]


def of_pipeline(text: str) -> list[str]:
    sides = (runs_of_pipeline(read_foreign(one)) for one in (PIPELINE, text))
    return [one.message for one in losses(*sides)]


def of_hooks(text: str) -> list[str]:
    sides = (runs_of_hooks(read_foreign(one)) for one in (HOOKS, text))
    return [one.message for one in losses(*sides)]


def edited(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  pull_request:\n", "", "pull_request does not start it any more"),
        ("  pull_request:\n", "  pull_request_target:\n", "pull_request does not start it any more"),
        ("  merge_group:\n", "", "merge_group does not start it any more"),
        ("  pull_request:\n", "  pull_request: {paths: ['datasets/**']}\n", "pull_request starts it for less now (paths)"),
        ("  pull_request:\n", "  pull_request: {paths-ignore: [docs/**]}\n", "pull_request starts it for less now (paths)"),
        ("  pull_request:\n", "  pull_request: {branches: [main]}\n", "pull_request starts it for less now (branches)"),
        ("  pull_request:\n", "  pull_request: {types: [labeled]}\n", "pull_request starts it for less now (types)"),
        ('[main, "release/*"]', "[main]", "push starts it for less now (branches)"),
        ('[main, "release/*"]', '[main, "release/*", "!release/1"]', "push starts it for less now (branches)"),
        ("    branches:", "    paths: [src/**]\n    branches:", "push starts it for less now (paths)"),
        ("    branches:", "    tags:", "push starts it for less now (branches)"),
        ("on:\n  pull_request:\n  merge_group:\n  push:\n    branches: [main, \"release/*\"]\n", "on: push\n", "pull_request does not start it any more"),
        ("  rows:\n", "  rows:\n    if: github.actor != 'bot'\n", "rowgate check runs only under a condition now"),
        ("  rows:\n", "  rows:\n    needs: build\n", None),
        ("  rows:\n", "  rows:\n    continue-on-error: true\n", SILENT),
        (CHECK, f"{CHECK}        if: github.ref == 'refs/heads/main'\n", "rowgate check runs only under a condition now"),
        (CHECK, f"{CHECK}        if: failure()\n", "rowgate check runs only under a condition now"),
        (CHECK, f"{CHECK}        if: always()\n", None),
        (CHECK, f"{CHECK}        continue-on-error: ${{{{ true }}}}\n", SILENT),
        (CHECK, f"{CHECK}        continue-on-error: false\n", None),
        ("          rowgate check --thorough\n", "", "rowgate check does not run here any more"),
        ("rowgate check --thorough", "echo rowgate check --thorough", "rowgate check does not run here any more"),
        ("rowgate check --thorough", "# rowgate check --thorough", "rowgate check does not run here any more"),
        ("rowgate check --thorough", "rowgate check --thorough | tee log", SILENT),
        ("rowgate check --thorough", "set -o pipefail\n          rowgate check --thorough | tee log", None),
        ("rowgate check --thorough", "set +e\n          rowgate check --thorough", SILENT),
        ("rowgate check --thorough", "rowgate check --thorough &", SILENT),
        ("rowgate check --thorough", "! rowgate check --thorough", SILENT),
        ("rowgate check --thorough", "rowgate check --thorough > out.txt 2>&1", None),
        ("rowgate check --thorough", "uv run rowgate check --thorough", None),
        ("rowgate check --thorough", '"$VENV/bin/rowgate" check --thorough', None),
        ("rowgate check --thorough", "rowgate check --thorough --ignore RG3", "rowgate check looks at less now (ignore RG3)"),
        ("rowgate check --thorough", "rowgate check --thorough --no-plugins", "rowgate check looks at less now (no-plugins)"),
        ("      - run: rowgate gate --candidate next\n", "", "rowgate gate does not run here any more"),
        ("uses: rowgate/rowgate@v1", "uses: mallory/rowgate@v1", "the action rowgate/rowgate does not run here any more"),
        ("uses: rowgate/rowgate@v1", "uses: rowgate/rowgate@v2", None),
        ("          fail-on: weakened\n", "", "rowgate is asked for less here (fail-on)"),
        ("fail-on: weakened", "fail-on: broken", "rowgate is asked for less here (fail-on)"),
        ("fail-on: weakened", "fail-on: criteria", None),
        ("          run: run.jsonl\n", "", "rowgate is asked for less here (run)"),
        ("${{ github.event_name != 'pull_request' }}", "false", "rowgate is asked for less here (require-approval)"),
        ("          fail-on: weakened\n", "          fail-on: weakened\n          plugins: false\n", "the action rowgate/rowgate looks at less now (plugins: false)"),
        ("  pull_request:\n", "  pull_request:\n  schedule: [{cron: 0 0 * * *}]\n", None),
        ('[main, "release/*"]', '[main, "release/**"]', None),
        ("    branches:", "    tags: [v*]\n    branches:", None),
        ("  pull_request:\n", "  pull_request: {types: [opened, synchronize, reopened, labeled]}\n", None),
        ("  rows:\n", "  all-rows:\n", None),
    ],
)  # fmt: skip
def test_a_workflow_that_asks_less_often_or_less_strictly_is_told(old, new, told):
    found = of_workflow(edited(WORKFLOW, old, new))
    assert (told in found) if told else found == []


def test_a_job_that_needs_one_which_may_be_skipped_may_be_skipped_too():
    text = edited(WORKFLOW, "  rows:\n", "  rows:\n    needs: [build]\n")
    text = edited(text, "  build:\n", "  build:\n    if: github.event_name == 'push'\n")
    assert "rowgate check runs only under a condition now" in of_workflow(text)
    held = edited(text, "    needs: [build]\n", "    needs: [build]\n    if: always()\n")
    assert of_workflow(held) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a == 1", "a == 1 || b == 2", []),
        ("a == 1 && b == 2", "a == 1", []),
        ("a == 1", "a == 1 && b == 2", ["in fewer cases"]),
        ("a == 1 || b == 2", "a == 1", ["in fewer cases"]),
        ("a == 1", "${{ a == 1 }}", []),
        ("a == 1", "a == 2", ["in fewer cases"]),
    ],
)
def test_a_condition_is_compared_by_its_alternatives(before, after, told):
    sides = [
        runs_of_workflow(read_foreign(f"jobs: {{a: {{steps: [{{if: '{one}', run: rowgate check}}]}}}}"))
        for one in (before, after)
    ]  # fmt: skip
    found = [one.message for one in losses(*sides)]
    assert len(found) == len(told)
    assert all(words in message for words, message in zip(told, found, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n', "", "rowgate check runs in fewer cases now"),
        ('"merge_request_event"\n', '"merge_request_event"\n      changes: [datasets/**/*]\n', "rowgate check runs only under a condition now"),
        ('"merge_request_event"\n', '"merge_request_event"\n      when: manual\n', "rowgate check runs only under a condition now"),
        ('"merge_request_event"\n', '"merge_request_event"\n      allow_failure: true\n', SILENT),
        ("  rules:\n", "  rules:\n    - if: $SKIP\n      when: never\n", "rowgate check runs only under a condition now"),
        ("  rules:\n", "  rules:\n    - when: never\n", "rowgate check runs in fewer cases now"),
        ("  rules:\n", "  rules:\n    - if: $CI_COMMIT_TAG\n", None),
        ("  rules:\n", "  rules:\n    - when: always\n", None),
        (".rowgate:\n", ".rowgate:\n  allow_failure: true\n", SILENT),
        (".rowgate:\n", ".rowgate:\n  when: on_failure\n", "rowgate check runs only under a condition now"),
        ("    - rowgate check --thorough\n", "", "rowgate check does not run here any more"),
        ("    - rowgate check --thorough\n", "    - rowgate check --thorough || true\n", SILENT),
        ("    - rowgate check --thorough\n", "    - rowgate check --thorough | tee log\n", SILENT),
        ("  script:\n    - rowgate check", "  script:\n    - set +e\n    - rowgate check", SILENT),
        ("  extends: .rowgate\n", "  extends: .rowgate\n  tags: [fast]\n", None),
        ("only: [schedules, main]", "only: [schedules]", "rowgate gate runs in fewer cases now"),
        ("only: [schedules, main]", "only: [schedules, main, tags]", None),
        ("except: [tags]", "except: [tags, triggers]", "rowgate gate runs only under a condition now"),
        ("include:\n  - local: .gitlab/rowgate.yml\n", "", "what .gitlab/rowgate.yml brings does not run here any more"),
        (".gitlab/rowgate.yml\n", ".gitlab/rowgate.yml\n    rules: [{if: $ROWS}]\n", "what .gitlab/rowgate.yml brings runs only under a condition now"),
        ("rows:\n", "workflow:\n  rules: [{if: $CI_COMMIT_TAG}]\nrows:\n", "the pipeline runs only under a condition now"),
        ("script: rowgate gate --candidate next", "script: !reference [.rowgate, script]", "rowgate gate does not run here any more"),
    ],
)  # fmt: skip
def test_a_pipeline_that_asks_less_often_or_less_strictly_is_told(old, new, told):
    found = of_pipeline(edited(PIPELINE, old, new))
    assert (told in found) if told else found == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("exclude: ^old/|^older/", "exclude: ^old/|^older/|^datasets/", "the hook rowgate-check runs only under a condition now"),
        ("exclude: ^old/|^older/", "exclude: ^old/", None),
        ("repos:\n", "exclude: ^datasets/\nrepos:\n", "the hook rowgate-check runs only under a condition now"),
        ("repos:\n", "files: ^src/\nrepos:\n", "the hook rowgate-check runs only under a condition now"),
        ("exclude: ^old", "types: [python]\n        exclude: ^old", "the hook rowgate-check runs only under a condition now"),
        ("repos:\n", "default_stages: [pre-push]\nrepos:\n", "the hook rowgate-check runs only under a condition now"),
        ("[commit-msg, manual]", "[manual]", "the hook rowgate-weakened-message runs in fewer cases now"),
        ("[commit-msg, manual]", "[commit-msg, manual, pre-push]", None),
        ("      - id: rowgate-weakened-message\n        stages: [commit-msg, manual]\n", "", "the hook rowgate-weakened-message does not run here any more"),
        ("exclude: ^old", "args: [--ignore, RG3]\n        exclude: ^old", "the hook rowgate-check looks at less now (ignore RG3)"),
        ("rev: v0.1.0", "rev: v0.2.0", None),
    ],
)  # fmt: skip
def test_hooks_that_look_less_often_or_at_less_are_told(old, new, told):
    found = of_hooks(edited(HOOKS, old, new))
    assert (told in found) if told else found == []


def test_other_hooks_are_not_about_rowgate():
    other = edited(HOOKS, "rev: v1\n", "rev: v2\n")
    assert about_rowgate(read_foreign(other)) == about_rowgate(read_foreign(HOOKS))
    own = edited(HOOKS, "rev: v0.1.0", "rev: v0.2.0")
    assert about_rowgate(read_foreign(own)) != about_rowgate(read_foreign(HOOKS))


@pytest.mark.parametrize(
    ("script", "names", "swallowed"),
    [
        ("rowgate check && rowgate gate", ["check", "gate"], [False, False]),
        ("rowgate diff x || code=$?", ["diff"], [False]),
        ("A=b rowgate check \\\n  || true", ["check"], [True]),
        ("rowgate check || exit 1", ["check"], [False]),
        ("pip install rowgate check", [], []),
        ("python -m rowgate check", ["check"], [False]),
        ("ls /opt/rowgate check-me", [], []),
        ("if rowgate check; then echo ok; fi", ["check"], [False]),
        ("rowgate check; exit 0", ["check"], [True]),
        ("set +e\nrowgate check\nset -e\nrowgate gate", ["check", "gate"], [True, False]),
    ],
)
def test_calls_are_found_in_scripts_with_whether_their_failure_counts(script, names, swallowed):
    found = list(commands(script))
    assert [one.name for one in found] == names
    assert [one.swallowed for one in found] == swallowed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: [push]\nyes: no\n", {"on": ["push"], "yes": "no"}),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n", {"a": {"b": "1"}, "c": {"b": "1", "d": "2"}}),
        ("spec: {}\n---\njob: {script: !reference [a, b]}\n", {"job": {"script": ["a", "b"]}}),
        ("a: [", None),
        ("", None),
        ("a: &a [*a]\n", None),
        ("a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(9)
        ), None),
    ],
)  # fmt: skip
def test_files_of_other_tools_are_read_as_texts_and_never_without_end(text, value):
    assert read_foreign(text) == value
