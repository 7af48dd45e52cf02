"""What an output of a row is held to: the row's evaluators and the dataset's."""

from __future__ import annotations

from collections.abc import Sequence

from rowgate.model import Json, Judge, Row


def applied_to(row: Row, of_dataset: Sequence[Json], judge: Judge) -> list[Json]:
    """Every evaluator that judges the row: its own, and those of its dataset.

    A dataset's evaluator that reads `expected` says nothing on a row that has none.
    """
    own = list(row.evaluators)
    if row.expected is None:
        return own + [one for one in of_dataset if not judge.reads_expected(one)]
    return own + list(of_dataset)


def lacks_criteria(row: Row, of_dataset: Sequence[Json], judge: Judge) -> bool:
    """Whether nothing tells a right output of this row from a wrong one: RG102's definition.

    An evaluator of the dataset that holds for every row is nobody's criterion, nor is one that
    is advisory or that reads an `expected` the row does not have.
    """
    own = [one for one in row.evaluators if not is_advisory(one)]
    if row.expected is None:
        return all(judge.reads_expected(one) for one in own)
    return not own and not any(
        judge.reads_expected(one) for one in of_dataset if not is_advisory(one)
    )


def is_advisory(entry: Json) -> bool:
    """Whether an evaluator's entry says that its fail only warns."""
    if not isinstance(entry, dict) or len(entry) != 1:
        return False
    (parameters,) = entry.values()
    return isinstance(parameters, dict) and parameters.get("advisory") is True
