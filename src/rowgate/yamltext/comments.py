"""Comments of a YAML text: which there are, and which key or item each one belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from rowgate.model import DataPath
from rowgate.yamltext.walk import Step, walk

_COMMENT = re.compile(r"#[^\n]*|^[ \t]*\n", re.MULTILINE)
_MODELINE = "# yaml-language-server:"


class Comment(NamedTuple):
    """A comment, or a blank line (`text` is empty), and the node it belongs to."""

    start: int
    """Index of the first character, `#`, in the text."""
    text: str
    path: DataPath | None
    """The key or item below, for one at a line's end the one it stands beside; () is the head of
    the file and None its end."""
    own_line: bool
    column: int
    """Characters before it on its line."""


class Scan(NamedTuple):
    """The comments of a text, and the keys and items in the order they stand in."""

    comments: list[Comment]
    nodes: list[DataPath]


def scan(text: str) -> Scan:
    """Every comment and blank line of a text that `read` accepts, in order."""
    steps = list(walk(text))
    starts = [(step.event.start_mark.index, step.path) for step in steps if step.begins]
    if steps and not starts:
        starts = [(steps[0].event.start_mark.index, ())]
    owners = list(_owners(steps))
    head = _head_end(text, starts[0][0] if starts else len(text))
    found = [
        _comment(text, match, starts, owners, head)
        for start, end in _gaps(text, steps)
        for match in _COMMENT.finditer(text, start, end)
    ]
    return Scan(found, [path for _, path in starts if path])


def _comment(
    text: str,
    match: re.Match[str],
    starts: list[tuple[int, DataPath]],
    owners: list[tuple[int, DataPath]],
    head: int,
) -> Comment:
    index = match.start()
    column = index - (text.rfind("\n", 0, index) + 1)
    before = text[index - column : index]
    path: DataPath | None
    if index < head:
        path = ()
    elif before.strip(" \t-"):
        path = _last(owners, index)
    else:
        path = _next(starts, index)
    return Comment(index, match[0].strip(), path, not before.strip(), column)


def _next(starts: list[tuple[int, DataPath]], index: int) -> DataPath | None:
    place = bisect_right(starts, index, key=lambda start: start[0])
    return starts[place][1] if place < len(starts) else None


def _last(owners: list[tuple[int, DataPath]], index: int) -> DataPath:
    place = bisect_right(owners, index, key=lambda owner: owner[0])
    return owners[place - 1][1] if place else ()


def _owners(steps: list[Step]) -> Iterator[tuple[int, DataPath]]:
    """From which index on a comment at a line's end belongs to which node."""
    for step in steps:
        mark, end = step.event.start_mark.index, step.event.end_mark.index
        if step.begins:
            yield mark, step.path
        elif end > mark and not hasattr(step.event, "anchor"):
            # The closing bracket: what follows it stands beside the whole flow collection.
            yield end, step.path


def _gaps(text: str, steps: list[Step]) -> Iterator[tuple[int, int]]:
    """The stretches of the text between its scalars, where every `#` starts a comment."""
    done = 0
    for step in steps:
        if hasattr(step.event, "value"):
            start, end = extent(text, step)
            yield done, start
            done = end
    yield done, len(text)


def extent(text: str, step: Step) -> tuple[int, int]:
    """Where the characters of a scalar start and end; a block scalar's header is not one."""
    start, end = step.event.start_mark.index, step.event.end_mark.index
    if step.event.style not in ("|", ">"):
        return start, end
    line_end = text.find("\n", start, end)
    header_end = end if line_end < 0 else line_end
    if "+" not in text[start:header_end].partition("#")[0]:
        end = max(header_end, len(text[:end].rstrip(" \n")))
        end += text[end : end + 1] == "\n"
    return header_end, end


def _head_end(text: str, first: int) -> int:
    """Where the head of the file ends: comments that a blank line sets off from the first key."""
    above = text[: text.rfind("\n", 0, first) + 1]
    blank = above.rfind("\n\n")
    modeline = above.rfind(_MODELINE)
    return max(blank + 2 if blank >= 0 else 0, modeline + 1)
