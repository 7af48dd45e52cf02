"""`import`: other tools' cases → rows, by the way of every row: redacted, fitted, pending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from rowgate import __version__, yamltext
from rowgate.errors import RowgateError
from rowgate.flows.cased import Cased, Selection
from rowgate.flows.incoming import Incoming, incoming
from rowgate.flows.making import Maker
from rowgate.flows.redaction import account
from rowgate.flows.wish import Wish
from rowgate.model import Column, ColumnType, Json, Redacted
from rowgate.rows import store
from rowgate.rows.columns import fit
from rowgate.rows.convert import Case, case_of_values
from rowgate.rows.datasetfile import with_columns
from rowgate.rows.identity import case_ending, ending_of, span_ending

if TYPE_CHECKING:
    from rowgate.flows.workspace import Workspace
    from rowgate.model.exchange import Lost

_LARGE = 4 << 20
"""Bytes of a file from which on looking through it again would take too long."""
COMPARED = ("expected", "response", "evaluators")


class Brought(NamedTuple):
    """What became of one case."""

    place: str
    path: str
    outcome: Literal["added", "there"]
    removed: Sequence[Redacted] = ()
    unfilled: Sequence[str] = ()
    unused_keeps: Sequence[str] = ()
    differs: Sequence[str] = ()
    """What the case says and the row that is there does not: it was not taken."""


class Imported(NamedTuple):
    """What became of all of them."""

    rows: list[Brought]
    formats: Mapping[str, str]
    """The format each file was read as."""
    columns: Sequence[str]
    """Columns that came with the rows."""
    lost: Sequence[Lost]
    unread: Sequence[tuple[str, str]]


class _Ready(NamedTuple):
    """A row before it is placed: redacted, with what placing needs."""

    file: int
    place: str
    data: dict[str, Json]
    case: Case
    account: Mapping[str, Json]
    """What was removed and by what, as `source` says it; empty where nothing was."""
    removed: Sequence[Redacted]
    unused_keeps: Sequence[str]
    name: str | None


def import_cases(
    workspace: Workspace,
    dataset: str,
    files: Sequence[str],
    wish: Wish,
    selection: Selection = Selection(),  # noqa: B008 - immutable
    *,
    wanted: str | None = None,
    dry_run: bool = False,
) -> Imported:
    """Writes a row for each case that is none yet, all or none.

    Raises `UsageError` where a file cannot be read, and `RowgateError` where a case does not fit
    the dataset or a redactor fails; nothing is written then.
    """
    maker = _Importer(workspace, dataset, wish)
    read = incoming(workspace.registry, files, wanted)
    cased = Cased(workspace, maker.definition.dataset, wish, selection, maker.deriver.scan)
    ready = [
        maker.ready(number, file, found)
        for number, file in enumerate(read)
        for found in cased.all_of(file)
    ]
    selection.refuse_unmet(cased.met, cased.names)
    made = maker.place_all(ready, read)
    if not dry_run:
        maker.write()
    new = [name for name in maker.definition.dataset.columns
           if name not in maker.before.dataset.columns]  # fmt: skip
    formats = {file.name: file.format for file in read}
    unread = [*(each for file in read for each in file.unread), *cased.unread]
    lost = [*(each for file in read for each in file.left_out), *cased.lost]
    return Imported(made, formats, new, lost, unread)


class _Importer(Maker):
    """Makes rows of other tools' cases."""

    kind = "case"

    def ready(self, number: int, file: Incoming, found: tuple[str, int, dict[str, Json]]) -> _Ready:
        """A case as the row it would be, redacted. Raises `RowgateError`."""
        place, at, fields = found
        name = fields.pop("name", None)
        fields["source"] = {**self._source(file, at, name), **fields.get("source", {})}
        given, answer = fields.get("variables", {}), fields.get("response")
        case = case_of_values(given, answer, self.definition.dataset.columns)
        case, dropped = self.deriver.allowed(case)
        fields["variables"] = case.variables
        if case.response is None:
            fields.pop("response", None)
            fields.pop("response_was", None)
        fields |= self.kept()
        result = self.deriver.redacted(fields, self.keeps)
        told = account({**dropped, **result.counts}, result.detectors())
        return _Ready(number, place, result.data, case, told, result.removed,
                      self.unused(result), self._readable(name))  # fmt: skip

    def _source(self, file: Incoming, at: int, name: str | None) -> dict[str, Json]:
        where = {"line": at} if at > 0 else {"item": -at}
        return {
            "kind": "import",
            "format": file.format,
            "file": {"name": Path(file.name).name, **where},
            **({"name": name} if name else {}),
            "added_by": self.deriver.by,
            "added_on": self.today,
            "tool": f"rowgate {__version__}",
        }

    def _readable(self, name: str | None) -> str | None:
        """What the case is called there, where a file may be called so."""
        if not name or list(self.deriver.scan(name)):
            return None
        ending = ending_of(name)
        return name.removesuffix(f"-{ending}") if ending else name

    def place_all(self, ready: Sequence[_Ready], read: Sequence[Incoming]) -> list[Brought]:
        """Every case in its place. A file that holds anything to be removed is not named by its
        digest: that would let one try out what it was."""
        self._bring_columns(ready)
        touched = {one.file for one in ready if one.account}
        clean = {
            number
            for number, file in enumerate(read)
            if number not in touched and not file.unread and self._is_clean(file.content)
        }
        by_ending = {ending_of(path.stem): path for path in store.row_files(self.folder)}
        made = []
        for one in ready:
            if one.file in clean:
                one.data["source"]["file"]["digest"] = read[one.file].digest
            made.append(self._place(one, by_ending))
        return made

    def _is_clean(self, content: bytes) -> bool:
        """Whether no redactor finds anything in the file, in what is not carried either."""
        if len(content) > _LARGE or content.startswith(b"PAR1"):
            return False
        try:
            lines = content.decode("utf-8-sig").splitlines()
            return not any(found for line in lines for found in self.deriver.scan(line))
        except (UnicodeDecodeError, RowgateError):
            return False

    def _place(self, one: _Ready, by_ending: dict[str | None, Path]) -> Brought:
        ending = _ending(one.data)
        there = by_ending.get(ending) or self.seen.row_of(one.data["variables"])
        if there is not None:
            return Brought(one.place, self.shown(there), "there", differs=self._missed(one, there))
        try:
            path, where = self.place(one.data, one.case, one.account, ending, one.name)
        except RowgateError as refusal:
            refusal.message = f"{one.place}: {refusal.message}"
            raise
        by_ending[ending] = path
        return Brought(one.place, self.shown(path), "added", one.removed, where.unfilled,
                       one.unused_keeps)  # fmt: skip

    def _missed(self, one: _Ready, there: Path) -> list[str]:
        text = self.rows.get(there) or store.read_text(there)
        try:
            row = yamltext.read(text)
        except yamltext.YamlFault:
            return []  # `check` says so
        return [key for key in COMPARED if one.data.get(key) and one.data[key] != row.get(key)]

    def _bring_columns(self, ready: Sequence[_Ready]) -> None:
        """The columns that all cases ask for together; one that some lack is optional.

        Raises `RowgateError` where the dataset has columns and lacks one.
        """
        every = [self.types(one.case, one.data) for one in ready]
        asked = {name: _joined([each.get(name) for each in every])
                 for each in every for name in each}  # fmt: skip
        if not ready:
            return
        dataset = self.definition.dataset
        if dataset.columns or self.seen.rows:
            missing = {name: kind for name, kind in asked.items() if name not in dataset.columns}
            fit(missing, missing, dataset, has_rows=True, has_response=False, what=self.kind)
            return
        optional = {name for name in asked if not all(name in each for each in every)}
        columns = [Column(name, kind, name in optional) for name, kind in asked.items()]
        answered = any("response" in one.data for one in ready) and not dataset.response_column
        text = with_columns(self.definition.text, columns, "text" if answered else None)
        self.redefine(text)


def _joined(kinds: Sequence[ColumnType | None]) -> ColumnType:
    """The type of a column that takes all of these."""
    found = {kind for kind in kinds if kind}
    return found.pop() if len(found) == 1 else "json"


def _ending(data: Mapping[str, Json]) -> str:
    """Of the span where the case names one, so that `add` knows it again, else of the case."""
    source = data["source"]
    if source.get("trace_id") and source.get("span_id"):
        return span_ending(source["trace_id"], source["span_id"])
    return case_ending(data["variables"])
