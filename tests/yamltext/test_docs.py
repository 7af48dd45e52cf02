from __future__ import annotations

import re
from pathlib import Path

import pytest

from rowgate.yamltext import departure, read

PAGE = Path(__file__).parents[2] / "docs" / "yaml.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_has_examples():
    assert len(EXAMPLES) >= 2


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_canonical_form_is_canonical(example):
    assert departure(example, read(example)) is None
