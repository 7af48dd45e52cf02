"""`git commit` through real pre-commit: refused, then let through."""

from __future__ import annotations

import shutil

import pytest
import yaml

from tests.support.scratch import PROJECT, Scratch

pytestmark = pytest.mark.slow


@pytest.fixture
def hooked(raw: Scratch) -> Scratch:
    """The raw row's repository with the commit hook that `init` configured, installed."""
    done = raw.run("pre-commit", "install")
    assert done.code == 0, done.all
    raw.git("add", "-A")
    return raw


def test_a_raw_row_is_refused_and_a_mended_one_is_committed(hooked):
    ran = hooked.run("git", "commit", "-m", "a raw row")
    assert ran.code != 0
    assert "RG102 no pass criteria" in ran.all
    hooked.ok("annotate", "refunds", "--evaluator", "contains-any: [30 days, thirty days]")
    hooked.git("add", "-A")
    ran = hooked.run("git", "commit", "-m", "a row that would have caught it")
    assert ran.code == 0, ran.all
    assert "Passed" in ran.all


def test_a_commit_without_rows_is_let_through(hooked):
    hooked.git("rm", "-r", "-q", "--cached", "datasets")
    ran = hooked.run("git", "commit", "-m", "no rows")
    assert ran.code == 0, ran.all


def test_the_project_provides_hooks_which_pre_commit_installs_by_itself(raw, tmp_path):
    provider = _provider(tmp_path / "provider")
    revision = provider.git("rev-parse", "HEAD").strip()
    ids = ("rowgate-check", "rowgate-weakened", "rowgate-weakened-message")
    hooks = [{"id": name} for name in ids]
    config = {"repos": [{"repo": str(provider.path), "rev": revision, "hooks": hooks}]}
    raw.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    raw.git("add", "-A")
    ran = raw.run("pre-commit", "run", "--all-files", "--verbose")
    assert ran.code != 0
    assert "RG102 no pass criteria" in ran.all
    raw.ok("annotate", "refunds", "--evaluator", "contains-any: [30 days, thirty days]")
    raw.git("add", "-A")
    ran = raw.run("pre-commit", "run", "--all-files", "--verbose")
    assert ran.code == 0, ran.all
    assert "1 row checked" in ran.all
    raw.git("commit", "-q", "-m", "a row")
    raw.git("rm", "-q", raw.row())
    ran = raw.run("pre-commit", "run", "--verbose")
    assert ran.code != 0
    assert "the row was removed" in ran.all


def test_the_manifest_is_valid(scratch):
    ran = scratch.run("pre-commit", "validate-manifest", PROJECT / ".pre-commit-hooks.yaml")
    assert ran.code == 0, ran.all


def _provider(folder) -> Scratch:
    """A clone of this project as it stands, as pre-commit would fetch it: no tags, one commit."""
    provider = Scratch(folder)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    provider.git("add", "-A")
    provider.git("commit", "-q", "-m", "as it stands")
    return provider
