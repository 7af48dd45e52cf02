"""The Python API: a dataset's rows, to ask a program about and to judge what it says.

for row in rowgate.load("refund-policy").rows:
    row.judge(answer(**row.variables))
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rowgate.model import Dataset, Json, Output, Row, Verdict

if TYPE_CHECKING:
    from rowgate.flows.loading import Judged, Loaded

Answer: TypeAlias = str | Output | Mapping[str, Json] | None
"""What a program answered: text, an Output, or a mapping of an Output's fields; None: nothing."""


class RowFailedError(AssertionError):
    """An answer does not pass its row. The message shows every verdict and where it stands."""

    __module__ = "rowgate"  # the name that people see and import
    verdicts: list[Verdict]
    """Every verdict, in the order of the evaluators."""

    def __init__(self, message: str, verdicts: Sequence[Verdict]) -> None:
        super().__init__(message)
        self.verdicts = list(verdicts)


class LoadedRow(Row):
    """A row that can judge. It has the fields of `rowgate.Row`, with `variables` as a candidate
    gets them: placeholders are filled with synthetic values, media have absolute paths."""

    _of: Loaded
    _row: Row
    was_judged = False
    """Whether an answer was judged since this was last set to False."""
    refused = False
    """Whether the last judgement was none to pass with."""

    def __repr__(self) -> str:
        return f"<row {self.path}>"

    @property
    def path(self) -> str:
        """Its file, relative to the current folder where that is possible."""
        return self._of.path(self._row)

    @property
    def exemption(self) -> str:
        """Why it may fail, as at the gate: a bug that is known, or it only warns; or empty."""
        return self._of.exemption(self._row)

    @cached_property
    def advisories(self) -> list[str]:
        """What evaluators that only warn had to say of the answers judged so far."""
        return []

    def verdicts(self, answer: Answer) -> list[Verdict]:
        """What each evaluator says of an answer: the row's own first, then the dataset's."""
        self.was_judged = True
        return list(self._of.judged(self._row, output_of(answer)).verdicts)

    def judge(self, answer: Answer | Callable[[], Answer]) -> None:
        """Passes, or raises `RowFailedError`, where a verdict that binds is fail or unknown.

        A row may ask for several runs (`repeat`): give a function without arguments, which is
        called for each. A single answer must pass by itself.
        """
        __tracebackhide__ = True
        runs, needed = 1, 1
        if callable(answer):
            repeat = self.repeat or {}
            runs = repeat.get("runs", 1)
            needed = repeat.get("pass", runs)
        self.refused = True  # also where the answer never comes
        judged = [self._judged(answer() if callable(answer) else answer) for _ in range(runs)]
        passed = sum(one.outcome == "pass" for one in judged)
        if not 1 <= needed <= runs or passed < needed:
            raise _failure(self.id, judged, needed)
        self.refused = False

    def _judged(self, answer: Answer) -> Judged:
        self.was_judged = True
        found = self._of.judged(self._row, output_of(answer))
        self.advisories.extend(
            line
            for line, one in zip(found.lines, found.verdicts, strict=False)
            if one.advisory and one.outcome != "pass"
        )
        return found


class LoadedDataset(Dataset):
    """A dataset whose rows can judge. It has the fields of a dataset.yaml."""

    rows: Sequence[LoadedRow]
    _of: Loaded

    def close(self) -> None:
        """Closes the connections to a judge, which happens by itself when it is let go of."""
        self._of.close()


def load(dataset: str, *, start: str | os.PathLike[str] | None = None) -> LoadedDataset:
    """The dataset of this name, with all its rows.

    `dataset` may name a version (`refund-policy@main`, `refund-policy@v3`), which is read from
    git without checking it out, or be a path in a repository of several. `start` is the folder
    whose `rowgate.yaml` governs, by default the current one.

    Raises `rowgate.errors.RowgateError` where there is no such dataset or version, or where it
    or one of its rows is faulty: nobody is judged by half a dataset.
    """
    from rowgate.flows.loading import load as loaded

    found = loaded(dataset, Path(start or Path.cwd()).resolve())
    rows = [_row(row, found) for row in found.dataset.rows]
    made = LoadedDataset(*found.dataset._replace(rows=rows))
    made._of = found
    return made


def output_of(answer: Answer) -> Output | None:
    """An answer as an output. Raises TypeError for what is neither text nor an output."""
    if answer is None or isinstance(answer, Output):
        return answer
    if isinstance(answer, str):
        return Output(text=answer)
    if isinstance(answer, Mapping):
        unknown = [key for key in answer if key not in _FIELDS]
        if not unknown and answer:
            return Output(**answer)
    raise TypeError(
        f"an answer is text, a rowgate.Output or a mapping of {', '.join(_FIELDS)}; "
        f"this is {type(answer).__name__}"
    )


def _row(row: Row, found: Loaded) -> LoadedRow:
    made = LoadedRow(*row._replace(variables=found.variables(row)))
    made._of, made._row = found, row
    return made


def _failure(row_id: str, judged: Sequence[Judged], needed: int) -> RowFailedError:
    against = next((one for one in judged if one.outcome != "pass"), judged[0])
    state = "fails" if any(one.outcome == "fail" for one in judged) else "is undecided"
    lines = [f"{against.at}: {row_id} {state}"]
    if len(judged) > 1:
        passed = sum(one.outcome == "pass" for one in judged)
        lines[0] += f": {passed} of {len(judged)} runs pass, {needed} must"
    for number, one in enumerate(judged, start=1):
        if len(judged) > 1:
            lines.append(f"run {number}: {one.outcome}")
        lines += [f"  {line}" for line in one.lines]
    return RowFailedError("\n".join(lines), [one for run in judged for one in run.verdicts])


_FIELDS = tuple(name for name in Output._fields if name != "recorded")
