"""Repositories whose hooks run, once with pre-commit and once with prek."""

from __future__ import annotations

import pytest

from tests.support.hooked import copy, template
from tests.support.scratch import Scratch


@pytest.fixture(scope="session", params=["pre-commit", "prek"])
def tool(request) -> str:
    """What runs the hooks."""
    return str(request.param)


@pytest.fixture(scope="session")
def made(tool, tmp_path_factory) -> Scratch:
    """The repository that every test works on a copy of."""
    return template(tmp_path_factory.mktemp("hooked") / "made", tool)


@pytest.fixture
def hooked(made, tmp_path) -> Scratch:
    """A repository with two good rows, committed, and its hooks installed."""
    return copy(made, tmp_path / "repository")
