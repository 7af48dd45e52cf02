"""The nouns of exchange: what formats of other tools give and take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from rowgate.model import DataPath, Json

Form = Literal["jsonl", "json", "yaml", "csv", "parquet"]


class Lost(NamedTuple):
    """Something of one case that the other side has no place for, or does nothing with."""

    what: str
    """What it is, in words that are the same for all cases it happens to."""
    why: str
    of: str = ""
    """The row, or the place in the file that was read."""
    how: Literal["lost", "metadata", "left out"] = "lost"
    """`metadata`: it stands in the file and comes back by an import; the tool does nothing
    with it. `left out`: a whole row is not in the file."""


class Written(NamedTuple):
    """Rows as the file of another tool."""

    content: bytes
    lost: Sequence[Lost] = ()
    beside: Mapping[str, bytes] = {}
    """Other files that the tool wants beside it, by what is added to the file's stem."""


class Unread(NamedTuple):
    """An entry of a file that is no case, and why; never what it says."""

    at: DataPath
    reason: str
    line: int | None = None
    meant: bool = False
    """Whether the tool itself does not count it as a case any more: then it is no failure."""


class Document(NamedTuple):
    """A file as parsed data, whatever form it was in."""

    name: str
    form: Form
    value: Json
    """The entries as a list, or the one mapping that the file is."""
    lines: Callable[[DataPath], int | None]
    """The line, from 1, at which a part of `value` begins, where that is known."""
    unread: Sequence[Unread] = ()
    """Lines that are no JSON, rows that are no rows."""


class Item(NamedTuple):
    """One case of another tool's file, as the plain fields of a row.

    `fields` may hold `why`, `note`, `labels`, `variables`, `response`, `response_was`,
    `expected`, `evaluators`, `repeat`, `advisory`, `known_failing`, `links`, `metadata`, each as
    a row holds it, and `source`, a mapping of `trace_id`, `span_id`, `project`, `system`.
    """

    fields: Mapping[str, Json]
    at: DataPath = ()
    """Where in the document it stands."""
    name: str | None = None
    """What it is called there."""
    lost: Sequence[Lost] = ()
