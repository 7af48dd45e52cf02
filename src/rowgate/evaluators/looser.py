"""Which parameters let more pass than they did: what the class says of them, no output needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rowgate.evaluators.base import EACH, Evaluator


def loosened(before: Evaluator, after: Evaluator) -> list[str]:
    """The parameters by which `after` lets more pass than `before`, of the same class.

    By `Evaluator.loosens` alone, whatever else differs between the two.
    """
    names = dict.fromkeys(name.removesuffix(EACH) for name in after.loosens)
    return [name for name in names if _is_looser(name, before, after)]


def _is_looser(name: str, before: Evaluator, after: Evaluator) -> bool:
    old, new = getattr(before, name), getattr(after, name)
    if old is None or new is None:
        return old is not None
    way = after.loosens.get(name)
    if way and _lets_more(old, new, way):
        return True
    each = after.loosens.get(name + EACH)
    return each is not None and any(_lets_more(*pair, each) for pair in _paired(old, new)[0])


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
    gone = [one for one in old if one not in new]
    pairs, came = [], []
    for item in new:
        if item in old:
            continue
        kin = next((one for one in gone if _are_kin(one, item)), None)
        if kin is None:
            came.append(item)
        else:
            gone.remove(kin)
            pairs.append((kin, item))
    return pairs, came


def _are_kin(one: Any, other: Any) -> bool:
    """Whether an item is another's new form: a part of its text, an entry of the same name."""
    if isinstance(one, str) and isinstance(other, str):
        return one in other or other in one
    names = [{one} if isinstance(one, str) else set(one) for one in (one, other)]
    return bool(names[0] & names[1])
