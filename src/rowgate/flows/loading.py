"""A dataset for Python code: its rows with ready variables, and what judges their outputs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from weakref import finalize

from rowgate import yamltext
from rowgate.errors import UsageError
from rowgate.flows.chats import open_chat
from rowgate.flows.named import Tree, dataset_at, parse_named, tree_at
from rowgate.flows.tools import judge_of
from rowgate.flows.workspace import Workspace, open_workspace
from rowgate.gate.criteria import applied_to, lacks_criteria
from rowgate.gate.record import outcome_of
from rowgate.gate.synthetic import Synthetic
from rowgate.gate.verdict import exempt
from rowgate.model import Dataset, Json, Judge, Outcome, Output, Row, Verdict
from rowgate.rows import store

_SHOWN = 300


class Judged(NamedTuple):
    """What one output came to."""

    outcome: Outcome
    verdicts: Sequence[Verdict]
    lines: Sequence[str]
    """A line a verdict, with the place of its evaluator; why there is none, where none is."""
    at: str
    """`path:line` of what decided, else of the row."""


class Loaded:
    """A dataset at a version, and what judges outputs of its rows."""

    def __init__(self, workspace: Workspace, named: str) -> None:
        self.dataset: Dataset = dataset_at(workspace, named)
        self.ref = parse_named(named).ref
        self.folder = workspace.config.datasets / self.dataset.name
        self._workspace = workspace
        self._opened = ExitStack()
        self._judge: Judge | None = None
        finalize(self, self._opened.close)

    @cached_property
    def _tree(self) -> Tree:
        return tree_at(self._workspace, self.ref)

    @property
    def judge(self) -> Judge:
        """Every evaluator; model-graded ones ask whom the environment names."""
        if self._judge is None:
            chat = self._opened.enter_context(open_chat(os.environ))
            self._judge = judge_of(self._workspace, chat)
        return self._judge

    def close(self) -> None:
        """Closes the connections to a judge; a later question opens new ones."""
        self._judge = None
        self._opened.close()

    def path(self, row: Row) -> str:
        """The row's file as users type it."""
        shown = self._workspace.config.relative(self.folder / store.ROWS / f"{row.id}.yaml")
        return f"{shown}@{self.ref}" if self.ref else shown

    def variables(self, row: Row) -> dict[str, Json]:
        """The row's variables as a candidate gets them: placeholders are filled with synthetic
        values, the `path` of media is absolute.

        Raises `UsageError` where a file of another version is not there: assets are named by
        their content, so one name is one file.
        """
        filled = Synthetic(row.variables).fill(dict(row.variables))
        return {name: self._ready(value) for name, value in filled.items()}

    def exemption(self, row: Row) -> str:
        """Why the row may fail, as the gate has it; the empty string where it may not."""
        if exempt(row, datetime.now(UTC).date().isoformat()) and row.known_failing:
            until, reason = row.known_failing["until"], row.known_failing["reason"]
            return f"known to fail until {until}: {reason}"
        return "advisory: it only warns" if row.advisory else ""

    def judged(self, row: Row, output: Output | None) -> Judged:
        """The verdicts on one output by everything that applies to the row; advisory ones bind
        nobody. Without an output, without criteria, or undecided: unknown, never a pass."""
        if output is None:
            return self._undecided(row, "there is no output")
        if lacks_criteria(row, self.dataset.evaluators, self.judge):
            return self._undecided(row, "no pass criteria: nothing tells right from wrong")
        entries = applied_to(row, self.dataset.evaluators, self.judge)
        output = Synthetic(row.variables).restore(output)
        verdicts = self.judge(output, row, entries)
        outcome = outcome_of(output, verdicts, len(entries))
        lines, at = self._shown(row, entries, verdicts, outcome)
        return Judged(outcome, verdicts, lines, at)

    def _undecided(self, row: Row, why: str) -> Judged:
        return Judged("unknown", [], [f"unknown  {why}"], f"{self.path(row)}:1")

    def _shown(
        self, row: Row, entries: Sequence[Json], verdicts: Sequence[Verdict], outcome: Outcome
    ) -> tuple[list[str], str]:
        """A line a verdict, and the place of the first that decided."""
        lines, decided = [], ""
        for index, verdict in enumerate(verdicts):
            place = "" if verdict.outcome == "pass" else self._place(row, entries, index)
            lines.append(_line(verdict, place))
            if verdict.outcome == outcome and not verdict.advisory:
                decided = decided or place
        return lines, decided or f"{self.path(row)}:1"

    def _place(self, row: Row, entries: Sequence[Json], index: int) -> str:
        """`path:line` of one of the evaluators that apply: the row's stand before the dataset's."""
        path, at = self.folder / store.ROWS / f"{row.id}.yaml", index
        if index >= len(row.evaluators):
            path = self.folder / store.DATASET_FILE
            at = list(self.dataset.evaluators).index(entries[index])
        text = self._tree.read(path).decode()
        shown = self._workspace.config.relative(path) + (f"@{self.ref}" if self.ref else "")
        return f"{shown}:{yamltext.place(text, ('evaluators', at))[0]}"

    def _ready(self, value: Json) -> Json:
        if isinstance(value, list):
            return [self._ready(item) for item in value]
        if not isinstance(value, dict):
            return value
        ready = {key: self._ready(item) for key, item in value.items()}
        path = value.get("path")
        if isinstance(path, str) and path.startswith(f"{store.ASSETS}/") and "media_type" in value:
            ready["path"] = self._asset(path)
        return ready

    def _asset(self, path: str) -> str:
        found = self.folder / path
        if self.ref and not found.is_file():
            shown = self._workspace.config.relative(found)
            raise UsageError(f"{shown} is not there", fix=f"git checkout {self.ref} -- {shown}")
        return str(found)


def load(named: str, start: Path) -> Loaded:
    """The dataset that `DATASET` or `DATASET@REF` names for a folder: that of the `rowgate.yaml`
    above it. A path (`shop/datasets/refunds`) names one of another tree below `start`.

    Raises `UsageError` where there is none, or where it or a row of it cannot be read.
    """
    name, at, ref = named.partition("@")
    if "/" in name:
        folder = start / name
        if not folder.is_dir():
            raise UsageError(f"no dataset {name}: there is no such folder in {start}")
        start, named = folder, f"{folder.name}{at}{ref}"
    return Loaded(open_workspace(start), named)


def _line(verdict: Verdict, place: str) -> str:
    reason = " ".join(verdict.reason.split())
    reason = reason if len(reason) <= _SHOWN else reason[:_SHOWN] + "…"
    said = f"{verdict.evaluator}: {reason}" if reason else verdict.evaluator
    advisory = " (advisory)" if verdict.advisory else ""
    where = f"  [{place}]" if verdict.outcome != "pass" else ""
    return f"{verdict.outcome:7}  {said}{advisory}{where}"
