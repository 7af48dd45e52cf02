"""Problems as text, one line each, and as JSON; and what a run comes to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from rowgate.model import Problem, Severity

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")


class Placed(Protocol):
    """A problem with its file, line and column, from 1."""

    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def problem(self) -> Problem: ...
    @property
    def source(self) -> str | None:
        """The text of that line, where it may be shown."""


class Checked(Protocol):
    """What a run of `check` found, and what it looked at."""

    @property
    def problems(self) -> Sequence[Placed]: ...
    @property
    def rows(self) -> int: ...
    @property
    def files(self) -> Sequence[str]:
        """The row files that were looked at, those without a problem too."""

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of every rule, by its code."""

    @property
    def passed_over(self) -> int:
        """Rows of the same datasets that git does not track or is told to ignore."""


def as_text(found: Checked) -> Iterator[str]:
    """`path:line:column: CODE message`, with how to fix it, one line a problem."""
    for placed in found.problems:
        problem = placed.problem
        mark = "" if problem.severity == "error" else f" [{problem.severity}]"
        where = f"{one_line(placed.path)}:{placed.line}:{placed.column}"
        yield f"{where}: {problem.code}{mark} {said(problem)}"


def as_json(found: Checked) -> Iterator[str]:
    """One JSON object a problem and line."""
    for placed in found.problems:
        place = {"path": placed.path, "line": placed.line, "column": placed.column}
        yield json.dumps(place | placed.problem._asdict(), ensure_ascii=False)


def statistics(found: Checked) -> Iterator[str]:
    """How often each rule was hit, the most frequent first."""
    counts = Counter(placed.problem.code for placed in found.problems)
    width = len(str(max(counts.values(), default=0)))
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:{width}}  {code}  {found.titles.get(code, '')}".rstrip()


def summary(found: Checked) -> str:
    """`3 rows checked: 1 error, 2 notices`; that nothing was looked at is said loudly."""
    counts = Counter(placed.problem.severity for placed in found.problems)
    parts = [counted(counts[name], name) for name in SEVERITIES if counts[name]]
    clean = "clean" if found.rows else "NOTHING WAS LOOKED AT"
    return f"{counted(found.rows, 'row')} checked: {', '.join(parts) or clean}{_not_seen(found)}"


def _not_seen(found: Checked) -> str:
    if not found.passed_over:
        return ""
    one = found.passed_over == 1
    rows = "1 row" if one else f"{found.passed_over} rows"
    fix = f"git add {'it' if one else 'them'}, or see .gitignore"
    return f"; {rows} that git does not track {'was' if one else 'were'} NOT LOOKED AT ({fix})"


def said(problem: Problem) -> str:
    """What is wrong and how to mend it, in one printable line, whatever a plugin's rule says."""
    fix = f" (fix: {problem.fix})" if problem.fix else ""
    return one_line(problem.message + fix)


def one_line(text: str) -> str:
    """Line ends as blanks, control characters spelt out: no text may steer a terminal or a log."""
    text = " ".join(text.split("\n"))
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def counted(number: int, word: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
