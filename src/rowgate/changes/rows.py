"""Two versions of one row → its changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rowgate.changes.criteria import Loosened, Said, of_evaluators, of_field
from rowgate.changes.fields import differences, same, value_of
from rowgate.changes.risk import EVIDENCE, LABELS
from rowgate.model import Json
from rowgate.model.difference import ABSENT

_DEFAULTS: Mapping[str, Json] = {
    "labels": [],
    "evaluators": [],
    "response_was": "unjudged",
    "advisory": False,
    "links": {},
    "metadata": {},
    "kept": [],
    "review": {"status": "pending"},
}
_LIGHT = ("format", "why", "note", "labels", "links", "metadata")


def of_row(
    before: Mapping[str, Json], after: Mapping[str, Json], loosened: Loosened
) -> Iterator[Said]:
    """What differs between two versions of a row's parsed fields, field by field.

    A field that holds its default is one that is not there. Fields nobody knows count as
    evidence: they may mean something to a newer version.
    """
    for name in dict.fromkeys([*before, *after]):
        old, new = _value(before, name), _value(after, name)
        if same(old, new):
            continue
        if name == "evaluators":
            yield from of_evaluators(value_of(old) or [], value_of(new) or [], loosened)
        elif name == "review":
            yield _review(value_of(old) or {}, value_of(new) or {})
        else:
            known = of_field(name, value_of(old), value_of(new))
            yield from [known] if known else _plain(name, old, new)


def _value(data: Mapping[str, Json], name: str) -> Json:
    value = data.get(name, ABSENT)
    return ABSENT if name in _DEFAULTS and same(value, _DEFAULTS[name]) else value


def _plain(name: str, old: Json, new: Json) -> Iterator[Said]:
    risk = LABELS if name in _LIGHT else EVIDENCE
    if name == "labels":
        old, new = value_of(old) or [], value_of(new) or []
        yield Said(risk, (name,), old, new, _labels(old, new))
        return
    for one in differences(old, new, (name,)):
        yield Said(
            risk, one.at, value_of(one.before), value_of(one.after), _verb(one.before, one.after)
        )


def _labels(old: list[Json], new: list[Json]) -> str:
    gone = [str(one) for one in old if one not in new]
    more = [str(one) for one in new if one not in old]
    parts = [f"without {', '.join(gone)}"] if gone else []
    parts += [f"with {', '.join(more)}"] if more else []
    return f"labels {' and '.join(parts)}" if parts else "labels stand in another order"


def _verb(old: Json, new: Json) -> str:
    if old is ABSENT:
        return "was added"
    return "was removed" if new is ABSENT else "was changed"


def _review(old: Mapping[str, Json], new: Mapping[str, Json]) -> Said:
    if new.get("status") == "approved":
        word = "again " if old.get("status") == "approved" else ""
        message = f"approved {word}by {new.get('by', 'nobody named')}"
    elif old.get("status") == "approved":
        message = "the approval was withdrawn"
    else:
        message = "the review was changed"
    return Said(LABELS, ("review",), dict(old) or None, dict(new) or None, message)
