"""Two versions of one `dataset.yaml` → its changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rowgate.changes.criteria import Loosened, Said, of_evaluators
from rowgate.changes.fields import differences, same, value_of
from rowgate.changes.risk import CRITERIA, EVIDENCE, LABELS, WEAKENED
from rowgate.model import Json
from rowgate.model.difference import ABSENT

_RISKS = {
    "format": LABELS,
    "purpose": LABELS,
    # Who may approve, and what `check` holds a row to.
    "owners": CRITERIA,
    "scope": CRITERIA,
    "labels": CRITERIA,
}


def of_dataset(
    before: Mapping[str, Json], after: Mapping[str, Json], loosened: Loosened
) -> Iterator[Said]:
    """What differs between two versions of a dataset's parsed fields."""
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if same(old, new):
            continue
        if name == "evaluators":
            yield from of_evaluators(value_of(old) or [], value_of(new) or [], loosened)
        elif name == "gate":
            yield _gate(value_of(old), value_of(new))
        elif name == "assets":
            yield _assets(value_of(old) or {}, value_of(new) or {})
        else:
            risk = _RISKS.get(name, EVIDENCE)
            for one in differences(old, new, (name,)):
                pair = value_of(one.before), value_of(one.after)
                yield Said(risk, one.at, *pair, _verb(one.before, one.after))


def _gate(old: Json, new: Json) -> Said:
    if new == "exploratory":
        return Said(WEAKENED, ("gate",), old, new, "the dataset blocks nothing any more")
    return Said(CRITERIA, ("gate",), old, new, f"the dataset is {new} now")


def _assets(old: Mapping[str, Json], new: Mapping[str, Json]) -> Said:
    allowed = new.get("allow") is True and old.get("allow") is not True
    message = "assets are let through unread" if allowed else "the limits of assets were changed"
    return Said(WEAKENED if allowed else CRITERIA, ("assets",), dict(old), dict(new), message)


def _verb(old: Json, new: Json) -> str:
    if old is ABSENT:
        return "was added"
    return "was removed" if new is ABSENT else "was changed"
