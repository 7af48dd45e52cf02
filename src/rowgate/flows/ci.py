"""What `init --ci` writes: the gate for GitHub, GitLab and pre-commit.ci.

None of them gives code of a pull request a token that writes: plugins/ is such code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rowgate import __version__

HOME = "https://github.com/rowgate/rowgate"

GITHUB = f"""\
# The gate: check over every row, and what a pull request changes in them, in its summary.
name: rowgate
on:
  # Never pull_request_target: plugins/ is code of the pull request.
  pull_request:
  merge_group:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  rowgate:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: rowgate/rowgate@v{__version__}
        with:
          # In a pull request rows wait for their reviewers; past it, none does.
          require-approval: ${{{{ github.event_name != 'pull_request' }}}}
"""

GITLAB = f"""\
# The gate: check over every row, and what a merge request changes in them.
rowgate:
  stage: test
  image: python:3.12
  variables:
    GIT_DEPTH: "0"
    # `true`: a row that nobody approved is an error. For what is about to be released.
    REQUIRE_APPROVAL: "false"
    # Refuse changes of this risk or a worse one: `weakened`, `criteria` …
    FAIL_ON: ""
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      variables:
        REQUIRE_APPROVAL: "true"
  script:
    - pip install --quiet rowgate=={__version__}
    - BASE=${{CI_MERGE_REQUEST_DIFF_BASE_SHA:-HEAD^1}}
    - changed=0
    - |
      if git rev-parse --quiet --verify "$BASE^{{commit}}" > /dev/null; then
        rowgate diff "$BASE" HEAD ${{FAIL_ON:+--fail-on "$FAIL_ON"}} > rowgate-diff.txt \\
          || changed=$?
      else
        echo "There is no commit to compare with." > rowgate-diff.txt
      fi
    - options=(--thorough --report gitlab=rowgate-quality.json)
    - if [ "$REQUIRE_APPROVAL" = true ]; then options+=(--require-approval); fi
    - rowgate check "${{options[@]}}"
    - exit "$changed"
  artifacts:
    when: always
    expose_as: what changed in the rows
    paths:
      - rowgate-diff.txt
    reports:
      codequality: rowgate-quality.json
"""

_GITLAB_INCLUDE = """\
include:
  - local: .gitlab/rowgate.yml
"""

# pre-commit.ci has no network while hooks run, and nothing of ours installed: the hook's own
# environment is built from this repository.
HOSTED_HOOK = f"""\
  - repo: {HOME}
    rev: v{__version__}
    hooks:
      - id: rowgate-check
"""


class Ci(NamedTuple):
    """Files for one service, and what must stand in those that were there before."""

    files: Mapping[str, str]
    needed: Mapping[str, tuple[str, ...]] = {}


def hook_config(hook: str) -> str:
    """A whole `.pre-commit-config.yaml` with one hook.

    Without the second hook type git commits a clean merge unseen.
    """
    return f"default_install_hook_types: [pre-commit, pre-merge-commit]\nrepos:\n{hook}"


SERVICES: Mapping[str, Ci] = {
    "github": Ci({".github/workflows/rowgate.yml": GITHUB}),
    "gitlab": Ci(
        {".gitlab/rowgate.yml": GITLAB, ".gitlab-ci.yml": _GITLAB_INCLUDE},
        {".gitlab-ci.yml": ("include:", "  - local: .gitlab/rowgate.yml")},
    ),
    "pre-commit-ci": Ci(
        {".pre-commit-config.yaml": hook_config(HOSTED_HOOK)},
        {".pre-commit-config.yaml": (f"- repo: {HOME}",)},
    ),
}
