"""Fixtures every test may use. Nothing here reaches the repository the tests run in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.scratch import Scratch

for _name in [name for name in os.environ if name.startswith("GIT_")]:
    del os.environ[_name]
os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
os.environ["GIT_CONFIG_NOSYSTEM"] = "1"


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    """An empty git repository."""
    return Scratch(tmp_path / "repository")


def _set_up(scratch: Scratch) -> None:
    scratch.ok("init")


def _with_a_dataset(scratch: Scratch) -> None:
    scratch.ok(
        "new", "refund-policy", "--project", "support-bot", "--purpose", "Refunds.",
        "--workflow", "refunds", "--owner", "ada@example.com",
    )  # fmt: skip


def _with_a_row(scratch: Scratch) -> None:
    from tests.support.otlp import genai_span, span_id, write_otlp

    file = write_otlp(scratch.path / "traces" / "day.json", [genai_span()])
    scratch.ok(
        "add", span_id("one"), "--from", file, "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "refunds", "--note", "It promised 60 days.",
    )  # fmt: skip


def _with_criteria(scratch: Scratch) -> None:
    scratch.ok(
        "annotate", "refunds", "--expected", "Returns are accepted within 30 days.",
        "--evaluator", "contains-any: [30 days, thirty days]",
    )  # fmt: skip


_STAGES = (_set_up, _with_a_dataset, _with_a_row, _with_criteria)
"""What is done to an empty repository, one after the other."""

Stage = Callable[[Scratch, int], Scratch]


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Brings an empty repository to a stage. Each is made once, and copied from then on."""
    made: list[Scratch] = []

    def bring(scratch: Scratch, number: int) -> Scratch:
        while len(made) < number:
            begun = Scratch(tmp_path_factory.mktemp("stage") / "repository")
            if made:
                _copy(made[-1], begun)
            _STAGES[len(made)](begun)
            made.append(begun)
        _copy(made[number - 1], scratch)
        return scratch

    return bring


def _copy(source: Scratch, target: Scratch) -> None:
    left_out = shutil.ignore_patterns(".git")
    shutil.copytree(source.path, target.path, ignore=left_out, dirs_exist_ok=True)


@pytest.fixture
def project(scratch: Scratch, stage: Stage) -> Scratch:
    """A repository that `rowgate init` has set up."""
    return stage(scratch, 1)


@pytest.fixture
def support(project: Scratch, stage: Stage) -> Scratch:
    """With an empty release dataset for the support bot."""
    return stage(project, 2)


@pytest.fixture
def raw(support: Scratch, stage: Stage) -> Scratch:
    """With one row as `add` leaves it: no criteria yet."""
    return stage(support, 3)


@pytest.fixture
def clean(raw: Scratch, stage: Stage) -> Scratch:
    """With criteria that would have caught the answer: ready for its review."""
    return stage(raw, 4)
