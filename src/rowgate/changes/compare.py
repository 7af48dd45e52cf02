"""Two versions of datasets → every change, rows matched by id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rowgate.changes.criteria import Said, lost_evaluators
from rowgate.changes.datasets import of_dataset
from rowgate.changes.risk import ADDED, BROKEN, CRITERIA, EVIDENCE, LABELS, WEAKENED, by_risk
from rowgate.changes.rows import of_row
from rowgate.changes.scoring import Criteria, asks_the_same, flips
from rowgate.changes.versions import DatasetVersion, RowVersion, Scoring
from rowgate.model import Change, Json

_ENDING = re.compile(r"-[0-9a-f]{12}\Z")


class Place(NamedTuple):
    """Where a row stands: its dataset and its id."""

    dataset: str
    row: str


class Placed(NamedTuple):
    """A change and the dataset it is of."""

    dataset: str
    change: Change


def compare(
    before: Mapping[str, DatasetVersion], after: Mapping[str, DatasetVersion], scoring: Scoring
) -> list[Placed]:
    """What changed between two versions of datasets (by name), riskiest first in each dataset.

    Both sides name the same datasets, with `there` false where a side has none. A row that
    left one dataset and came to another was moved; one whose readable part alone differs was
    renamed: the ending of an id is that of the span.
    """
    moved = _moves(before, after)
    found = []
    for name in sorted(before.keys() | after.keys()):
        changes = [*_of_definition(before[name], after[name], scoring)]
        changes += _of_rows(name, before, after, moved, scoring)
        found += [Placed(name, one) for one in by_risk(changes)]
    return found


def _moves(
    before: Mapping[str, DatasetVersion], after: Mapping[str, DatasetVersion]
) -> dict[Place, Place]:
    """The new place of each row → its old one, for rows that left one place for another."""
    gone = [p for p in _places(before) if p.row not in after[p.dataset].rows]
    came = [p for p in _places(after) if p.row not in before[p.dataset].rows]
    found: dict[Place, Place] = {}
    for key in (_same_id, _same_ending):
        left: dict[str, Place] = {}
        for place in gone:
            if place not in found.values():
                left.setdefault(key(place), place)
        # Within a dataset first: a copy elsewhere is no move.
        for place in sorted(came, key=lambda one: (key(one), one)):
            old = left.get(key(place))
            if old is not None and place not in found and key(place):
                found[place] = old
                del left[key(place)]
    return found


def _same_id(place: Place) -> str:
    return place.row


def _same_ending(place: Place) -> str:
    ending = _ENDING.search(place.row)
    return ending[0] if ending else ""


def _places(versions: Mapping[str, DatasetVersion]) -> list[Place]:
    return [Place(name, row) for name, one in versions.items() for row in one.rows]


def _of_definition(
    before: DatasetVersion, after: DatasetVersion, scoring: Scoring
) -> Iterator[Change]:
    if not after.there and before.there:
        risk = WEAKENED if before.gates else EVIDENCE
        yield Change(risk, None, (), None, None, "the dataset was removed")
    elif after.fault:
        message = f"dataset.yaml cannot be used: {after.fault}"
        yield Change(BROKEN, None, (), None, None, message)
    elif not before.there and after.there:
        yield Change(ADDED, None, (), None, None, f"a new {after.dataset.gate} dataset")
    elif before.fault:
        yield Change(CRITERIA, None, (), None, None, "dataset.yaml can be used again")
    else:
        for said in of_dataset(before.data, after.data, scoring.loosened):
            yield _change(None, said, gates=before.gates)


def _of_rows(
    name: str,
    before: Mapping[str, DatasetVersion],
    after: Mapping[str, DatasetVersion],
    moved: Mapping[Place, Place],
    scoring: Scoring,
) -> Iterator[Change]:
    left = set(moved.values())
    here, now = before[name], after[name]
    for row, version in now.rows.items():
        old = moved.get(Place(name, row), Place(name, row))
        was = before[old.dataset].rows.get(old.row)
        if was is None:
            yield _added(row, version)
            continue
        if old != Place(name, row):
            yield _moved(row, old, before[old.dataset], now)
        yield from _of_row(row, (before[old.dataset], was), (now, version), scoring)
    for row in here.rows.keys() - now.rows.keys():
        if Place(name, row) not in left:
            risk = WEAKENED if here.gates else EVIDENCE
            yield Change(risk, row, (), _case(here.rows[row]), None, "the row was removed")


def _added(row: str, version: RowVersion) -> Change:
    if version.fault:
        return Change(BROKEN, row, (), None, None, f"a new row cannot be read: {version.fault}")
    return Change(ADDED, row, (), None, _case(version), f"a new row{_origin(version)}")


def _origin(version: RowVersion) -> str:
    source = version.row.source if version.row else None
    if source is None:
        return ""
    span = f" from span {source.span_id} of trace {source.trace_id}" if source.span_id else ""
    kind = "" if span or source.kind == "span" else f" ({source.kind})"
    return f"{span}{kind}" + (f", added by {source.added_by}" if source.added_by else "")


def _case(version: RowVersion) -> Json:
    """What a reviewer reads of a row that came or went."""
    return {name: version.data[name] for name in _CASE if version.data.get(name) not in (None, [])}


_CASE = (
    "why", "note", "labels", "variables", "response", "response_was", "expected", "evaluators",
)  # fmt: skip


def _moved(row: str, old: Place, before: DatasetVersion, after: DatasetVersion) -> Change:
    here = after.dataset.name
    if old.dataset == here:
        return Change(LABELS, row, (), old.row, row, f"renamed from {old.row}")
    message = f"moved from {old.dataset} to {here}"
    if before.gates and not after.gates:
        return Change(WEAKENED, row, (), old.dataset, here, f"{message}, out of the gate")
    lost = lost_evaluators(before.dataset.evaluators, after.dataset.evaluators)
    if before.gates and lost:
        message = f"{message}, away from evaluators of that dataset: {', '.join(lost)}"
        return Change(WEAKENED, row, (), old.dataset, here, message)
    return Change(CRITERIA, row, (), old.dataset, here, message)


def _of_row(
    row: str,
    before: tuple[DatasetVersion, RowVersion],
    after: tuple[DatasetVersion, RowVersion],
    scoring: Scoring,
) -> Iterator[Change]:
    (old_dataset, old), (new_dataset, new) = before, after
    if new.fault:
        if old.fault != new.fault or old.data != new.data:
            yield Change(BROKEN, row, (), None, None, f"the row cannot be read: {new.fault}")
        return
    if old.fault:
        message = "the row can be read again: look at all of it"
        yield Change(CRITERIA, row, (), None, None, message)
        return
    fields = of_row(old.data, new.data, scoring.loosened)
    said = [_change(row, one, gates=old_dataset.gates) for one in fields]
    if old.row is not None and new.row is not None:
        was, now = Criteria(old.row, old_dataset.dataset), Criteria(new.row, new_dataset.dataset)
        if not asks_the_same(was, now):
            risk = WEAKENED if old_dataset.gates else CRITERIA
            for flip in flips(was, now, scoring):
                yield Change(risk, row, ("evaluators",), "fail", "pass", flip.message())
    yield from said


def _change(row: str | None, said: Said, *, gates: bool) -> Change:
    """In a dataset that blocks nothing, nothing can be weakened."""
    risk = CRITERIA if said.risk == WEAKENED and not gates else said.risk
    return Change(risk, row, said.at, said.before, said.after, said.message)
