"""What an edit does to the data: the data that must come out, and the fewest nodes to touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import NamedTuple

from rowgate.model import DataPath, Json

Edit = tuple[DataPath, Json]


class Plan(NamedTuple):
    """The steps of an edit, in paths of the data before it."""

    wanted: Json
    """The data that must come out."""
    sets: list[Edit]
    """Nodes to set, none inside another: an existing one is replaced, a new one put in."""
    deletes: list[DataPath]
    """Nodes to take out that no set holds, the last of a list first."""
    gone: list[DataPath]
    """Every node that is taken out."""
    positions: dict[DataPath, int]
    """Where a new key goes among its mapping's keys."""


def plan(
    data: Json, edits: Sequence[Edit], deletes: Sequence[DataPath], order: Sequence[str]
) -> Plan:
    """The plan of these edits, then deletes. Raises LookupError for a path that leads nowhere."""
    wanted = deepcopy(data)
    touched: list[DataPath] = []
    for path, value in edits:
        wanted, at = _set(wanted, tuple(path), deepcopy(value), order)
        touched.append(at)
    roots = [path for path in dict.fromkeys(touched) if not _inside(path, touched)]
    sets = [(path, get(wanted, path)) for path in roots]
    positions = {path: _position(wanted, path) for path in roots if path}
    gone = sorted({tuple(path) for path in deletes}, key=_last_first, reverse=True)
    for path in gone:
        _delete(wanted, path)
        if len(path) > 1 and not (left := get(wanted, path[:-1])):
            # An emptied container is written anew, as {} or [].
            sets.append((path[:-1], left))
            roots.append(path[:-1])
            positions[path[:-1]] = 0
    sets = [
        (path, value) for path, value in sets if not (under(path, gone) or _inside(path, roots))
    ]
    tops = [path for path, _ in sets]
    deletes = [path for path in gone if not under(path, tops) and has(data, path)]
    return Plan(wanted, sets, deletes, gone, positions)


def under(path: DataPath, tops: Iterable[DataPath]) -> bool:
    """Whether the path is one of these or below one."""
    return any(path[: len(top)] == top for top in tops)


def _inside(path: DataPath, tops: Iterable[DataPath]) -> bool:
    return any(len(top) < len(path) and path[: len(top)] == top for top in tops)


def moved(path: DataPath, deletes: Iterable[DataPath]) -> DataPath | None:
    """Where a path is once these nodes are gone: items after a deleted one move up."""
    deletes = list(deletes)
    if under(path, deletes):
        return None
    result = list(path)
    for gone in deletes:
        depth = len(gone) - 1
        if len(path) > depth and path[:depth] == gone[:depth] and _after(path[depth], gone[depth]):
            result[depth] -= 1  # type: ignore[operator]
    return tuple(result)


def _after(part: str | int, gone: str | int) -> bool:
    return isinstance(part, int) and isinstance(gone, int) and part > gone


def _last_first(path: DataPath) -> list[tuple[bool, str | int]]:
    return [(isinstance(part, str), part) for part in path]


def get(data: Json, path: DataPath) -> Json:
    """The node at a path, None where there is none."""
    for part in path:
        if not _has(data, part):
            return None
        data = data[part]
    return data


def has(data: Json, path: DataPath) -> bool:
    """Whether there is a node at this path."""
    return not path or _has(get(data, path[:-1]), path[-1])


def _has(container: Json, part: str | int) -> bool:
    if isinstance(container, dict):
        return part in container
    return isinstance(container, list) and isinstance(part, int) and 0 <= part < len(container)


def _set(root: Json, path: DataPath, value: Json, order: Sequence[str]) -> tuple[Json, DataPath]:
    """Sets the node, with the mappings and lists that lead to it; the topmost path touched."""
    container, depth = root, 0
    while depth < len(path) - 1 and _has(container, path[depth]):
        below = container[path[depth]]
        if below is None:
            break
        container, depth = below, depth + 1
    if root is None or not path:
        return _wrapped(path, value), ()
    _put(container, path[depth], _wrapped(path[depth + 1 :], value), order if depth == 0 else ())
    return root, path[: depth + 1]


def _wrapped(path: DataPath, value: Json) -> Json:
    for part in reversed(path):
        if isinstance(part, int) and part != 0:
            raise LookupError(f"no list holds an item {part} yet")
        value = {part: value} if isinstance(part, str) else [value]
    return value


def _put(container: Json, part: str | int, value: Json, order: Sequence[str]) -> None:
    if isinstance(container, list) and part == len(container):
        container.append(value)
    elif _has(container, part):
        container[part] = value
    elif isinstance(container, dict) and isinstance(part, str):
        before = [key for key in _later(part, order) if key in container]
        moving = _from(container, before)
        container[part] = value
        for key in moving:
            container[key] = container.pop(key)
    else:
        raise LookupError(f"there is no place for {part!r} in this {type(container).__name__}")


def _later(key: str, order: Sequence[str]) -> Sequence[str]:
    return order[order.index(key) + 1 :] if key in order else ()


def _from(container: dict[str, Json], later: Sequence[str]) -> list[str]:
    """The keys from the first of `later` on, as they stand in the container."""
    keys = list(container)
    first = min((keys.index(key) for key in later), default=len(keys))
    return keys[first:]


def _position(wanted: Json, path: DataPath) -> int:
    parent = get(wanted, path[:-1])
    return list(parent).index(path[-1]) if isinstance(parent, dict) else int(path[-1])


def _delete(data: Json, path: DataPath) -> None:
    parent = get(data, path[:-1])
    if not path or not _has(parent, path[-1]):
        raise LookupError("what is to be deleted is not there")
    del parent[path[-1]]
