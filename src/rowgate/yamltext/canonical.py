"""The canonical form of a text: where it departs from it, and how it is brought into it."""

from __future__ import annotations

from rowgate.model import Json
from rowgate.yamltext.writer import write


def departure(text: str, data: Json) -> int | None:
    """The first line of `text`, from 1, that the canonical text of `data` does not have.

    Comment lines stand apart: they may be anywhere. None: the text is canonical. Raises
    ValueError where `data` cannot be written.
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
