"""Problems as people read them on a terminal: by file, with the line and a caret under it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import groupby

from rowgate.reports.problems import Checked, Placed, one_line

_COLOURS = {
    "error": "31;1",
    "warning": "33;1",
    "notice": "36",
    "fix": "32",
    "dim": "2",
    "file": "1",
}
_LEAST = 20


def as_groups(found: Checked) -> Iterator[str]:
    """Each file's problems under its name: place, severity, code, message, line, caret, fix.

    Colours follow https://no-color.org; lines are cut to the width of the terminal.
    """
    width = shutil.get_terminal_size((100, 24)).columns
    for path, placed in groupby(found.problems, key=lambda one: one.path):
        yield _painted(one_line(path), "file")
        for one in placed:
            yield from _lines(one, width)
        yield ""


def _lines(placed: Placed, width: int) -> Iterator[str]:
    problem = placed.problem
    place = f"{placed.line}:{placed.column}"
    severity = _painted(f"{problem.severity:7}", problem.severity)
    yield f"  {place:>7}  {severity}  {problem.code}  {one_line(problem.message)}"
    if placed.source is not None:
        text, caret = _excerpt(placed.source, placed.column, max(_LEAST, width - 12))
        yield _painted(f"{placed.line:9} | {text}", "dim")
        yield _painted(f"{'':9} | ", "dim") + _painted(caret, problem.severity)
    if problem.fix:
        yield f"{'':9} = {_painted('fix: ' + one_line(problem.fix), 'fix')}"


def _excerpt(source: str, column: int, width: int) -> tuple[str, str]:
    """The part of a line around a column, from 1, and a caret under that column."""
    start = max(0, column - 1 - width // 2) if column > width - 4 else 0
    before, after = source[start : column - 1], source[column - 1 : start + width]
    head, tail = "…" if start else "", "…" if start + width < len(source) else ""
    shown = head + one_line(before)
    return shown + one_line(after) + tail, " " * _cells(shown) + "^"


def _cells(text: str) -> int:
    """Columns of the terminal that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _painted(text: str, name: str) -> str:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m"
