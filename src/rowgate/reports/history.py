"""What past commits hold, one line a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from rowgate.reports.problems import one_line


class Past(Protocol):
    """A finding in a file as a commit brought it."""

    @property
    def commit(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def where(self) -> str: ...


def past_lines(findings: Iterable[Past]) -> Iterator[str]:
    """`commit:path:line:column: RG301 type in where`, never a value."""
    for found in findings:
        place = f"{found.commit}:{one_line(found.path)}:{found.line}:{found.column}"
        yield f"{place}: {found.code} {found.type} in {found.where}"


def past_summary(findings: int, versions: int) -> str:
    """How much was looked at, and what to do where something was found."""
    said = f"{versions} version{'' if versions == 1 else 's'} of files in past commits"
    if not versions:
        return f"{said}: nothing was scanned"
    if not findings:
        return f"{said}: clean"
    count = f"{findings} finding{'' if findings == 1 else 's'}"
    return f"{said}: {count}; rotate what opens a door, then docs/redaction.md, rewriting history"
