"""Which files a call of `check` is about: what was named, listed as git lists it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.config import CONFIG_FILE, find_config, load_config
from rowgate.errors import UsageError
from rowgate.flows.reading import ON_DISK
from rowgate.rows import store


class Asked(NamedTuple):
    """The files, by the `rowgate.yaml` that governs them, and where their datasets are read."""

    files: dict[Path, list[Path]]
    tree: store.WorkingTree
    passed_over: int = 0
    """Rows that lie in a dataset that is looked at as a whole, and that git passes over."""


def asked(paths: Sequence[Path]) -> Asked:
    """The files that `paths` name; with none, what git tracks or would track.

    Folders are listed as git lists them. A dataset whose `dataset.yaml` is named is looked at as
    a whole: the rows that git tracks and those that are named, not what else lies there. Where
    there is no git, all that is on disk counts. Git is asked only where a row's path is not
    enough: the commit hook mostly does without.
    """
    if not paths:
        files = {
            config: _would_track(config.parent, load_config(config.parent).datasets)
            for config in governing(Path.cwd())
        }
        tree = Listed(path for found in files.values() for path in found)
        return Asked(files, tree, tree.passed_over())
    found = by_config(paths)
    counted = [path for files in found.values() for path in files]
    whole = [path.parent for path in counted if path.name == store.DATASET_FILE]
    for folder in whole:
        tracked = _listed(folder, folder, untracked=False)
        if tracked is None:
            return Asked(found, ON_DISK)
        counted += tracked
    if not whole:
        return Asked(found, ON_DISK)
    tree = Listed(counted)
    return Asked(found, tree, tree.passed_over(whole))


def governing(folder: Path) -> list[Path]:
    """The `rowgate.yaml` that governs a folder, and those of the parts below what it governs.

    Raises `UsageError` where there is none.
    """
    config = find_config(folder)
    parts = below(config.parent if config else folder)
    if config is None and not parts:
        load_config(folder)  # says what to type
    return sorted({*parts, *([config] if config else [])})


def below(folder: Path) -> list[Path]:
    """Every `rowgate.yaml` at or below a folder that governs anything, as git lists them."""
    listed = _listed(folder, folder, name=CONFIG_FILE)
    if listed is None:  # no git: what nothing governs may be somebody's home
        depths = ("**/",) if find_config(folder) else ("", "*/", "*/*/")
        listed = sorted(path for one in depths for path in folder.glob(one + CONFIG_FILE))
    return [path for path in listed if find_config(path.parent) == path]


class Listed(store.WorkingTree):
    """The files on disk, where only some rows count as a dataset's."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._rows: dict[str, set[Path]] = {}
        self._datasets: list[Path] = []
        for path in files:
            if path.suffix == ".yaml":
                folder = os.path.dirname(path)  # noqa: PTH120 - of every row: Path is slower
                self._rows.setdefault(folder, set()).add(path)
                if path.name == store.DATASET_FILE:
                    self._datasets.append(path.parent)

    def rows(self, dataset: Path) -> list[Path]:
        """The row files of a dataset folder that count, sorted by name."""
        return sorted(self._rows.get(str(dataset / store.ROWS), ()), key=str)

    def passed_over(self, datasets: Iterable[Path] | None = None) -> int:
        """How many row files these datasets, by default all, have on disk that do not count."""
        found = 0
        for dataset in self._datasets if datasets is None else set(datasets):
            folder = dataset / store.ROWS
            names = os.listdir(folder) if folder.is_dir() else ()  # noqa: PTH208 - as above
            held = {path.name for path in self._rows.get(str(folder), ())}
            found += sum(name.endswith(".yaml") and name not in held for name in names)
        return found


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
        path = given if str(given) == name else Path(name)
        if config is not None:
            found.setdefault(config, []).extend(_would_track(path, path) if is_folder else [path])
        for part in below(path) if is_folder else ():
            if part != config:
                found.setdefault(part, []).extend(_would_track(part.parent, part.parent))
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


def _listed(
    place: Path, folder: Path, *, untracked: bool = True, name: str = ""
) -> list[Path] | None:
    """What the repository that `place` lies in lists below a folder, if need be only files of
    one name; None where it lies in none.

    A submodule is a repository of its own: what is in it, the one above does not list.
    """
    from rowgate.history.repository import open_repository

    try:
        repository = open_repository(place)
    except UsageError:
        return None
    return repository.files(folder, untracked=untracked, name=name)
