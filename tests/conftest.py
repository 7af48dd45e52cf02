"""Fixtures every test may use. Nothing here reaches the repository the tests run in."""

from __future__ import annotations

import os
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


@pytest.fixture
def project(scratch: Scratch) -> Scratch:
    """A repository that `rowgate init` has set up."""
    scratch.ok("init")
    return scratch


@pytest.fixture
def support(project: Scratch) -> Scratch:
    """With an empty release dataset for the support bot."""
    project.ok(
        "new", "refund-policy", "--project", "support-bot", "--purpose", "Refunds.",
        "--workflow", "refunds", "--owner", "ada@example.com",
    )  # fmt: skip
    return project


@pytest.fixture
def raw(support: Scratch) -> Scratch:
    """With one row as `add` leaves it: no criteria yet."""
    from tests.support.otlp import genai_span, span_id, write_otlp

    file = write_otlp(support.path / "traces" / "day.json", [genai_span()])
    support.ok(
        "add", span_id("one"), "--from", file, "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "refunds", "--note", "It promised 60 days.",
    )  # fmt: skip
    return support


@pytest.fixture
def clean(raw: Scratch) -> Scratch:
    """With criteria that would have caught the answer: ready for its review."""
    raw.ok(
        "annotate", "refunds", "--expected", "Returns are accepted within 30 days.",
        "--evaluator", "contains-any: [30 days, thirty days]",
    )  # fmt: skip
    return raw
