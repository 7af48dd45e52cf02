"""Where in a text a path of its data stands. Slow: asked only where a problem is shown."""

from __future__ import annotations

from collections.abc import Iterable

from rowgate.model import DataPath

Place = tuple[int, int]
_START: Place = (1, 1)


def place(text: str, path: DataPath) -> Place:
    """Line and column, from 1, of the key or list item at `path`.

    The nearest ancestor stands in for a path that is not there; (1, 1) is the root, and the
    answer for a text that cannot be read.
    """
    return places(text, [path])[0]


def places(text: str, paths: Iterable[DataPath]) -> list[Place]:
    """`place` of many paths, for one reading of the text."""
    known = all_places(text)
    return [_nearest(known, tuple(path)) for path in paths]


def _nearest(known: dict[DataPath, Place], path: DataPath) -> Place:
    while path and path not in known:
        path = path[:-1]
    return known[path] if path else _START


def all_places(text: str) -> dict[DataPath, Place]:
    """The place of every key and list item, in the order of the text, as far as it can be read.

    Of a key that stands twice it is the last.
    """
    from rowgate.yamltext.events import YAMLError
    from rowgate.yamltext.walk import walk

    found: dict[DataPath, Place] = {}
    try:
        for path, event, begins in walk(text):
            if begins:
                mark = event.start_mark
                found[path] = (mark.line + 1, mark.column + 1)
    except (YAMLError, UnicodeEncodeError):
        pass  # the places before the fault are still right
    return found
