"""`columns`: the columns of a dataset, changed by command in `dataset.yaml` and in every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.index import Index
from rowgate.history.repository import open_repository
from rowgate.model import COLUMN_TYPES, Column
from rowgate.rows import store
from rowgate.rows.assets import orphans
from rowgate.rows.columns import fits_type
from rowgate.rows.datasetfile import with_columns, with_mapping
from rowgate.rows.identity import digest_of
from rowgate.rows.reshape import reshaped_dataset, reshaped_row
from rowgate.rows.rowfile import RowFile, read_row
from rowgate.shapes import kind_of, meant, path_text


class Wish(NamedTuple):
    """What is to become of a dataset's columns: first renamed, then dropped, retyped, added."""

    renamed: Mapping[str, str] = {}
    dropped: Sequence[str] = ()
    retyped: Sequence[Column] = ()
    added: Sequence[Column] = ()


class Changed(NamedTuple):
    """What a change of columns came to."""

    columns: list[Column]
    """The dataset's columns after it."""
    rows: list[str]
    """The rows that were rewritten."""
    stale: list[str]
    """The approved rows that must be reviewed again: their case is another one now."""
    lacking: int
    """Rows without a value for an added column that is not optional."""
    assets: list[str]
    """The assets that nothing needs any more, and that went."""
    left: list[str]
    """Places in `rowgate.yaml` that name a column which is gone."""
    mapped: Mapping[str, str] = {}
    """Renamed columns that `mapping` finds in spans now, and how."""
    unmapped: Sequence[str] = ()
    """Renamed columns that rows added later get no value for: nothing says where it is."""


def parse_column(text: str, *, optional: bool = False) -> Column:
    """A column as it is written on a command line: `receipt:image`; no type means text."""
    name, colon, kind = text.rpartition(":")
    name, kind = (name, kind) if colon else (text, "text")
    for known in COLUMN_TYPES:
        if kind == known and name:
            return Column(name, known, optional)
    fix = meant(kind, COLUMN_TYPES) or f"types: {', '.join(COLUMN_TYPES)}"
    raise UsageError(f"{text!r} is no NAME:TYPE", fix=fix)


def parse_renames(texts: Sequence[str]) -> dict[str, str]:
    """New names by old ones, from `OLD=NEW`. Raises `UsageError` for anything else."""
    found: dict[str, str] = {}
    for text in texts:
        old, equals, new = text.partition("=")
        if not equals or not old or not new or old in found:
            raise UsageError(f"{text!r} is no OLD=NEW", fix="--rename question=ask, each once")
        found[old] = new
    return found


def change_columns(workspace: Workspace, dataset: str, wish: Wish) -> Changed:
    """Changes columns in `dataset.yaml` and in all rows, or nothing at all.

    Comments stay. Raises `RowgateError` for a column that is there already, one that is not
    there, a row that cannot be read, or one whose value does not fit a new type.
    """
    found = workspace.sound_dataset(dataset)
    columns = _changed(found.dataset.columns, wish, dataset)
    folder = workspace.folder(dataset)
    rows = {
        path: read_sound(workspace, RowPlace(dataset, path)) for path in store.row_files(folder)
    }
    texts = {path: _reshaped(workspace, path, file, wish) for path, file in rows.items()}
    after = {path: read_row(path.stem, text) for path, text in texts.items()}
    _refuse_misfits(workspace, after, [columns[column.name] for column in wish.retyped])
    mapped, unmapped = _later(found.dataset.mapping, wish.renamed, rows.values())
    text = reshaped_dataset(found.text, wish.renamed, wish.dropped)
    text = with_mapping(text, mapped)
    text = with_columns(text, [columns[one.name] for one in (*wish.retyped, *wish.added)], None)
    files = {path: text for path, text in texts.items() if text != rows[path].text}
    if text != found.text:
        files[folder / store.DATASET_FILE] = text
    lonely = [folder / name for name in orphans([rows[path].text for path in files if path in rows],
                                                texts.values())]  # fmt: skip
    lonely = [path for path in lonely if path.is_file()]
    _write(workspace, files, lonely)
    relative = workspace.config.relative
    return Changed(
        list(columns.values()),
        [relative(path) for path in files if path in rows],
        [relative(path) for path in files if path in rows and _goes_stale(rows[path], after[path])],
        _lacking(after, wish.added),
        [relative(path) for path in lonely],
        list(_left(workspace, wish)),
        mapped,
        unmapped,
    )


def _later(
    mapping: Mapping[str, str], renamed: Mapping[str, str], rows: Iterable[RowFile]
) -> tuple[Mapping[str, str], list[str]]:
    """The mapping that renamed columns need, and those that nothing can be said for."""
    bare = {old: new for old, new in renamed.items() if old not in mapping}
    if not bare:
        return {}, []
    from rowgate.flows.later import mapping_for

    found = mapping_for(bare, [file.row for file in rows if file.row is not None])
    return found, [new for new in bare.values() if new not in found]


def _changed(before: Mapping[str, Column], wish: Wish, dataset: str) -> dict[str, Column]:
    """The columns after it, in their order. Raises `RowgateError` for what cannot be."""
    _refuse_unknown(before, [*wish.renamed, *wish.dropped], dataset)
    columns: dict[str, Column] = {}
    for name, column in before.items():
        new = wish.renamed.get(name, name)
        if new in columns or (new != name and new in before):
            raise RowgateError(f"{dataset} has a column {new} already")
        if name not in wish.dropped:
            columns[new] = column._replace(name=new)
    _refuse_unknown(columns, [column.name for column in wish.retyped], dataset)
    for column in wish.retyped:
        columns[column.name] = columns[column.name]._replace(type=column.type)
    for column in wish.added:
        if column.name in columns:
            raise RowgateError(f"{dataset} has a column {column.name} already")
        columns[column.name] = column
    return columns


def _refuse_unknown(columns: Mapping[str, Column], names: Sequence[str], dataset: str) -> None:
    for name in names:
        if name not in columns:
            fix = meant(name, columns) or f"it has {', '.join(columns) or 'none yet'}"
            raise RowgateError(f"{dataset} has no column {name}", fix=fix)


def _reshaped(workspace: Workspace, path: Path, file: RowFile, wish: Wish) -> str:
    try:
        return reshaped_row(file.text, file.data, wish.renamed, wish.dropped)
    except RowgateError as error:
        message = f"{workspace.config.relative(path)}: {error.message}"
        raise RowgateError(message, fix=error.fix) from None


def _refuse_misfits(
    workspace: Workspace, rows: Mapping[Path, RowFile], retyped: Sequence[Column]
) -> None:
    for path, file in rows.items():
        for column in retyped:
            variables = file.data.get("variables", {})
            value = variables.get(column.name)
            if column.name in variables and not fits_type(value, column.type):
                raise RowgateError(
                    f"{workspace.config.relative(path)} holds {kind_of(value)} in {column.name}, "
                    f"which is no {column.type}",
                    fix="edit that row first",
                )


def _write(workspace: Workspace, files: Mapping[Path, str], lonely: Sequence[Path]) -> None:
    store.write_all({path: text.encode() for path, text in files.items()}, removed=lonely)
    if lonely:
        Index(open_repository(workspace.config.root)).forget(lonely)


def _goes_stale(before: RowFile, after: RowFile) -> bool:
    if before.row is None or after.row is None or before.row.review.status != "approved":
        return False
    return digest_of(before.row) != digest_of(after.row)


def _lacking(rows: Mapping[Path, RowFile], added: Sequence[Column]) -> int:
    needed = {column.name for column in added if not column.optional}
    return sum(not needed <= file.data.get("variables", {}).keys() for file in rows.values())


def _left(workspace: Workspace, wish: Wish) -> Iterator[str]:
    """What `rowgate.yaml` says of columns that are gone: it speaks of all datasets."""
    redaction = workspace.config.redaction
    named = [*redaction.get("fields", {}), *(e.get("path", "") for e in redaction.get("kept", ()))]
    for name in (*wish.renamed, *wish.dropped):
        place = path_text(("variables", name))
        yield from (
            path for path in named if path == place or path.startswith((f"{place}.", f"{place}["))
        )
