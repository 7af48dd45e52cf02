"""Where a command works: the governing configuration, its datasets and its plugins."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from rowgate.config import Config, load_config
from rowgate.errors import UsageError
from rowgate.flows.faulty import said_at
from rowgate.plugins import Registry
from rowgate.rows import store
from rowgate.rows.datasetfile import DatasetFile, read_dataset


class RowPlace(NamedTuple):
    """A row's file and the dataset it belongs to."""

    dataset: str
    path: Path


class Workspace:
    """One `rowgate.yaml` and what lies below it."""

    def __init__(self, config: Config, *, local_plugins: bool = True) -> None:
        self.config = config
        self.local_plugins = local_plugins

    @cached_property
    def registry(self) -> Registry:
        """The plugins: built-in, installed, and local ones unless they were left out."""
        return Registry(self.config.plugins, local=self.local_plugins)

    def datasets(self) -> list[str]:
        """The names of all datasets, sorted. Raises `OSError` where a folder cannot be seen into:
        a gate that overlooks a dataset would be silently green."""
        top = self.config.datasets
        folders = top.iterdir() if top.is_dir() else ()
        return sorted(path.name for path in folders if (path / store.DATASET_FILE).is_file())

    def folder(self, dataset: str) -> Path:
        """The folder of a dataset that exists. Raises `UsageError` with the nearest names."""
        folder = self.config.datasets / checked_name(dataset)
        if not (folder / store.DATASET_FILE).is_file():
            raise UsageError(
                f"no dataset {dataset} in {self.config.relative(self.config.datasets)}/",
                fix=_nearest(dataset, self.datasets()) or f"rowgate new {dataset}",
            )
        return folder

    def dataset(self, name: str) -> DatasetFile:
        """What a dataset's `dataset.yaml` says, faults included."""
        text = store.read_text(self.folder(name) / store.DATASET_FILE)
        return read_dataset(name, text)

    def sound_dataset(self, name: str) -> DatasetFile:
        """The same, refused with `UsageError` where it is faulty: nothing is built on sand."""
        found = self.dataset(name)
        if found.faults:
            path = self.config.relative(self.folder(name) / store.DATASET_FILE)
            first = found.faults[0]
            said = said_at(path, found.text, first)
            raise UsageError(said, fix=first.fix or f"rowgate check {path}")
        return found

    def prompt(self, named: str) -> Path | None:
        """The template file that a `dataset.yaml` names, None where it is not below
        `rowgate.yaml`."""
        path = (self.config.root / named).resolve()
        inside = path.is_relative_to(self.config.root.resolve())
        return path if inside and path.is_file() else None

    def row(self, named: str) -> RowPlace:
        """The row that a path, an id, `dataset/id` or a unique beginning of an id names.

        Raises `UsageError` where there is none (with the nearest) or several.
        """
        path = Path(named)
        if path.suffix == ".yaml" and path.is_file():
            return self._row_at(path.resolve(), named)
        _refuse_version(named)
        dataset, _, stem = named.rpartition("/")
        names = [checked_name(dataset)] if dataset else self.datasets()
        places = [
            RowPlace(name, path)
            for name in names
            for path in store.row_files(self.config.datasets / name)
        ]
        return _pick(named, stem.removesuffix(".yaml"), places)

    def _row_at(self, path: Path, named: str) -> RowPlace:
        parts = path.parts[len(self.config.datasets.parts) :]
        inside = path.is_relative_to(self.config.datasets)
        if not inside or len(parts) != 3 or parts[1] != store.ROWS:
            raise UsageError(
                f"{named} is no row of a dataset",
                fix=f"rows lie in {self.config.relative(self.config.datasets)}/DATASET/rows/",
            )
        return RowPlace(parts[0], path)


def open_workspace(start: Path | None = None, *, local_plugins: bool = True) -> Workspace:
    """The workspace that governs a folder, by default the current one."""
    return Workspace(load_config(start or Path.cwd()), local_plugins=local_plugins)


def checked_name(dataset: str) -> str:
    """A dataset's name that is safe as a folder's. Raises `UsageError` otherwise."""
    from rowgate.rows.identity import folder_fault

    _refuse_version(dataset)
    if folder_fault(dataset):
        raise UsageError(
            f"{dataset!r} is no dataset name",
            fix="use a-z, 0-9 and -, beginning with a letter or digit",
        )
    return dataset


def _refuse_version(named: str) -> None:
    name, at, ref = named.partition("@")
    if at:
        raise UsageError(
            f"{named} is of version {ref or 'no name'}: this works on the files on disk",
            fix=f"write {name}",
        )


def _pick(named: str, stem: str, places: Sequence[RowPlace]) -> RowPlace:
    exact = [place for place in places if place.path.stem == stem]
    found = exact or [
        place
        for place in places
        if place.path.stem.startswith(stem) or place.path.stem.endswith(f"-{stem}")
    ]
    if len(found) == 1 and stem:
        return found[0]
    if not found or not stem:
        stems = [place.path.stem for place in places]
        raise UsageError(
            f"no row {named}", fix=_nearest(stem, stems) or "rows lie in datasets/DATASET/rows/"
        )
    listed = ", ".join(f"{place.dataset}/{place.path.stem}" for place in found[:4])
    more = f" and {len(found) - 4} more" if len(found) > 4 else ""
    raise UsageError(f"{named} names {len(found)} rows: {listed}{more}", fix="write more of it")


def _nearest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # only where something is wrong

    # What is typed is often the readable part of an id only.
    slugs = {name.rpartition("-")[0]: name for name in reversed(known)}
    close = get_close_matches(word, known, n=3, cutoff=0.5)
    close = close or [slugs[one] for one in get_close_matches(word, slugs, n=1, cutoff=0.7)]
    return f"did you mean {', '.join(close)}?" if close else ""


def row_slug(name: str | None, labels: Sequence[str], why: str) -> str:
    """The readable part of a row's id: its name, else its first label, else its why."""
    from rowgate.rows.identity import slug_of

    return slug_of(name or "") or slug_of(labels[0] if labels else "") or slug_of(why)
