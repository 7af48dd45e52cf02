"""Two versions of `rowgate.yaml` → what of its rules and its redaction was relaxed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rowgate.changes.fields import differences, identity, same, value_of
from rowgate.changes.risk import CRITERIA, EVIDENCE, LABELS, WEAKENED, by_risk
from rowgate.changes.ruling import FIELDS, of_rules
from rowgate.model import Change, DataPath, Json
from rowgate.model.difference import ABSENT

_POLICIES = ("keep", "scan", "mask", "drop")
# Weakest first.
_ORDERED: Mapping[str, Sequence[str]] = {
    "review": ("pull-request", "file"),
    "approval.by": ("anyone", "owners"),
    "approval.second_person": ("false", "true"),
}
_RISKS = {"format": LABELS, "traces": LABELS, "runs": LABELS, "candidates": EVIDENCE}
_FOLDERS = {
    "datasets": "datasets lie in another folder: nothing checks the old one",
    "plugins": "plugins lie in another folder: none of the old one is loaded",
}
_FIRST_IS_DEFAULT = ("approval.by", "approval.second_person")


def of_policy(
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    severities: Mapping[str, str],
) -> list[Change]:
    """What changed between two versions of the configuration's parsed fields, riskiest first.

    `severities`: code → a rule's own severity in a release dataset.
    """
    found = list(of_rules(before, after, severities))
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if name in FIELDS or same(old, new):
            continue
        if name == "gate":
            sides = (value_of(old) or {}, value_of(new) or {})
            found += _thresholds(*(side.get("thresholds") or {} for side in sides))
        elif name == "redaction":
            found += _redaction(value_of(old) or {}, value_of(new) or {})
        else:
            found += _plain(name, old, new)
    return by_risk(found)


def _change(risk: str, at: DataPath, old: Json, new: Json, message: str) -> Change:
    return Change(risk, None, at, value_of(old), value_of(new), message)


def _thresholds(old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Change]:
    """The share of a label's rows that must pass: all of them where nothing is said."""
    for label in dict.fromkeys([*old, *new]):
        was, now = old.get(label, 1), new.get(label, 1)
        if was != now:
            message = f"of the rows labelled {label} a share of {now} must pass now, not {was}"
            risk = WEAKENED if now < was else CRITERIA
            yield _change(risk, ("gate", "thresholds", label), was, now, message)


def _redaction(old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name, ABSENT), new.get(name, ABSENT)
        if same(was, now):
            continue
        if name == "fields":
            yield from _fields(value_of(was) or {}, value_of(now) or {})
        elif name == "kept":
            yield from _listed(name, value_of(was) or [], value_of(now) or [], more=WEAKENED)
        elif name == "patterns":
            yield from _listed(name, value_of(was) or [], value_of(now) or [], more=CRITERIA)
        else:
            risk = WEAKENED if now is ABSENT else CRITERIA
            message = f"redaction: {name} was {_verb(was, now)}"
            yield _change(risk, ("redaction", name), was, now, message)


def _fields(old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[Change]:
    for path in dict.fromkeys([*old, *new]):
        pair = [str(side.get(path, "scan")) for side in (old, new)]
        if pair[0] != pair[1]:
            risk = WEAKENED if _less(pair, _POLICIES) else CRITERIA
            message = f"redaction of {path} is {pair[1]} now, no longer {pair[0]}"
            yield _change(risk, ("redaction", "fields", path), pair[0], pair[1], message)


def _listed(name: str, old: Sequence[Json], new: Sequence[Json], *, more: str) -> Iterator[Change]:
    """An exception more, or a pattern less, lets more pass."""
    less = WEAKENED if more == CRITERIA else CRITERIA
    was, now = ({identity(one): one for one in side} for side in (old, new))
    word = "exception" if name == "kept" else "pattern"
    for key, entry in was.items():
        if key not in now:
            yield _change(
                less,
                ("redaction", name),
                entry,
                None,
                f"redaction: {word} {_named(entry)} was removed",
            )
    for key, entry in now.items():
        if key not in was:
            yield _change(
                more,
                ("redaction", name),
                None,
                entry,
                f"redaction: {word} {_named(entry)} was added",
            )


def _named(entry: Json) -> str:
    if not isinstance(entry, Mapping):
        return "without a name"
    return str(entry.get("name") or entry.get("type") or "without a name")


def _plain(name: str, old: Json, new: Json) -> Iterator[Change]:
    """The other fields, leaf by leaf; of some the new value may let more pass."""
    for one in differences(old, new, (name,)):
        at = ".".join(map(str, one.at))
        order = _ORDERED.get(at, ())
        pair = [order[-1] if side is ABSENT and order else side for side in (one.before, one.after)]
        if at in _FIRST_IS_DEFAULT:
            pair = [order[0] if side is ABSENT else side for side in (one.before, one.after)]
        if _less([_word(side) for side in pair], order):
            risk, message = WEAKENED, f"{at} is {_word(pair[1])} now, no longer {_word(pair[0])}"
        elif name in _FOLDERS:
            risk, message = WEAKENED, _FOLDERS[name]
        else:
            risk = _RISKS.get(name, CRITERIA)
            message = f"{at} was {_verb(one.before, one.after)}"
        yield _change(risk, one.at, one.before, one.after, message)


def _word(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _less(pair: Sequence[str], order: Sequence[str]) -> bool:
    """Whether the second of two settings is below the first; one that nobody knows is not."""
    return all(one in order for one in pair) and order.index(pair[1]) < order.index(pair[0])


def _verb(old: Json, new: Json) -> str:
    if old is ABSENT:
        return "added"
    return "removed" if new is ABSENT else "changed"
