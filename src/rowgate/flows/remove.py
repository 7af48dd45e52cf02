"""`remove`: rows go, with the assets that only they needed, for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.move import text_of
from rowgate.flows.redaction import scan_of
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.index import Index
from rowgate.history.repository import open_repository
from rowgate.rows import store
from rowgate.rows.assets import orphans


class Removed(NamedTuple):
    """What was removed."""

    rows: list[str]
    assets: list[str]
    weakened: dict[str, int]
    """Release datasets that lose rows, and how many stay."""
    lost: list[str]
    """Rows that git never held, which nothing brings back."""
    changed: list[Path]
    """The paths that a commit of this takes."""


def remove(workspace: Workspace, named: Sequence[str], reason: str) -> Removed:
    """Removes every named row, or none.

    Raises `RowgateError` for a row that cannot be read, `UsageError` for a reason that is empty
    or holds what redaction would remove: it is meant for the commit message.
    """
    _refuse_reason(workspace, reason)
    places = list(dict.fromkeys(map(workspace.row, named)))
    relative = workspace.config.relative
    texts = {place.path: _text(workspace, place) for place in places}
    rows = list(texts)
    assets = [path for folder in _folders(places) for path in _assets(folder, texts)]
    index = Index(open_repository(workspace.config.root))
    names = [path.name for path in [*rows, *assets]]
    left = index.left(workspace.config.datasets, names)
    known = index.committed([*rows, *assets]) | left
    weakened = _weakened(workspace, places)
    store.write_all({}, removed=[*rows, *assets])
    index.forget([*rows, *assets])
    return Removed(
        [relative(path) for path in rows],
        [relative(path) for path in assets],
        weakened,
        [relative(path) for path in rows if path.name not in {one.name for one in known}],
        sorted(known),
    )


def _refuse_reason(workspace: Workspace, reason: str) -> None:
    if not reason.strip():
        raise UsageError("the reason is empty", fix="--reason 'why this case no longer counts'")
    for finding in scan_of(workspace)(reason):
        raise UsageError(
            f"the reason holds a value of type {finding.type}",
            fix="write it without: it goes into the commit message",
        )


def _text(workspace: Workspace, place: RowPlace) -> str:
    try:
        return read_sound(workspace, place).text
    except RowgateError as error:
        path = workspace.config.relative(place.path)
        raise RowgateError(error.message, fix=f"mend it first, or git rm {path}") from None


def _folders(places: Sequence[RowPlace]) -> list[Path]:
    return list(dict.fromkeys(place.path.parent.parent for place in places))


def _assets(folder: Path, leaving: dict[Path, str]) -> list[Path]:
    mine = [text for path, text in leaving.items() if path.parent.parent == folder]
    rest = [text_of(path) for path in store.row_files(folder) if path not in leaving]
    return [folder / name for name in orphans(mine, rest) if (folder / name).is_file()]


def _weakened(workspace: Workspace, places: Sequence[RowPlace]) -> dict[str, int]:
    found: dict[str, int] = {}
    for folder in _folders(places):
        if workspace.dataset(folder.name).dataset.gate == "release":
            gone = sum(place.dataset == folder.name for place in places)
            found[folder.name] = len(store.row_files(folder)) - gone
    return found
