"""A text with a plain word in place of every scalar: layout only, for ruamel.yaml to edit.

What a round trip would do to scalars (`NO`, U+0085, null, long lines, the columns of quoted
texts) cannot happen to words; the source of each scalar, or a new value in canonical form, is
put in their place afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rowgate.model import DataPath, Json
from rowgate.yamltext.comments import extent
from rowgate.yamltext.style import key_text, quoted
from rowgate.yamltext.walk import walk
from rowgate.yamltext.writer import inline, write

_LEAD = re.compile(r" *(?:- +)*")


class _Source(NamedTuple):
    """A scalar as it stood, and the column of its word."""

    text: str
    column: int


class _New(NamedTuple):
    """A value to be written, inside brackets or not."""

    value: Json
    flow: bool


class Skeleton:
    """The layout of a text. `text` holds the words, `keys` the word of each key."""

    def __init__(self, text: str) -> None:
        self._stem = "rg-"
        while self._stem in text:
            self._stem += "-"
        self._word = re.compile(rf"{self._stem}(\d+)e")
        self._meaning: list[_Source | _New] = []
        self.keys: dict[DataPath, str] = {}
        self.text = self._replaced(text)

    def _replaced(self, text: str) -> str:
        parts: list[str] = []
        done = column = 0
        for path, is_key, start, end in _scalars(text):
            # Without a word an empty value has no place that ruamel would keep.
            parts.append(text[done:start] + (" " if start == end else ""))
            column = _column(parts[-1], column)
            word = self._new_word(_Source(text[start:end], column))
            if is_key:
                self.keys.setdefault(path, word)
            parts.append(word)
            column, done = column + len(word), end
        return "".join([*parts, text[done:]])

    def _new_word(self, meaning: _Source | _New) -> str:
        self._meaning.append(meaning)
        return f"{self._stem}{len(self._meaning) - 1}e"

    def word_of(self, value: Json, flow: bool) -> str:
        """A word for a new value; `flow` says that it goes inside brackets."""
        return self._new_word(_New(value, flow))

    def word_of_key(self, path: DataPath) -> str:
        """A word for a new key."""
        self.keys[path] = self._new_word(_Source(key_text(str(path[-1])), 0))
        return self.keys[path]

    def filled(self, text: str) -> str:
        """An edited skeleton with the scalars and values back in."""
        return "\n".join([self._line(line) for line in text.split("\n")])

    def _line(self, line: str) -> str:
        parts: list[str] = []
        done = 0
        for found in self._word.finditer(line):
            meaning = self._meaning[int(found[1])]
            before = line[done : found.start()]
            done = found.end()
            if isinstance(meaning, _Source):
                before = before if meaning.text else before.removesuffix(" ")
                parts += [before, _shifted(meaning.text, found.start() - meaning.column)]
            elif meaning.flow:
                parts += [before, _flow(meaning.value)]
            else:
                below, is_item = _below(line[: found.start()])
                whole = "".join([*parts, before])
                return _block(whole, meaning.value, line[done:], below, is_item)
        return "".join([*parts, line[done:]])


def _scalars(text: str) -> Iterator[tuple[DataPath, bool, int, int]]:
    """The scalars of a text: path, whether it is a key, and where its characters are."""
    for step in walk(text):
        if hasattr(step.event, "value"):
            start, end = step.event.start_mark.index, extent(text, step)[1]
            end -= text[start:end].endswith("\n")
            if start < end or text[:start].endswith((":", "-")):
                yield step.path, step.begins, start, end


def _column(text: str, column: int) -> int:
    """The column after `text` that began at `column`."""
    line_start = text.rfind("\n") + 1
    return len(text) - line_start if line_start else column + len(text)


def _shifted(source: str, by: int) -> str:
    """A scalar's source with its further lines moved sideways as its first one was."""
    first, *rest = source.split("\n")
    for line in rest:
        blanks = len(line) - len(line.lstrip(" "))
        first += "\n" + (" " * max(0, blanks + by) + line.lstrip(" ") if line else "")
    return first


def _below(before: str) -> tuple[int, bool]:
    """The column for what stands below a value, and whether the value is a list item."""
    lead = len(_LEAD.match(before)[0])  # type: ignore[index]
    return (lead, True) if lead == len(before) else (lead + 2, False)


def _block(before: str, value: Json, after: str, below: int, is_item: bool) -> str:
    """The value in block style after `before`, with what stands behind it on its line."""
    blanks = " " * below
    if value and isinstance(value, (dict, list)):
        lines = [blanks + line if line else line for line in write(value).split("\n")[:-1]]
        if is_item and not after.strip():
            lines[0] = before + lines[0][below:]
        else:
            lines.insert(0, (before + after.lstrip(" ")).rstrip())
        return "\n".join(lines)
    first, *rest = inline(value, blanks).split("\n")
    if first in ("|", "|-"):
        return "\n".join([before + first + after, *rest])
    return "\n".join([before + first, *rest]) + after


def _flow(value: Json) -> str:
    """The value on one line, for a place inside brackets."""
    if isinstance(value, dict):
        inside = ", ".join([f"{key_text(key)}: {_flow(item)}" for key, item in value.items()])
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return quoted(value) if isinstance(value, str) and "\n" in value else inline(value, "")
