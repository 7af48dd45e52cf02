"""The canonical form of a text: where it departs from it, and how it is brought into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rowgate.model import DataPath, Json
from rowgate.yamltext.places import all_places
from rowgate.yamltext.proven import read
from rowgate.yamltext.writer import write

if TYPE_CHECKING:
    from rowgate.yamltext.comments import Scan


def departure(text: str, data: Json) -> int | None:
    """The first line of `text`, from 1, that the canonical text of `data` does not have.

    `data` is what `read(text)` gave. Comments on lines of their own stand apart: they may be
    anywhere. None: the text is canonical. Raises ValueError where `data` cannot be written.
    """
    expected = write(data)
    return None if text == expected else _first_departing(text, expected)


def _first_departing(text: str, expected: str) -> int | None:
    *lines, after = text.split("\n")
    wanted = expected.split("\n")[:-1]
    met = 0
    for number, line in enumerate(lines, 1):
        if met < len(wanted) and line == wanted[met]:
            met += 1
        elif not line.lstrip(" ").startswith("#"):
            return number
    return None if met == len(wanted) and not after else len(lines) + 1


def canonicalise(text: str, order: Callable[[Json], Json] | None = None) -> str:
    """The text in canonical form, with its comments.

    `order` may give the data with its keys in another order. A comment goes on lines of its
    own above the key or item that followed it, one at a line's end above the key it stood
    beside; comments at the end stay there. Raises `YamlFault` for what `read` refuses, and
    ValueError for what `write` does.
    """
    from rowgate.yamltext.comments import scan

    data = read(text)
    written = write(data if order is None else order(data))
    found = scan(text)
    if not found.comments:
        return written
    return insert(written, _above_canonical(written, found))


def insert(text: str, added: Iterable[tuple[int, str]]) -> str:
    """The text with lines added, each before the line of that number, from 0."""
    above: dict[int, list[str]] = {}
    for number, line in added:
        above.setdefault(number, []).append(line)
    merged: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        merged += above.get(number, [])
        merged.append(line)
    return "\n".join(merged)


def _above_canonical(written: str, found: Scan) -> Iterator[tuple[int, str]]:
    lines = written.split("\n")[:-1]
    known = all_places(written)
    position = {path: number for number, path in enumerate(found.nodes)}
    reached = -1
    for comment in found.comments:
        if not comment.text:
            continue
        at = position.get(comment.path, -1) if comment.path is not None else len(found.nodes)
        # A comment beside a closing bracket would climb above those inside: keep their order.
        reached = at = max(at, reached)
        number = line_of(known, found.nodes[at:], len(lines)) if at >= 0 else 0
        yield number, indent_of(lines[number] if number < len(lines) else "") + comment.text


def indent_of(line: str) -> str:
    """The blanks a line starts with."""
    return line[: len(line) - len(line.lstrip(" "))]


def line_of(
    known: dict[DataPath, tuple[int, int]], paths: Sequence[DataPath | None], last: int
) -> int:
    """The line, from 0, of the first of these paths that is known; else `last`."""
    return next((known[path][0] - 1 for path in paths if path and path in known), last)
