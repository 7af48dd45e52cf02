"""Where a file of another tool runs rowgate and lets nothing come of it.

These files are YAML or TOML of many services, with anchors and expressions of their own, so what
is read of them are lines and how far they are indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_OFF = re.compile(
    r"""continue-on-error:\s*(?!false\b)\S | allow_failure:\s*(?!false\b)
      | (?:if|enabled):\s*['"]?(?:\$\{\{\s*)?false\b | when:\s*['"]?(?:never|manual)\b
      | stages:\s*\[\s*manual\s*\]""",
    re.VERBOSE,
).match
_SWALLOWED = re.compile(
    r"(?:\|\||;)\s*(?:true\b|:(?:\s|$)|exit\s+0\b|echo\b)|\bset \+e\b|\bskip\b", re.IGNORECASE
).search


class _Line(NamedTuple):
    """A line without its indentation and the dash of a list's item."""

    indent: int
    """Of the line."""
    inner: int
    """Of what stands in it: further in, behind a dash."""
    text: str


def silenced(text: str, word: str) -> list[str]:
    """The lines by which a failure of what is named `word` stops nothing."""
    lines = list(_lines_of(text))
    found = [one.text for one in lines if word in one.text and _SWALLOWED(one.text)]
    for index, line in enumerate(lines):
        if _OFF(line.text) and any(word in one.text for one in _around(lines, index)):
            found.append(line.text)
    return found


def _lines_of(text: str) -> Iterator[_Line]:
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        inner = line.lstrip(" ")
        if inner and not inner.startswith("#"):
            indent = len(line) - len(inner)
            said = re.sub(r"\A(?:- +)+", "", inner)
            yield _Line(indent, indent + len(inner) - len(said), said.strip())


def _around(lines: Sequence[_Line], index: int) -> Iterator[_Line]:
    """The mapping that a line is a key of, with what its keys hold and the line it hangs from."""
    depth = lines[index].inner
    yield lines[index]
    for line in lines[index + 1 :]:
        if line.indent < depth:
            break
        yield line
    if lines[index].indent < depth:
        return
    for line in reversed(lines[:index]):
        yield line
        if line.indent < depth:
            break
