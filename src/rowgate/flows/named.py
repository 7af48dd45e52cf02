"""`DATASET@REF`: a dataset or row of any version, read without checking it out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from rowgate.errors import UsageError
from rowgate.flows.faulty import said_at
from rowgate.flows.reading import strange
from rowgate.flows.workspace import Workspace, checked_name
from rowgate.model import Dataset, Row
from rowgate.rows import store
from rowgate.rows.datasetfile import read_dataset
from rowgate.rows.rowfile import RowFile, read_row
from rowgate.shapes import meant

STAGED = "staged"
WORKTREE = "worktree"


class Tree(Protocol):
    """Files by absolute path, on disk or in git."""

    def gather(self, paths: Iterable[Path]) -> None:
        """Says what will be read, so that git is asked once."""

    def read(self, path: Path) -> bytes:
        """The bytes of a file. Raises `UsageError` where there is none."""

    def size(self, path: Path) -> int | None:
        """The size of a file in bytes, None where there is none."""

    def files(self, folder: Path) -> list[Path]:
        """Every file below a folder, sorted."""

    def rows(self, dataset: Path) -> list[Path]:
        """The row files of a dataset folder, sorted by name."""


class Named(NamedTuple):
    """What a user wrote: a dataset or row, and the version, None for the files on disk."""

    name: str
    ref: str | None = None


def parse_named(text: str) -> Named:
    """`refund-policy@v1`, `refund-policy/promised-60-days@HEAD~3`, `refund-policy@staged`.

    No dataset and no row has an `@` in its name; a ref may have (`main@{yesterday}`).
    """
    name, at, ref = text.partition("@")
    if at and not ref:
        raise UsageError(f"{text} names no version after the @", fix=f"{name}@HEAD")
    return Named(name, ref if at and ref != WORKTREE else None)


def point_name(ref: str) -> str:
    """The version that stands after the @ of a name, as `diff` takes it: `staged` → `@staged`."""
    return f"@{ref}" if ref in (STAGED, WORKTREE) else ref


def tree_at(workspace: Workspace, ref: str | None) -> Tree:
    """The datasets' files at a ref, in the index (`staged`), or on disk (None)."""
    if ref is None:
        return store.WorkingTree()
    from rowgate.history.repository import open_repository
    from rowgate.history.trees import GitTree
    from rowgate.history.versions import Versions

    versions = Versions(open_repository(workspace.config.root))
    return GitTree(versions, versions.point(point_name(ref)), workspace.config.datasets)


def dataset_at(workspace: Workspace, named: str) -> Dataset:
    """The dataset that `DATASET` or `DATASET@REF` names, with all its rows.

    Raises `UsageError` for a dataset or ref that is not there, and for a dataset or row that
    cannot be read: nothing is judged by half a dataset.
    """
    name, ref = parse_named(named)
    tree = tree_at(workspace, ref)
    folder = workspace.config.datasets / checked_name(name)
    files = tree.files(folder) if ref else [folder / store.DATASET_FILE, *store.row_files(folder)]
    own = folder / store.DATASET_FILE
    if tree.size(own) is None:
        raise _no_dataset(workspace, tree, named)
    shown = workspace.config.relative
    for path in strange(folder) if ref is None else ():
        raise UsageError(
            f"{shown(path)} is no row, and would be judged by nobody", fix="rowgate check"
        )
    found = read_dataset(name, _text(tree, own, shown(own)))
    if found.faults:
        raise UsageError(said_at(_at(shown(own), ref), found.text, found.faults[0]))
    rows = [_sound(tree, path, _at(shown(path), ref)) for path in files if _is_row(folder, path)]
    return found.dataset._replace(rows=rows)


def row_at(workspace: Workspace, named: str) -> Row:
    """The row that `ROW@REF` or `DATASET/ROW@REF` names; the beginning of its id is enough.

    Raises `UsageError` where there is none or several, or where it cannot be read.
    """
    name, ref = parse_named(named)
    if ref is None:
        path = workspace.row(name).path
        return _row(store.WorkingTree(), path, workspace.config.relative(path))
    tree = tree_at(workspace, ref)
    path = _row_path(workspace, tree, name, named)
    return _row(tree, path, _at(workspace.config.relative(path), ref))


class HeldRow(NamedTuple):
    """A row of some version, and the dataset as that version has it."""

    shown: str
    """Its path as users type it, with the version."""
    file: RowFile
    dataset: Dataset


def held_row(workspace: Workspace, named: str) -> HeldRow:
    """What `ROW@REF` names, with its dataset. Raises `UsageError` where one cannot be read."""
    name, ref = parse_named(named)
    tree = tree_at(workspace, ref)
    path = _row_path(workspace, tree, name, named)
    own = path.parents[1] / store.DATASET_FILE
    relative = workspace.config.relative
    definition = read_dataset(own.parent.name, _text(tree, own, relative(own)))
    if definition.faults:
        raise UsageError(said_at(_at(relative(own), ref), definition.text, definition.faults[0]))
    shown = _at(relative(path), ref)
    file = read_row(path.stem, _text(tree, path, shown))
    if not file.data:
        raise UsageError(said_at(shown, file.text, file.faults[0]))
    return HeldRow(shown, file, definition.dataset)


def rows_at(workspace: Workspace, name: str, ref: str) -> list[Path]:
    """The row files of a dataset at a version, or the one that the name of a row names.

    Raises `UsageError` where there is none.
    """
    tree = tree_at(workspace, ref)
    place = place_at(workspace, tree, name, f"{name}@{ref}")
    rows = [place] if place.suffix == ".yaml" else tree.rows(place)
    if not rows:
        raise UsageError(f"{name}@{ref} has no rows", fix=f"rowgate log {name}")
    return rows


def place_at(workspace: Workspace, tree: Tree, name: str, named: str) -> Path:
    """The folder of the dataset, or the file of the row, that a name stands for in a version.

    A path will do as well. Raises `UsageError` where there is neither.
    """
    if not name:
        raise UsageError(f"{named} names no dataset and no row", fix="write one before the @")
    for place in (workspace.config.datasets / name, _on_disk(name)):
        if tree.size(place / store.DATASET_FILE) is not None:
            return place
    return _row_path(workspace, tree, name, named)


def _row_path(workspace: Workspace, tree: Tree, name: str, named: str) -> Path:
    if tree.size(_on_disk(name)) is not None:
        return _on_disk(name)
    dataset, _, stem = name.removesuffix(".yaml").rpartition("/")
    top = workspace.config.datasets
    places = [path for path in tree.files(top / dataset) if _is_row(path.parents[1], path)]
    found = [path for path in places if path.stem == stem]
    found = found or [path for path in places if path.stem.startswith(stem)]
    if len(found) != 1:
        count = f"{len(found)} rows" if found else "no row"
        fix = "write more of it"
        if not found:
            datasets = dict.fromkeys(path.parents[1].name for path in places)
            fix = meant(stem, [*datasets, *(path.stem for path in places)])
            if stem in datasets:
                fix = f"{stem} is a dataset: rowgate log {stem} lists its rows; name one of them"
        raise UsageError(f"{named} names {count}", fix=fix)
    return found[0]


def _on_disk(name: str) -> Path:
    return Path(os.path.abspath(name))  # noqa: PTH100 - a link is not followed


def _is_row(folder: Path, path: Path) -> bool:
    return path.parent == folder / store.ROWS and path.suffix == ".yaml"


def _sound(tree: Tree, path: Path, shown: str) -> Row:
    """A row without a fault but its layout: a misspelt field would be judged by nobody."""
    file = read_row(path.stem, _text(tree, path, shown))
    faults = [fault for fault in file.faults if fault.code != "RG009"]
    if file.row is None or faults:
        raise UsageError(said_at(shown, file.text, faults[0]), fix="rowgate check")
    return file.row


def _row(tree: Tree, path: Path, shown: str) -> Row:
    file = read_row(path.stem, _text(tree, path, shown))
    if file.row is None:
        raise UsageError(said_at(shown, file.text, file.faults[0]))
    return file.row


def _text(tree: Tree, path: Path, shown: str) -> str:
    try:
        return tree.read(path).decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown}: is not UTF-8 text (byte {error.start})") from None


def _at(shown: str, ref: str | None) -> str:
    return f"{shown}@{ref}" if ref else shown


def _no_dataset(workspace: Workspace, tree: Tree, named: str) -> UsageError:
    top = workspace.config.datasets
    files = tree.files(top) if not isinstance(tree, store.WorkingTree) else top.glob("*/*.yaml")
    known = sorted({path.relative_to(top).parts[0] for path in files if path != top})
    name = parse_named(named).name
    fix = meant(name, known) or (
        f"known: {', '.join(known[:6])}" if known else f"rowgate new {name}"
    )
    return UsageError(f"no dataset {named}", fix=fix)
