"""Problems as annotations of a GitHub Actions run.

Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions;
the escapes are those of actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from rowgate.reports.places import from_top
from rowgate.reports.problems import SEVERITIES, Checked, Placed, as_text, said


def as_annotations(found: Checked) -> Iterator[str]:
    """An annotation a problem, errors first, then all of them as text.

    GitHub shows ten annotations of each severity a step, so the log has to hold them all.
    """
    for placed in sorted(found.problems, key=lambda one: SEVERITIES.index(one.problem.severity)):
        yield _annotation(placed, found.titles.get(placed.problem.code, ""))
    yield from as_text(found)


def _annotation(placed: Placed, title: str) -> str:
    problem = placed.problem
    file = from_top(placed.path, os.environ.get("GITHUB_WORKSPACE"))
    place = (file, placed.line, placed.column)
    return annotation(problem.severity, place, f"{problem.code} {title}".rstrip(), said(problem))


def annotation(level: str, place: tuple[str, int, int], title: str, message: str) -> str:
    """One workflow command: a level, a file from the top with line and column, a title, a text."""
    file, line, column = place
    properties = {
        "file": file,
        "line": str(line),
        "col": str(column),
        "title": title,
    }
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {named}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
