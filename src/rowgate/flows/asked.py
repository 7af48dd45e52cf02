"""Which files a call of `check` is about: what was named, listed as git lists it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.config import find_config, load_config
from rowgate.errors import UsageError
from rowgate.flows.reading import ON_DISK
from rowgate.rows import store


class Asked(NamedTuple):
    """The files, by the `rowgate.yaml` that governs them, and where their datasets are read."""

    files: dict[Path, list[Path]]
    tree: store.WorkingTree


def asked(paths: Sequence[Path]) -> Asked:
    """The files that `paths` name; with none, what git tracks or would track.

    Folders are listed as git lists them. A dataset whose `dataset.yaml` is named is looked at as
    a whole: the rows that git tracks and those that are named, not what else lies there. Where
    there is no git, all that is on disk counts. Git is asked only where a row's path is not
    enough: the commit hook mostly does without.
    """
    if not paths:
        config = load_config(Path.cwd())
        files = _would_track(config.root, config.datasets)
        return Asked(by_config(files), Listed(files))
    found = by_config(paths)
    counted = [path for files in found.values() for path in files]
    whole = [path.parent for path in counted if path.name == store.DATASET_FILE]
    for folder in whole:
        tracked = _listed(folder, folder, untracked=False)
        if tracked is None:
            return Asked(found, ON_DISK)
        counted += tracked
    return Asked(found, Listed(counted) if whole else ON_DISK)


class Listed(store.WorkingTree):
    """The files on disk, where only some rows count as a dataset's."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._rows: dict[str, set[Path]] = {}
        for path in files:
            if path.suffix == ".yaml":
                folder = os.path.dirname(path)  # noqa: PTH120 - of every row: Path is slower
                self._rows.setdefault(folder, set()).add(path)

    def rows(self, dataset: Path) -> list[Path]:
        """The row files of a dataset folder that count, sorted by name."""
        return sorted(self._rows.get(str(dataset / store.ROWS), ()), key=str)


def by_config(paths: Sequence[Path]) -> dict[Path, list[Path]]:
    """Files by the `rowgate.yaml` that governs them; pre-commit shuffles: sorted.

    Raises `UsageError` for a file that is not there.
    """
    known: dict[str, Path | None] = {}
    found: dict[Path, list[Path]] = {}
    for name, given in sorted(zip(map(os.path.abspath, paths), paths, strict=True)):
        # Path objects cost more than the answers.
        is_folder = os.path.isdir(name)  # noqa: PTH112
        folder = name if is_folder else os.path.dirname(name)  # noqa: PTH120
        if folder not in known:
            known[folder] = find_config(Path(folder))
        config = known[folder]
        if not is_folder and not os.path.exists(name):  # noqa: PTH110
            raise _missing(given)
        if config is not None:
            path = given if str(given) == name else Path(name)
            found.setdefault(config, []).extend(_would_track(path, path) if is_folder else [path])
    return dict(sorted(found.items()))


def _missing(given: Path) -> UsageError:
    config = find_config(Path.cwd())
    fix = ""
    if config is not None:
        from rowgate.shapes import meant

        settings = load_config(config.parent)
        folder = settings.datasets / given
        known = [one.name for one in settings.datasets.glob("*")]
        is_dataset = len(given.parts) == 1 and folder.is_dir()
        fix = (
            f"rowgate check {settings.relative(folder)}" if is_dataset else meant(str(given), known)
        )
    return UsageError(f"{given}: there is no such file", fix=fix)


def _would_track(place: Path, folder: Path) -> list[Path]:
    listed = _listed(place, folder, untracked=True)
    return store.WorkingTree().files(folder) if listed is None else listed


def _listed(place: Path, folder: Path, *, untracked: bool) -> list[Path] | None:
    """What the repository that `place` lies in lists below a folder; None where it lies in none.

    A submodule is a repository of its own: what is in it, the one above does not list.
    """
    from rowgate.history.repository import open_repository

    try:
        repository = open_repository(place)
    except UsageError:
        return None
    return repository.files(folder, untracked=untracked)
