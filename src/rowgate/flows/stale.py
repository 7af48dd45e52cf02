"""Exceptions of `rowgate.yaml` that keep nothing any more, where every row was looked at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from rowgate import yamltext
from rowgate.checks.run import severity_of
from rowgate.config import CONFIG_FILE
from rowgate.flows.placing import Placed
from rowgate.flows.redaction import scan_of
from rowgate.flows.ruling import holds_everywhere
from rowgate.model import Problem
from rowgate.redaction.fields import findings_of
from rowgate.redaction.keep import Keep, parse_keep
from rowgate.redaction.paths import ANY_SEGMENT, Pattern, covers
from rowgate.redaction.policy import is_provenance
from rowgate.redaction.walk import Leaf, leaves

if TYPE_CHECKING:
    from rowgate.checks.rule import Rule
    from rowgate.flows.check import Options
    from rowgate.flows.reading import Read
    from rowgate.flows.workspace import Workspace
    from rowgate.model import DataPath, Finding, Json, Scan

CODE = "RG304"


class _Entry(NamedTuple):
    """One exception: by path, by literal."""

    at: DataPath
    type: str
    keep: Keep | None
    literal: str

    def may_be_in(self, data: Json, written: str) -> bool:
        """Whether it may concern any leaf of the data: quickly told of the many it does not.

        `written` is the data as JSON, in lower case.
        """
        if self.keep is not None and _is_there(self.keep.path, data):
            return True
        return bool(self.literal) and _dumps(self.literal)[1:-1] in written

    def concerns(self, leaf: Leaf) -> bool:
        """Whether anything in this leaf may be what the exception is for."""
        if self.keep is not None and covers(self.keep.path, leaf.path):
            return True
        return bool(self.literal) and self.literal in leaf.text.casefold()

    def keeps(self, leaf: Leaf, scan: Scan) -> bool:
        """Whether something is found in this leaf that would go without the exception."""
        return any(self._lets_be(leaf, found) for found in findings_of(scan, leaf))

    def _lets_be(self, leaf: Leaf, found: Finding) -> bool:
        if self.keep is not None and self.keep.allows(found.type, leaf.path):
            return True
        value = leaf.text[found.start : found.end].casefold()
        return (found.type, value) == (self.type, self.literal)


class Exceptions:
    """The repository's exceptions, and which of them no row that was looked at needs.

    What was kept was found by every redactor, so that with fewer of them (without `thorough`)
    only an exception for a place or a literal that is nowhere is surely idle. An exception is
    looked for until the first row that needs it: only idle ones are looked for in all of them.
    """

    def __init__(self, workspace: Workspace, *, thorough: bool) -> None:
        self._workspace = workspace
        self._thorough = thorough
        self.idle = dict(enumerate(_entries(workspace)))
        """Those that nothing was found for yet, by their place in the list."""

    def look(self, read: Read) -> None:
        """Crosses out what these rows need, and what stands around their fields."""
        if read.unreadable or any(file.row is None for file in read.rows.values()):
            self.idle.clear()  # what cannot be read may need any of them
        if self.idle:
            self._around(read.definition.text)
        for row_id, file in read.rows.items():
            if not self.idle:
                return
            self._around(row_id)
            self._around("\n".join(line for line in file.text.splitlines() if "#" in line))
            self._inside(file.data)

    def only(self, others: Iterable[int]) -> None:
        """Crosses out what is not among those that another part of the work left."""
        self._needed(set(self.idle).difference(others))

    def stale(self, known: Mapping[str, Rule], options: Options) -> Iterator[Placed]:
        """A problem for each that keeps nothing, where `rowgate.yaml` says it."""
        config, rule = self._workspace.config, known[CODE]
        severity = severity_of(rule, gate="release", overrides=config.rules.severities)
        if severity is None or not holds_everywhere(config.rules, CODE, options):
            return
        shown = config.relative(config.root / CONFIG_FILE)
        for entry in self.idle.values():
            problem = Problem(CODE, severity, _said(entry), _FIX, entry.at)
            yield Placed(shown, *yamltext.place(config.text, entry.at), problem)

    @cached_property
    def _scan(self) -> Scan:
        return scan_of(self._workspace, literals=False)

    def _around(self, text: str) -> None:
        """A literal holds for what stands around the fields, too."""
        folded = text.casefold()
        self._needed(at for at, one in self.idle.items() if one.literal and one.literal in folded)

    def _inside(self, data: Json) -> None:
        written = ""
        if any(one.literal for one in self.idle.values()):
            written = _dumps(data).casefold()
        if not any(one.may_be_in(data, written) for one in self.idle.values()):
            return
        for leaf in leaves(data):
            may = [at for at, one in self.idle.items() if one.concerns(leaf)]
            if may and (leaf.is_key or not is_provenance(leaf.path, leaf.text)):
                self._needed(at for at in may if self._keeps(self.idle[at], leaf))

    def _keeps(self, entry: _Entry, leaf: Leaf) -> bool:
        return not self._thorough or entry.keeps(leaf, self._scan)

    def _needed(self, those: Iterable[int]) -> None:
        for at in list(those):
            del self.idle[at]


def _is_there(pattern: Pattern, data: Json) -> bool:
    """Whether data has anything at a place that the pattern covers."""
    if not pattern:
        return True
    part, rest = pattern[0], pattern[1:]
    if part is ANY_SEGMENT:
        inner = data.values() if isinstance(data, dict) else data
        return isinstance(data, dict | list) and any(_is_there(rest, one) for one in inner)
    if isinstance(data, dict):
        return part in data and _is_there(rest, data[part])
    is_index = isinstance(data, list) and isinstance(part, int) and part < len(data)
    return is_index and _is_there(rest, data[part])


_dumps = partial(json.dumps, ensure_ascii=False, default=str)
_FIX = "remove it from redaction.kept"


def _entries(workspace: Workspace) -> Iterator[_Entry]:
    for index, entry in enumerate(workspace.config.redaction.get("kept", ())):
        kind, path = entry["type"], entry.get("path")
        keep = None if path is None else parse_keep(f"{kind}@{path}")
        literal = entry.get("literal", "").casefold()
        yield _Entry(("redaction", "kept", index), kind, keep, literal)


def _said(entry: _Entry) -> str:
    # A literal is not repeated: who says that it is no secret may be wrong.
    of = f"a literal of type {entry.type}" if entry.keep is None else entry.keep.text
    return f"an exception that keeps nothing any more, in no row: {of}"
