"""What formats of entries share: an envelope for what the other tool has no field for.

A format says how a row's fields stand in the tool's own fields (`native`), and how those are
read (`fields`). Whatever reading does not give back is put into a mapping `rowgate` in the
entry's metadata, so that an import gives the row back, and it is reported, since the tool does
nothing with it. On import a field of the envelope holds as far as the tool's own fields still
say what they said at the export; where somebody changed them there, theirs win.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rowgate.exchange.plaindata import FIELDS, equal, lines_of, of_row, plain, same
from rowgate.model import Dataset, Json, Row
from rowgate.model.exchange import Document, Form, Item, Lost, Unread, Written

KEY = "rowgate"
WRAPPERS = ("data", "items", "examples", "records")
"""Under these a page of an API, or a document, holds its entries."""
BINDING = ("repeat", "advisory", "known_failing")
"""What changes how a row is judged: a tool that does not know it judges otherwise."""

Say = Callable[..., None]
"""`say(what, why)`: something of the row at hand is lost; `how="metadata"`: it is only kept."""


class Read(NamedTuple):
    """What the tool's own fields of an entry say."""

    fields: dict[str, Json]
    name: str | None = None
    lost: Sequence[Lost] = ()


class NoCaseError(ValueError):
    """An entry is no case; the message says why, never what it says."""

    def __init__(self, reason: str, *, meant: bool = False) -> None:
        super().__init__(reason)
        self.meant = meant


class Envelope:
    """A format whose file is a list of entries."""

    name = ""
    tool = ""
    """What people call it, for the reports."""
    forms: Sequence[Form] = ("jsonl",)
    takes: Sequence[Form] = ("jsonl", "json")
    home: Sequence[str] = ("metadata",)
    """The path to the mapping in which the envelope stands; `()`: the entry itself."""
    encoded = False
    """Whether the envelope is JSON in a text, where the tool takes nothing but texts."""
    lists: Sequence[str] = WRAPPERS
    """The keys under which a document holds its entries."""

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        """The entry of a row called `name` ("dataset/id") in the tool's own fields."""
        raise NotImplementedError

    def fields(self, entry: dict[str, Json]) -> Read:
        """What an entry says without its envelope. Raises NoCaseError."""
        raise NotImplementedError

    # --- out

    def write(self, rows: Sequence[Row], dataset: Dataset, form: Form) -> Written:
        """The rows as a file, and what it could not carry."""
        lost: list[Lost] = []
        entries = [self.entry(row, dataset, lost) for row in rows]
        return self.file(entries, dataset, form, lost)

    def file(
        self, entries: list[dict[str, Json]], dataset: Dataset, form: Form, lost: list[Lost]
    ) -> Written:
        """The file that holds the entries."""
        return Written(lines_of(entries), lost)

    def entry(self, row: Row, dataset: Dataset, lost: list[Lost]) -> dict[str, Json]:
        """One row, with its envelope."""

        def say(what: str, why: str, how: Any = "lost") -> None:
            lost.append(Lost(what, why, row.id, how))

        data = plain(row, dataset)
        made = self.native(data, of_row(row.id, dataset.name), say)
        back = self._read(made, {"variables": {}}).fields
        extra = {key: value for key, value in data.items() if not same(value, back.get(key))}
        self._report(row, extra, say)
        self._home(made)[KEY] = self.wrapped({"row": of_row(row.id, dataset.name), **extra})
        return made

    def wrapped(self, extra: dict[str, Json]) -> Json:
        """The envelope as it stands in the file."""
        return json.dumps(extra) if self.encoded else extra

    def _report(self, row: Row, extra: Mapping[str, Json], say: Say) -> None:
        for name in BINDING:
            if name in extra:
                say(name, f"{self.tool} judges the row without it", "metadata")
        rest = [name for name in FIELDS if name in extra and name not in (*BINDING, *_SAID)]
        for name in rest:
            say(name, f"{self.tool} has no field for it", "metadata")
        if row.kept:
            say("kept", "an import redacts again: a file must not lift redaction")
        if _has_asset(row.variables):
            say("assets", "the file names images and PDFs of the dataset, it does not hold them")

    def _home(self, entry: dict[str, Json]) -> dict[str, Json]:
        for part in self.home:
            entry = entry.setdefault(part, {})
        return entry

    # --- in

    def detect(self, entry: Json) -> bool:
        """Whether a file of such entries is of this format."""
        raise NotImplementedError

    def read(self, document: Document) -> Iterator[Item | Unread]:
        """The cases of a file."""
        for at, entry in self.entries(document.value):
            yield self.item(entry, at)

    def entries(self, value: Json) -> Iterator[tuple[tuple[str | int, ...], Json]]:
        """The entries of a document with their places."""
        at: tuple[str | int, ...] = ()
        while isinstance(value, dict):
            key = next((key for key in self.lists if isinstance(value.get(key), list | dict)), None)
            if key is None:
                yield at, value
                return
            at, value = (*at, key), value[key]
        for index, entry in enumerate(value):
            yield (*at, index), entry

    def item(self, entry: Json, at: tuple[str | int, ...]) -> Item | Unread:
        """One entry as a case."""
        if not isinstance(entry, dict):
            return Unread(at, "is no mapping")
        native, extra = self.opened(entry)
        try:
            read = self._read(native, extra)
        except NoCaseError as error:
            return Unread(at, str(error), meant=error.meant)
        fields, lost = self._with(extra, read, native) if extra else (read.fields, list(read.lost))
        added, own = fields.pop("dataset_evaluators", None), fields.get("evaluators")
        if added and isinstance(added, list):
            fields["evaluators"] = [*(own if isinstance(own, list) else ()), *added]
        return Item(fields, at, read.name, lost)

    def _read(self, native: dict[str, Json], extra: Mapping[str, Json]) -> Read:
        """What the tool's own fields say; of a row of empty texts the envelope knows better."""
        try:
            return self.fields(native)
        except NoCaseError:
            if "variables" not in extra:
                raise
            return Read({})

    def opened(self, entry: dict[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
        """The entry without its envelope, and what stood in that."""
        native, extra = _without(entry, (*self.home, KEY))
        if isinstance(extra, str):
            try:
                extra = json.loads(extra)
            except ValueError:
                extra = None
        return (native, extra) if isinstance(extra, dict) else (entry, {})

    def _with(
        self, extra: dict[str, Json], read: Read, native: dict[str, Json]
    ) -> tuple[dict[str, Json], list[Lost]]:
        name = str(extra.get("row", ""))
        known = {key: extra[key] for key in (*FIELDS, "dataset_evaluators") if key in extra}
        if _says(native, self._said_by({**read.fields, **known}, name)):
            return {**read.fields, **known}, []
        fields = dict(read.fields)
        kept: list[str] = []
        for key, value in known.items():
            said = self._said_by({**fields, key: value}, name)
            if key not in fields or same(said, self._said_by(fields, name)):
                fields[key] = value
            else:
                kept.append(key)
        lost = [Lost(key, f"changed in {self.tool} since the export: that was taken")
                for key in kept]  # fmt: skip
        return fields, [*read.lost, *lost]

    def _said_by(self, fields: dict[str, Json], name: str) -> Json:
        try:
            return self.native(dict(fields), name, _silent)
        except (TypeError, ValueError, KeyError, AttributeError):
            return None  # an envelope that somebody wrote by hand


def _silent(*_: object) -> None:
    """Nobody is told twice."""


def _says(entry: Mapping[str, Json], said: Json) -> bool:
    """Whether an entry says all of what an export would say; the tool may have added to it."""
    if not isinstance(said, dict):
        return False
    return all(key in entry and equal(entry[key], value) for key, value in said.items())


def _without(entry: dict[str, Json], path: tuple[str, ...]) -> tuple[dict[str, Json], Json]:
    """The entry without what stands at a path, and without the mappings that empties."""
    head, rest = path[0], path[1:]
    if head not in entry:
        return entry, None
    if not rest:
        return {key: value for key, value in entry.items() if key != head}, entry[head]
    if not isinstance(entry[head], dict):
        return entry, None
    inner, found = _without(entry[head], rest)
    return {key: inner if key == head else value for key, value in entry.items()
            if key != head or inner}, found  # fmt: skip


def _has_asset(value: Json) -> bool:
    if isinstance(value, Mapping):
        path = value.get("path")
        here = isinstance(path, str) and path.startswith("assets/")
        return here or any(map(_has_asset, value.values()))
    return isinstance(value, list) and any(map(_has_asset, value))


_SAID = ("evaluators", "dataset_evaluators", "variables", "expected")
"""Of these the formats themselves say what becomes of them."""
