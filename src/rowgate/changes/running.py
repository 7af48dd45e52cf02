"""Two versions of what runs rowgate, as far as another tool's file says when, and how strictly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rowgate.changes.risk import RISKS, rank

Way = frozenset[str]
"""Conditions that must all hold for a run to take place."""
ALWAYS: tuple[Way, ...] = (frozenset(),)
SILENT = "what rowgate refuses stops nothing here any more"


class Run(NamedTuple):
    """One call of rowgate: a command, an action, a hook."""

    name: str
    """As users read it: `rowgate check`, `the hook rowgate-check`."""
    ways: Sequence[Way] = ALWAYS
    """It takes place where one of them holds."""
    may_fail: bool = False
    spares: frozenset[str] = frozenset()
    """By what it looks at less: options, switched-off parts."""
    asks: Mapping[str, str] = {}
    """What it is to refuse or decide, by the name of the setting."""


class Loss(NamedTuple):
    """What the newer version lets pass."""

    message: str
    before: str = ""
    after: str = ""


def losses(before: Sequence[Run], after: Sequence[Run]) -> Iterator[Loss]:
    """What the runs before did and those after do not: each is held against the one after it, of
    the same name, that loses least."""
    left = list(after)
    for run in before:
        found = [(list(_of_pair(run, one)), one) for one in left if one.name == run.name]
        if not found:
            yield Loss(f"{run.name} does not run here any more", run.name)
            continue
        lost, best = min(found, key=lambda pair: len(pair[0]))
        left.remove(best)
        yield from lost


def _of_pair(before: Run, after: Run) -> Iterator[Loss]:
    if after.may_fail and not before.may_fail:
        yield Loss(SILENT, "", after.name)
    for way in before.ways:
        if not any(_is_wider(other, way) for other in after.ways):
            yield _narrowed(before.name, way, after.ways)
    for spare in sorted(after.spares - before.spares):
        yield Loss(f"{after.name} looks at less now ({spare})", "", spare)
    for name, was in before.asks.items():
        now = after.asks.get(name, "")
        if is_less(name, was, now):
            yield Loss(f"rowgate is asked for less here ({name})", f"{name}: {was}", now)


def _narrowed(name: str, way: Way, ways: Sequence[Way]) -> Loss:
    inner = [other - way for other in ways if other > way]
    if inner:
        extra = min(map(_said, inner), key=len)
        return Loss(f"{name} runs only under a condition now", "", extra)
    if not way:
        return Loss(f"{name} runs only under a condition now", "", " or ".join(map(_said, ways)))
    return Loss(f"{name} runs in fewer cases now", _said(way), " or ".join(map(_said, ways)))


def _said(way: Way) -> str:
    return " and ".join(sorted(way)) or "always"


def _is_wider(way: Way, other: Way) -> bool:
    """Whether a run takes place in this way wherever it does in the other."""
    return all(any(_follows(one, known) for known in other) or one in other for one in way)


def _follows(condition: str, known: str) -> bool:
    """Whether a condition holds where another does, by its `||` and `&&` alone."""
    key, _, asked = condition.partition(": ")
    known_key, _, given = known.partition(": ")
    if key != known_key or "(" in asked + given:
        return condition == known
    either, both = ({one.strip() for one in asked.split(op)} for op in ("||", "&&"))
    if "||" in asked and "&&" not in asked + given:
        return {one.strip() for one in given.split("||")} <= either
    return "||" not in asked + given and both <= {one.strip() for one in given.split("&&")}


def is_less(name: str, was: str, now: str) -> bool:
    """Whether a setting asks for less than it did. Of risks the riskier lets more pass."""
    if _is_off(was):
        return False
    if name == "fail-on" and was in RISKS and now in RISKS:
        return rank(now) < rank(was)
    return _is_off(now)


def _is_off(value: str) -> bool:
    return value.strip().strip("'\"").lower() in ("", "false", "no", "0")
