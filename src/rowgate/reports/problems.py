"""Problems as text, one line each, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from rowgate.model import Problem


class Placed(Protocol):
    """A problem with its file, line and column."""

    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def problem(self) -> Problem: ...


class Totals(NamedTuple):
    """How much was looked at."""

    rows: int
    datasets: int


def as_text(problems: Iterable[Placed]) -> Iterator[str]:
    """`path:line:column: CODE message`, with how to fix it, one line a problem."""
    for found in problems:
        problem = found.problem
        mark = "" if problem.severity == "error" else f" [{problem.severity}]"
        fix = f" (fix: {problem.fix})" if problem.fix else ""
        where = f"{found.path}:{found.line}:{found.column}"
        yield f"{where}: {problem.code}{mark} {problem.message}{fix}"


def as_json(problems: Iterable[Placed]) -> Iterator[str]:
    """One JSON object a problem and line."""
    for found in problems:
        place = {"path": found.path, "line": found.line, "column": found.column}
        yield json.dumps(place | found.problem._asdict(), ensure_ascii=False)


def summary(problems: Iterable[Placed], totals: Totals) -> str:
    """`3 rows checked: 1 error, 2 notices`."""
    counts = Counter(found.problem.severity for found in problems)
    said = [_count(counts[name], name) for name in ("error", "warning", "notice") if counts[name]]
    return f"{_count(totals.rows, 'row')} checked: {', '.join(said) or 'clean'}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
