"""Values of a table's column whose heading says password: comma-, tab- and pipe-separated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rowgate.hookspecs import hookimpl
from rowgate.model import Finding
from rowgate.redaction.detectors.likely import QUOTES, is_usual
from rowgate.redaction.detectors.names import PASSWORD, SECRET
from rowgate.redaction.marks import Marks
from rowgate.redaction.patterns import Pattern, loose
from rowgate.redaction.ungated import Ungated
from rowgate.redaction.words import is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rowgate.hookspecs import Redactor

_CELL = r"[\w .#*-]{0,24}"
_HEADING = Pattern(
    rf"(?im)^[^\n]*(?:^|[|,;\t])[ \"'*`]{{0,4}}{_CELL}(?:{PASSWORD}|{SECRET}){_CELL}[ \"'*`]{{0,4}}"
    r"(?:[|,;\t]|\r?$)[^\n]*$"
)
_NAMES = Pattern(rf"(?i)^{_CELL}(?:{PASSWORD}|{SECRET}){_CELL}$")
_SIGNS = "|\t;,"
_WHOLE = re.compile(r"[ \"'`*\r]*([^\s\"'`*]{4,})[ \"'`*\r]*")
# A user before a password, as cells hold both: `admin` / `…`.
_PAIR = re.compile(
    r"[\w.@-]+[`\"'*]{0,3} ?[/:] ?[`\"'*]{0,3}([^\s\"'`*/]{4,})[`\"'*]{0,3}(?=[ <,;]|$)"
)
_LONGEST_HEADING = 400
_AROUND = " \"'`*\r"


class ColumnRedactor(Ungated):
    """Type `password`. The gate does without."""

    name = "columns"
    marks = Marks(words=loose(rf"(?i)[|,;\t\n][ \"'*`\w.#-]*(?:{PASSWORD}|{SECRET})"
                              rf"|(?:{PASSWORD}|{SECRET})[ \"'*`\w.#-]*[|,;\t]"))  # fmt: skip

    def find(self, text: str) -> Iterator[Finding]:
        seen = 0
        for [(start, end)] in _HEADING.matches(text):
            # What looks like a heading within a table is a row of it.
            if start >= seen and end - start <= _LONGEST_HEADING and _is_first(text, start, end):
                rows = list(_rows(text, text[start:end], end))
                seen = end + sum(len(row) + 1 for row in rows)
                yield from _column(text[start:end], rows, end + 1)


def _is_first(text: str, start: int, end: int) -> bool:
    """Whether no row of the same table stands above: a cell may speak of passwords as well."""
    sign = _sign(text[start:end])
    above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    return sign != "|" or above.count(sign) != text.count(sign, start, end)


def _sign(heading: str) -> str:
    return max(_SIGNS, key=heading.count)


def _rows(text: str, heading: str, end: int) -> Iterator[str]:
    """The lines below a heading that have as many cells."""
    sign = _sign(heading)
    count = heading.count(sign)
    while count and 0 <= end < len(text):
        stop = text.find("\n", end + 1)
        row = text[end + 1 : stop if stop >= 0 else len(text)]
        if row.count(sign) != count:
            return
        yield row
        end += 1 + len(row)


def _column(heading: str, rows: list[str], start: int) -> Iterator[Finding]:
    """The cells of the columns that a heading names."""
    sign = _sign(heading)
    cells = heading.split(sign)
    if sum(1 for cell in cells if cell.strip()) < 2:
        return
    named = [at for at, cell in enumerate(cells) if _NAMES.found(cell.strip(_AROUND))]
    for row in rows:
        parts = row.split(sign)
        for at in named:
            first = start + sum(len(part) + 1 for part in parts[:at])
            for value in _values(parts[at]):
                yield Finding(first + value.start(1), first + value.end(1), "password")
        start += len(row) + 1


def _values(cell: str) -> Iterator[re.Match[str]]:
    """What looks like a password in a cell: the whole of it, or what stands behind a user."""
    whole = _WHOLE.fullmatch(cell)
    for value in [whole] if whole else _PAIR.finditer(cell):
        if _is_value(value[1], marked=value[0].lstrip()[:1] in "`\"'*"):
            yield value


def _is_value(value: str, *, marked: bool) -> bool:
    if marked and is_usual(value, QUOTES):
        return True
    word = value.replace("-", "").replace("_", "").isalpha()
    return value.strip("-:=") != "" and (marked or not word) and not is_stand_in(value)


@hookimpl
def rowgate_redactors(register: Callable[[Redactor], None]) -> None:
    register(ColumnRedactor())
