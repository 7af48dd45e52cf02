"""What no row may hold whatever the parser thinks of it: looked for before parsing."""

from __future__ import annotations

import re

from rowgate.yamltext.fault import YamlFault
from rowgate.yamltext.style import REFUSED

_MARKERS = re.compile(r"^(<{7}|={7}|>{7})(?=[ \n]|\Z)", re.MULTILINE)
# With them what YAML 1.1 readers, and they only, take for line ends: U+0085, U+2028, U+2029.
_REFUSED = re.compile(f"[{REFUSED}]")


def guard(text: str) -> None:
    """Raises `YamlFault` for conflict markers and for characters that readers treat differently."""
    if "<<<<<<<" in text or ">>>>>>>" in text:
        _refuse_conflict(text)
    if "\r" in text:
        raise at("encoding", "a carriage return: save the file with LF line ends", text, "\r")
    if not text.isascii() and (found := _REFUSED.search(text)):
        raise refused_character(text, found.start())


def _refuse_conflict(text: str) -> None:
    found = list(_MARKERS.finditer(text))
    if len({marker[1] for marker in found}) > 1:
        line = text.count("\n", 0, found[0].start()) + 1
        message = "a merge conflict is not resolved: keep one side and delete the marker lines"
        raise YamlFault("conflict", message, line, 1)


def first_refused(text: str) -> YamlFault | None:
    """The fault of the first character that YAML does not allow as itself, if there is one."""
    found = _REFUSED.search(text)
    return refused_character(text, found.start()) if found else None


def refused_character(text: str, index: int) -> YamlFault:
    """The fault for the character at `index`."""
    line, column = position(text, index)
    code = ord(text[index])
    if code == 0xFEFF and index == 0:
        return YamlFault("encoding", "a byte order mark: save the file as UTF-8 without BOM")
    if 0xD800 <= code <= 0xDFFF:
        message = f"U+{code:04X} is half of a character: delete it, or replace it by U+FFFD"
    else:
        escape = f"\\u{code:04x}"
        message = f"U+{code:04X} may not stand as itself: write {escape} inside double quotes"
    return YamlFault("encoding", message, line, column)


def at(kind: str, message: str, text: str, part: str) -> YamlFault:
    """A fault placed at the first occurrence of `part`."""
    return YamlFault(kind, message, *position(text, text.index(part)))  # type: ignore[arg-type]


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
