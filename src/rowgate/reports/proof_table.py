"""The trials of one row as a table: evaluators down, answers across."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from rowgate.model import Json, Verdict
from rowgate.reports.problems import one_line

_WIDEST = 44


class Tried(Protocol):
    """One evaluator on one answer."""

    @property
    def evaluator(self) -> Json: ...
    @property
    def verdicts(self) -> Sequence[Verdict]: ...
    @property
    def outcome(self) -> str: ...
    @property
    def reason(self) -> str: ...


class Trial(Protocol):
    """One answer of known worth."""

    @property
    def answer(self) -> str: ...
    @property
    def wanted(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def holds(self) -> bool: ...
    @property
    def trivial(self) -> bool: ...
    @property
    def tried(self) -> Sequence[Tried]: ...


def table_of(trials: Sequence[Trial]) -> list[list[str]]:
    """The heading, a line an evaluator, and what the answers got and should get.

    What was given back of the case stands in one column, whatever was.
    """
    columns = [[trial] for trial in trials if not trial.trivial]
    columns += [[trial] for trial in trials if trial.trivial][:1]
    back = [trial for trial in trials if trial.trivial][1:]
    columns += [back] if back else []
    lines = [["", *(_heading(column) for column in columns)]]
    entries: list[Json] = []
    for trial in trials:
        entries += [one.evaluator for one in trial.tried if one.evaluator not in entries]
    lines += [[shown(entry), *(_several(column, entry) for column in columns)] for entry in entries]
    together = [_each(trial.outcome for trial in column) for column in columns]
    should = [column[0].wanted for column in columns]
    return [*lines, ["together", *together], ["should", *should]]


def shown(entry: Json) -> str:
    """An evaluator as YAML writes it, cut to fit a table."""
    text = one_line(_written(entry))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def aligned(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, its columns under each other."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = (f"{cell:{width}}" for cell, width in zip(line, widths, strict=True))
        yield f"    {'  '.join(cells)}".rstrip()


def _heading(column: Sequence[Trial]) -> str:
    first = column[0].answer.removeprefix("an ")
    return first if len(column) == 1 else f"{len(column)} texts given back"


def _each(outcomes: Iterable[str]) -> str:
    return "/".join(dict.fromkeys(outcomes))


def _several(column: Sequence[Trial], entry: Json) -> str:
    said = [_cell(trial, entry) for trial in column]
    return _each([one for one in said if one != "-"] or ["-"])


def _cell(trial: Trial, entry: Json) -> str:
    for one in trial.tried:
        if one.evaluator == entry and one.verdicts:
            runs = len(one.verdicts)
            if len({verdict.outcome for verdict in one.verdicts}) > 1:
                return one.reason
            return f"{one.outcome} {runs}/{runs}" if runs > 1 else one.outcome
    return "-"


def _written(entry: Json) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return ", ".join(
        f"{name}: {given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)}"
        for name, given in entry.items()
    )
