"""What a window has room for: lines broken between words, and cut where there are too many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rowgate.reports.conversation import printable
from rowgate.reports.spans import cell_width

_LEAST, _FEW = 4, 7
"""Lines of a part that is cut short: a blank one, its heading, and what there is room for."""


class Fitted(NamedTuple):
    """As many lines as a window has room for, and how many there are besides."""

    lines: list[str]
    hidden: int


def wrapped(lines: Iterable[str], width: int, hanging: int = 0) -> Iterator[str]:
    """The lines, none wider than the window, broken between words and indented as they were,
    or by `hanging` columns.

    Control characters are spelt out: no row steers the reader's terminal.
    """
    for line in map(printable, lines):
        if cell_width(line) <= width:
            yield line
        else:
            yield from _broken(line, width, hanging)


def packed(items: Sequence[str], width: int) -> Iterator[str]:
    """The items with two blanks between them, none of them broken."""
    line = ""
    for item in items:
        if line and cell_width(f"{line}  {item}") > width:
            yield line
            line = ""
        line = f"{line}  {item}" if line else item
    yield line


def fitted(lines: Sequence[str], room: int, last: int = 2) -> Fitted:
    """The head and the tail of what does not fit, of each part between blank lines if it can be.

    The `last` parts are seen before the others: what was asked, however long the answer is.
    """
    room = max(room, 6)
    if len(lines) <= room:
        return Fitted(list(lines), 0)
    parts = _parts(lines)
    most = _most(parts, room)
    shown = [_cut(part, most) for part in parts] if most else _ends(parts, room, last)
    return Fitted([line for part in shown for line in part.lines], sum(p.hidden for p in shown))


def _parts(lines: Sequence[str]) -> list[list[str]]:
    """The lines in parts, each with the blank line above its heading."""
    parts: list[list[str]] = [[]]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line and following and not following.startswith("  "):
            parts.append([])
        parts[-1].append(line)
    return parts


def _most(parts: Sequence[Sequence[str]], room: int) -> int:
    """The most lines that each part may have for all to fit; 0 where they would be too few."""
    for most in range(max(map(len, parts)), _LEAST, -1):
        if sum(min(len(part), most) for part in parts) <= room:
            return most
    return 0


def _ends(parts: Sequence[list[str]], room: int, last: int) -> list[Fitted]:
    """The first part if it can be, and the last ones, each cut as short as it must be."""
    for first in (parts[:1], []):
        head = [_cut(part, _FEW) for part in first]
        left = room - sum(len(part.lines) for part in head) - 1
        between = parts[len(first) :]
        for most in range(_FEW, _LEAST - 1, -1):
            tail = _tail(between, left, most)
            if len(tail) >= min(last, len(between)):
                return [*head, *_gap(between[: len(between) - len(tail)]), *tail]
    return [_cut([line for part in parts for line in part], room)]


def _tail(parts: Sequence[list[str]], room: int, most: int) -> list[Fitted]:
    """As many of the last parts as there is room for, each of so many lines at most."""
    found: list[Fitted] = []
    for part in reversed(parts):
        cut = _cut(part, most)
        room -= len(cut.lines)
        if room < 0:
            break
        found.insert(0, cut)
    return found


def _gap(parts: Sequence[Sequence[str]]) -> list[Fitted]:
    hidden = sum(map(len, parts))
    return [Fitted([_more(hidden)], hidden)] if hidden else []


def _more(hidden: int) -> str:
    return f"    ... {hidden} more line{'' if hidden == 1 else 's'}: o opens all"


def _cut(lines: list[str], room: int) -> Fitted:
    """The heading, and as much of the beginning as of the end."""
    if len(lines) <= room:
        return Fitted(lines, 0)
    tail = max(room - 3, 0) // 2
    head = room - 1 - tail
    hidden = len(lines) - head - tail
    return Fitted([*lines[:head], _more(hidden), *lines[len(lines) - tail :]], hidden)


def _broken(line: str, width: int, hanging: int) -> Iterator[str]:
    own = len(line) - len(line.lstrip())
    current = " " * min(own, width // 2)
    indent = " " * min(max(own, hanging), width // 2)
    for word in re.findall(r"\S+\s*", line.strip()):
        if cell_width((current + word).rstrip()) > width and current.strip():
            yield current.rstrip()
            current = indent
        while cell_width((current + word).rstrip()) > width:
            cut = _fitting(word, width - len(current))
            yield current + word[:cut]
            current, word = indent, word[cut:]
        current += word
    if current.strip():
        yield current.rstrip()


def _fitting(word: str, room: int) -> int:
    """How many characters of a word go into so many columns: at least one."""
    used = 0
    for index, char in enumerate(word):
        used += cell_width(char)
        if used > room:
            return max(index, 1)
    return len(word)
