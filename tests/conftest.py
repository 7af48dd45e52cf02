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
