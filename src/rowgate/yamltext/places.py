"""Where in a text a path of its data stands. Slow: asked only where a problem is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rowgate.model import DataPath
from rowgate.yamltext.style import key_text

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


def canonical_place(text: str, path: DataPath) -> Place | None:
    """`place` in a canonical text, found by its indentation, without parsing it.

    None where the path leads through a list, whose items it does not count.
    """
    if not all(isinstance(part, str) for part in path):
        return None
    text = "\n" + text
    start, end, indent, found = 0, len(text), "", 0
    for part in path:
        key = re.escape(f"\n{indent}{key_text(str(part))}:")
        key_at = re.compile(f"{key}(?=[ \n])").search(text, start, end)
        if key_at is None:
            break
        found, start = key_at.start() + 1 + len(indent), key_at.end()
        following = re.compile(f"\n{indent}[^ \n]").search(text, start, end)
        end = following.start() + 1 if following else end
        indent += "  "
        if text[start] != "\n" or text.startswith(f"\n{indent}- ", start):
            break  # a text, or a list: nothing named stands below
    return (text.count("\n", 0, found), found - text.rfind("\n", 0, found)) if found else _START


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
