"""The README's session is what really happens."""

from __future__ import annotations

import sys

import pytest

from tests.support.scratch import PROJECT

sys.path.insert(0, str(PROJECT / "examples"))
import session

pytestmark = pytest.mark.slow


def test_the_session_prints_what_the_readme_says(tmp_path):
    folder = tmp_path / "acme"
    folder.mkdir()
    steps = session.steps((PROJECT / "README.md").read_text(encoding="utf-8"))
    assert len(steps) > 10
    for step, printed in session.play(steps, folder):
        assert session.settled(printed) == step.printed, step.command


def test_every_page_that_a_page_links_to_is_there():
    import re

    for page in [*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).is_file(), f"{page.name} links to {target}"
