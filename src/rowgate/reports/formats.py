"""The forms that the problems of `check` can be printed in, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rowgate.reports.problems import Checked

Reporter: TypeAlias = "Callable[[Checked], Iterator[str]]"

# Module and function: the commit hook pays for the one it uses.
REPORTERS = {
    "text": ("problems", "as_text"),
    "terminal": ("terminal", "as_groups"),
    "json": ("problems", "as_json"),
    "github": ("github", "as_annotations"),
    "gitlab": ("gitlab", "as_code_quality"),
    "junit": ("junit", "as_test_suites"),
}


def reporter(name: str) -> Reporter:
    """The reporter of this name: problems → lines."""
    module, function = REPORTERS[name]
    found: Reporter = getattr(import_module(f"rowgate.reports.{module}"), function)
    return found
