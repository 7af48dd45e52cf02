"""Follows the parser's events with the path each belongs to, whatever the strict rules say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rowgate.model import DataPath
from rowgate.yamltext.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    events_of,
)
from rowgate.yamltext.style import MAX_DEPTH

_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)


class Step(NamedTuple):
    """One event of the first document, and the path of the node it belongs to."""

    path: DataPath
    event: Any
    begins: bool
    """It is where a key or a list item begins."""


class _Frame:
    __slots__ = ("count", "is_list", "key", "path")

    def __init__(self, path: DataPath, is_list: bool) -> None:
        self.path = path
        self.is_list = is_list
        self.count = 0
        self.key: str | None = None

    def enter(self, event: Any) -> tuple[DataPath, bool]:
        """The path of the next key, value or item, and whether it is a key or an item."""
        if self.is_list:
            self.count += 1
            return (*self.path, self.count - 1), True
        begins = self.key is None
        key = (event.value if type(event) is ScalarEvent else "?") if self.key is None else self.key
        self.key = key if begins else None
        return (*self.path, key), begins


def walk(text: str) -> Iterator[Step]:
    """The events of the first document of `text`, in order, down to the depth a row may have.

    Raises the parser's `YAMLError` (UnicodeEncodeError for half characters) where the text
    stops being YAML.
    """
    following = events_of(text)
    following()
    if type(following()) is not DocumentStartEvent:
        return
    stack: list[_Frame] = []
    while True:
        event = following()
        kind = type(event)
        if kind in _ENDS:
            yield Step(stack.pop().path, event, False)
        else:
            path, begins = stack[-1].enter(event) if stack else ((), False)
            yield Step(path, event, begins)
            if kind in _STARTS:
                stack.append(_Frame(path, kind is SequenceStartEvent))
        if not stack or len(stack) > MAX_DEPTH + 1:
            return
