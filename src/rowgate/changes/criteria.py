"""What a row or dataset asks of an output, before and after: which of it was taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from rowgate.changes.fields import identity
from rowgate.changes.risk import CRITERIA, LABELS, WEAKENED
from rowgate.model import DataPath, Json


class Said(NamedTuple):
    """A change of one field, before it is known whose it is."""

    risk: str
    at: DataPath
    before: Json
    after: Json
    message: str


Loosened: TypeAlias = Callable[[Json, Json], Sequence[str]]
"""An evaluator's entry before and after → the parameters that let more pass now."""


def of_evaluators(
    before: Sequence[Json], after: Sequence[Json], loosened: Loosened
) -> Iterator[Said]:
    """The evaluators that were removed (weakened), changed, added, or only stand elsewhere.

    Entries are matched by content, then by name. One whose parameters differ was weakened where
    these say so; whether it got looser otherwise is for the verdicts to say.
    """
    gone = _without(before, after)
    new = _without(after, before)
    for entry in gone:
        match = _match(entry, new, loosened)
        if match is None:
            yield Said(WEAKENED, _AT, entry, None, f"evaluator {_name(entry)} was removed")
        else:
            new.remove(match)
            yield _changed(entry, match, loosened)
    for entry in new:
        yield Said(CRITERIA, _AT, None, entry, f"evaluator {_name(entry)} was added")
    if before != after and not gone and len(before) == len(after):
        yield Said(LABELS, _AT, list(before), list(after), "evaluators stand in another order")


def lost_evaluators(before: Sequence[Json], after: Sequence[Json]) -> list[str]:
    """The names of the entries that the other side has not, or not as they were."""
    return [_name(entry) for entry in _without(before, after)]


def _match(entry: Json, new: Sequence[Json], loosened: Loosened) -> Json:
    """The new form of an entry; of several, that which asks for more or less of the same."""
    kin = [one for one in new if _name(one) == _name(entry)]
    if len(kin) > 1:
        known = (one for one in kin if loosened(entry, one) or loosened(one, entry))
        return next(known, kin[0])
    return kin[0] if kin else None


_AT: DataPath = ("evaluators",)


def _changed(before: Json, after: Json, loosened: Loosened) -> Said:
    name = _name(before)
    if is_advisory(after) and not is_advisory(before):
        return Said(WEAKENED, _AT, before, after, f"evaluator {name} only warns now (advisory)")
    names = loosened(before, after)
    if names:
        message = f"evaluator {name} lets more pass now ({', '.join(names)})"
        return Said(WEAKENED, _AT, before, after, message)
    return Said(CRITERIA, _AT, before, after, f"evaluator {name} was changed")


def _without(entries: Sequence[Json], others: Sequence[Json]) -> list[Json]:
    left = [identity(one) for one in others]
    found = []
    for entry in entries:
        if identity(entry) in left:
            left.remove(identity(entry))
        else:
            found.append(entry)
    return found


def _name(entry: Json) -> str:
    if isinstance(entry, str):
        return entry
    return next(iter(entry), "without a name") if isinstance(entry, Mapping) else "without a name"


def _parameters(entry: Json) -> Mapping[str, Json]:
    value = next(iter(entry.values()), None) if isinstance(entry, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def is_advisory(entry: Json) -> bool:
    """Whether an entry says of itself that it only warns."""
    return _parameters(entry).get("advisory") is True


def of_field(name: str, before: Json, after: Json) -> Said | None:
    """A change of another field that decides whether a row passes; None for any other field.

    Absent is None.
    """
    say = _SAYS.get(name)
    return say((name,), before, after) if say else None


def _expected(at: DataPath, before: Json, after: Json) -> Said:
    if after is None:
        return Said(WEAKENED, at, before, after, "expected was removed")
    return Said(CRITERIA, at, before, after, f"expected was {_verb(before)}")


def _advisory(at: DataPath, before: Json, after: Json) -> Said:
    if after is True:
        return Said(WEAKENED, at, before, after, "the row only warns now (advisory)")
    return Said(CRITERIA, at, before, after, "the row is not advisory any more")


def _known_failing(at: DataPath, before: Json, after: Json) -> Said:
    if after is None:
        return Said(CRITERIA, at, before, after, "the row is not known_failing any more")
    if before is None:
        return Said(WEAKENED, at, before, after, "the row is exempt now (known_failing)")
    longer = _until(after) > _until(before)
    message = "known_failing lasts longer" if longer else "known_failing was changed"
    return Said(WEAKENED if longer else CRITERIA, at, before, after, message)


def _until(value: Json) -> str:
    until = value.get("until") if isinstance(value, Mapping) else None
    return until if isinstance(until, str) else "for ever"


def _repeat(at: DataPath, before: Json, after: Json) -> Said:
    (runs, share), (runs_now, share_now) = _runs(before), _runs(after)
    if runs_now < runs or share_now < share:
        return Said(WEAKENED, at, before, after, "repeat was lowered")
    return Said(CRITERIA, at, before, after, "repeat was changed")


def _runs(value: Json) -> tuple[int, float]:
    """How often a row is tried, and the share of runs that must pass."""
    if not isinstance(value, Mapping) or not isinstance(value.get("runs"), int):
        return 1, 1.0
    runs = max(value["runs"], 1)
    passing = value.get("pass", runs)
    return runs, passing / runs if isinstance(passing, int) else 1.0


def _response_was(at: DataPath, before: Json, after: Json) -> Said:
    message = f"the response was {before or 'unjudged'}, and is called {after or 'unjudged'} now"
    return Said(CRITERIA, at, before, after, message)


def _kept(at: DataPath, before: Json, after: Json) -> Said:
    more = _without(after or [], before or [])
    message = "a finding is kept now" if more else "fewer findings are kept"
    return Said(WEAKENED if more else CRITERIA, at, before, after, message)


def _verb(before: Json) -> str:
    return "added" if before is None else "changed"


_SAYS: Mapping[str, Callable[[DataPath, Json, Json], Said]] = {
    "expected": _expected,
    "advisory": _advisory,
    "known_failing": _known_failing,
    "repeat": _repeat,
    "response_was": _response_was,
    "kept": _kept,
}
