"""Renders `docs/evaluators.md` from the docstrings of the built-in evaluators."""

from collections.abc import Mapping
from pathlib import Path

from rowgate.evaluators.base import Evaluator
from rowgate.evaluators.describe import describe

INTRODUCTION = Path(__file__).with_name("evaluators-introduction.md")


def page(classes: Mapping[str, type[Evaluator]]) -> str:
    """The whole page: the introduction as written, then every evaluator."""
    parts = [f"### `{name}`\n\n{describe(cls)}" for name, cls in classes.items()]
    return INTRODUCTION.read_text(encoding="utf-8") + "\n" + "\n".join(parts)
