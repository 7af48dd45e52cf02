"""Changes for a pull-request comment or the summary of a job, in Markdown as GitHub reads it.

A comment holds at most 64 KB and a summary that is too large is dropped whole, so the report
stays below 60 KB: what is riskiest comes first, and the rest is counted. Text of rows stands in
fences or in `<pre>`, where nothing of it is Markdown, HTML or a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain
from urllib.parse import quote

from rowgate.reports.changed_rows import (
    Shown,
    by_dataset,
    images_beside,
    images_of,
    printable,
    values_of,
)
from rowgate.reports.changes import Comparison, Listed, says, sentence
from rowgate.reports.problems import counted, one_line
from rowgate.reports.words import word_changes

LIMIT = 60_000
_TABLES = LIMIT // 3
_ROOM_FOR_THE_REST = 200
_SMALLEST_TABLE = 600
_LONGEST = 4000
_MARKS = {
    "broken": "🛑",
    "weakened": "⚠️",
    "criteria": "⚖️",
    "evidence": "🔎",
    "added": "➕",
    "labels": "🏷️",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$:])")
_TAGS = {
    "same": ("", ""),
    "out": ("<del>", "</del>"),
    "in": ("<ins>", "</ins>"),
    "cut": ("<em>", "</em>"),
}


def as_markdown(found: Comparison) -> Iterator[str]:
    """The report, line by line: a sentence, a table for each dataset, details for each row."""
    yield f"**rowgate diff** {_code(found.before)} → {_code(found.after)}"
    yield ""
    if not found.changes:
        yield "No changes to datasets."
        return
    yield f"{text(sentence(found))}."
    datasets = by_dataset(found.changes)
    room = LIMIT - sum(map(_size, (found.before, found.after))) - 1000
    tables = list(_tables(datasets, min(_TABLES, room)))
    yield from tables
    room -= sum(map(_size, tables))
    yield from _details(list(chain.from_iterable(datasets.values())), room)


def _size(line: str) -> int:
    return len(line.encode("utf-8", "replace")) + 1


def _tables(datasets: dict[str, list[Shown]], room: int) -> Iterator[str]:
    share = max(room // len(datasets), _SMALLEST_TABLE)
    for index, (dataset, rows) in enumerate(datasets.items()):
        if room < _SMALLEST_TABLE:
            yield ""
            yield f"… {counted(len(datasets) - index, 'more dataset')}"
            return
        lines = [*_table(dataset, rows, min(share, room))]
        room -= sum(map(_size, lines))
        yield from lines


def _table(dataset: str, rows: Sequence[Shown], room: int) -> Iterator[str]:
    head = ["", f"### {text(dataset or 'rowgate.yaml, plugins, hooks and CI')}", ""]
    head += ["| | what | changes |", "|---|---|---|"]
    yield from head
    room -= sum(map(_size, head)) + _ROOM_FOR_THE_REST
    for index, shown in enumerate(rows):
        line = _table_line(shown)
        room -= _size(line)
        if room < 0:
            yield f"| | | … {counted(len(rows) - index, 'more row')} |"
            return
        yield line


def _table_line(shown: Shown) -> str:
    changes = "; ".join(_short(one) for one in shown.changes[:4])
    more = f"; {len(shown.changes) - 4} more" if len(shown.changes) > 4 else ""
    mark = f"{_MARKS[shown.risk]} {shown.risk}"
    return f"| {mark} | {_code(shown.name)} | {changes}{more} |"


def _short(one: Listed) -> str:
    said = one_line(says(one.change))
    accepted = " (accepted)" if one.accepted else ""
    return text(said[:200]) + accepted


def _details(rows: Sequence[Shown], room: int) -> Iterator[str]:
    room -= _ROOM_FOR_THE_REST
    for index, shown in enumerate(rows):
        lines = list(_detail(shown))
        room -= sum(map(_size, lines))
        if room < 0:
            yield ""
            yield f"… {counted(len(rows) - index, 'more row')}: `rowgate diff` shows them."
            return
        yield from lines


def _detail(shown: Shown) -> Iterator[str]:
    yield ""
    name = escape(printable(shown.name))
    yield f"<details><summary>{_MARKS[shown.risk]} <code>{name}</code></summary>"
    for one in shown.changes:
        yield ""
        yield f"{text(one_line(says(one.change)))}"
        if one.accepted:
            yield ""
            yield f"Accepted: {text(one_line(one.accepted))}"
        yield from _values(one)
        for side, path in images_of(one):
            yield ""
            yield f"![{side}]({quote(path)})"
    for path in images_beside(shown):
        yield ""
        yield f"![of the row]({quote(path)})"
    yield ""
    yield "</details>"


def _values(one: Listed) -> Iterator[str]:
    values = values_of(one.change)
    if values is None:
        return
    yield ""
    if values.before is not None and values.after is not None:
        pieces = word_changes(printable(values.before), printable(values.after))
        marked = "".join(_marked(*piece) for piece in pieces)
        yield f"<pre>{marked}</pre>"
    else:
        yield from fenced(printable(values.before or values.after or ""))


def _marked(kind: str, value: str) -> str:
    begin, end = _TAGS[kind]
    return begin + escape(value) + end


def fenced(value: str) -> Iterator[str]:
    """A text in a fence that is longer than any run of backticks in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", value)), default=0))
    cut = len(value) - _LONGEST
    yield fence
    yield value[:_LONGEST]
    yield fence
    if cut > 0:
        yield f"… {cut} more characters"


def text(value: str) -> str:
    """One line of plain text: no Markdown, no HTML, no mention and no reference comes of it."""
    plain = escape(printable(value), quote=False)
    plain = _MARKDOWN.sub(r"\\\1", plain)
    # An entity alone would be read as the sign itself, and mention somebody.
    return plain.replace("@", "@&#8203;").replace(r"\#", r"\#&#8203;")


def _code(value: str) -> str:
    """A name as code, fit for a table."""
    name = one_line(value).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, re.findall("`+", name)), default=0))
    pad = " " if "`" in name else ""
    return f"{fence}{pad}{name}{pad}{fence}"
