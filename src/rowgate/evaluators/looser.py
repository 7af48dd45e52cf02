"""Which parameters let more pass than they did: what the class says of them, no output needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rowgate.evaluators.base import EACH, Evaluator, declared_by


def loosened(before: Evaluator, after: Evaluator) -> list[str]:
    """The parameters by which `after` lets more pass than `before`, of the same class.

    By `Evaluator.loosens` alone, whatever else differs between the two. Those of the evaluators
    inside, too: `value of max-words`.
    """
    names = dict.fromkeys(name.removesuffix(EACH) for name in after.loosens)
    own = [name for name in names if _is_looser(name, before, after)]
    return [*own, *dict.fromkeys(_inside(before, after))]


def comparable(one: Evaluator, other: Evaluator) -> bool:
    """Whether one of two evaluators is known to let more pass than the other."""
    return isinstance(other, type(one)) and bool(loosened(one, other) or loosened(other, one))


def _inside(before: Evaluator, after: Evaluator) -> Iterator[str]:
    """Where a group turns verdicts round, it lets more pass by what lets less pass inside."""
    for name in before.inner():
        way = after.loosens.get(name + EACH)
        pairs = _paired(_value(before, name), _value(after, name))[0] if way else ()
        for old, new in pairs:
            said = loosened(old, new) if way == "up" else loosened(new, old)
            yield from (one if " of " in one else f"{one} of {new.name}" for one in said)


def _is_looser(name: str, before: Evaluator, after: Evaluator) -> bool:
    old, new = _value(before, name), _value(after, name)
    if old is None or new is None:
        return old is not None
    way = after.loosens.get(name)
    if way and _lets_more(old, new, way):
        return True
    each = after.loosens.get(name + EACH)
    return each is not None and any(_lets_more(*pair, each) for pair in _paired(old, new)[0])


def _value(evaluator: Evaluator, name: str) -> Any:
    """A parameter; of one that lists evaluators these: their entries are spelt in several ways."""
    return evaluator.inner().get(name, getattr(evaluator, name))


def _lets_more(old: Any, new: Any, way: str) -> bool:
    return {"up": _grew(old, new), "down": _grew(new, old)}.get(way, False)


def _grew(old: Any, new: Any) -> bool:
    """Whether there is more: a larger number, `true`, a longer text, one more item or key."""
    if isinstance(old, int | float) and isinstance(new, int | float):
        return new > old
    if isinstance(old, str) and isinstance(new, str):
        return old != new and old in new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return any(key not in old or _is_more(old[key], new[key]) for key in new)
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return bool(_paired(old, new)[1])
    return False


def _is_more(old: Any, new: Any) -> bool:
    return isinstance(new, Mapping) and _grew(old, new)


def _paired(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """The items that changed, old and new, and those that came."""
    gone, fresh = _without(old, new), _without(new, old)
    pairs, came = [], []
    for item in fresh:
        kin = _nearest(item, [one for one in gone if _are_kin(one, item)])
        if kin is None:
            came.append(item)
        else:
            gone.remove(kin)
            pairs.append((kin, item))
    return pairs, came


def _without(items: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    return [one for one in items if not any(_are_same(one, other) for other in others)]


def _nearest(item: Any, kin: Sequence[Any]) -> Any:
    """Of evaluators of one name the one that can be compared: they may stand in another order."""
    if len(kin) > 1 and isinstance(item, Evaluator):
        return next((one for one in kin if comparable(one, item)), kin[0])
    return kin[0] if kin else None


def _are_same(one: Any, other: Any) -> bool:
    if isinstance(one, Evaluator):
        names = declared_by(type(one))
        return type(one) is type(other) and all(getattr(one, n) == getattr(other, n) for n in names)
    return bool(one == other)


def _are_kin(one: Any, other: Any) -> bool:
    """Whether an item is another's new form: a part of its text, an entry of the same name."""
    if isinstance(one, Evaluator):
        return isinstance(other, type(one))
    if isinstance(one, str) and isinstance(other, str):
        return one in other or other in one
    names = [{one} if isinstance(one, str) else set(one) for one in (one, other)]
    return bool(names[0] & names[1])
