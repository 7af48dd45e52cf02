"""What is compared: a row and a dataset as they stand at one side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from rowgate.model import Dataset, Json, Judge, Output, Row


class RowVersion(NamedTuple):
    """A row at one side. A file that cannot be read has a fault and no row."""

    data: Mapping[str, Json]
    """The parsed fields, as they stand in the file."""
    row: Row | None
    fault: str = ""
    """What is wrong with the file, the first of it; empty where it is sound."""


class DatasetVersion(NamedTuple):
    """A dataset at one side, with the rows that may differ from the other side."""

    data: Mapping[str, Json]
    dataset: Dataset
    rows: Mapping[str, RowVersion]
    """By id. Rows that are the same on both sides may be left out."""
    there: bool = True
    """False where this side has no such dataset."""
    fault: str = ""

    @property
    def gates(self) -> bool:
        """Whether its rows block a release."""
        return self.dataset.gate == "release"


class Sample(NamedTuple):
    """An output on which old and new criteria are tried, and what to call it."""

    name: str
    output: Output


Stored: TypeAlias = Callable[[str, str], Iterable[Sample]]
"""Dataset and row id → the outputs that stored runs hold for it."""


def nothing_stored(dataset: str, row: str) -> Iterable[Sample]:  # noqa: ARG001
    """Where there are no stored runs."""
    return ()


class Scoring(NamedTuple):
    """What verdicts are asked of. The judge is made when the first criteria differ."""

    judge: Callable[[], Judge]
    stored: Stored = nothing_stored

    def loosened(self, before: Json, after: Json) -> Sequence[str]:
        """The parameters by which an evaluator's entry lets more pass than it did."""
        return self.judge().loosened(before, after)
