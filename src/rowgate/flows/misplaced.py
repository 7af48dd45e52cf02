"""Rows that lie where nobody looks for rows: they would be missing from a gate, in silence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rowgate.flows.cases import Loaded
from rowgate.flows.reading import strange
from rowgate.flows.workspace import Workspace
from rowgate.rows import store


def misplaced(workspace: Workspace, named: Sequence[str], loaded: Sequence[Loaded]) -> list[str]:
    """What keeps a gate from being sure that it saw all rows, a line each; where datasets are
    `named`, of those."""
    found = [] if named else [_no_dataset(workspace, folder) for folder in astray(workspace)]
    for one in loaded:
        if not one.ref:
            found += [_no_row(workspace, path) for path in strange(one.folder)]
        if named and not one.rows:
            found.append(f"{one.dataset.name} has no rows: nothing of it was judged")
    return found


def rowless(loaded: Sequence[Loaded]) -> list[str]:
    """A line for the datasets without a row, which nobody asked for by name."""
    names = [one.dataset.name for one in loaded if not one.rows]
    return [f"without rows yet, and not judged: {', '.join(names)}"] if names else []


def astray(workspace: Workspace) -> list[Path]:
    """The folders beside the datasets that hold rows or a dataset, and are none themselves."""
    top = workspace.config.datasets
    folders = sorted(path for path in top.iterdir() if path.is_dir()) if top.is_dir() else []
    return [path for path in folders if not _is_dataset(path) and _holds_rows(path)]


def _is_dataset(folder: Path) -> bool:
    return folder.name.startswith(".") or (folder / store.DATASET_FILE).is_file()


def _holds_rows(folder: Path) -> bool:
    own = (folder / store.ROWS).glob("*.y*ml")
    return any(own) or any(folder.glob(f"*/{store.DATASET_FILE}"))


def _no_dataset(workspace: Workspace, folder: Path) -> str:
    shown = workspace.config.relative(folder)
    return f"{shown} has no {store.DATASET_FILE}, so its rows were not judged: rowgate check"


def _no_row(workspace: Workspace, path: Path) -> str:
    return f"{workspace.config.relative(path)} is no row, and was not judged: rowgate check"
