"""The two sides of a comparison: what each version of the repository says of its datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath
from typing import NamedTuple

from rowgate.changes.versions import DatasetVersion, RowVersion
from rowgate.config import CONFIG, CONFIG_FILE
from rowgate.flows.faulty import place_of
from rowgate.history.versions import Changed, Point, Versions
from rowgate.model import Dataset, Json
from rowgate.rows import store
from rowgate.rows.datasetfile import read_dataset
from rowgate.rows.rowfile import read_fields, read_row
from rowgate.shapes import Fault

_READABLE = ("RG004", "RG009")
"""Faults of a file whose fields can be compared all the same: unknown fields, and its form."""
DEFAULT_FOLDERS = {"datasets": "datasets", "plugins": "plugins"}


class Settings(NamedTuple):
    """What `rowgate.yaml` says at one side."""

    data: Mapping[str, Json]
    fault: str = ""
    there: bool = True

    def folder(self, root: str, name: str) -> str:
        """The path from the top of a folder that the configuration names."""
        value = self.data.get(name)
        return _below(root, value if isinstance(value, str) else DEFAULT_FOLDERS[name])


@cache
def _below(root: str, own: str) -> str:
    return str(PurePosixPath(root, own))


class Side(NamedTuple):
    """One version of the repository, below one `rowgate.yaml`."""

    point: Point
    root: str
    """The folder of `rowgate.yaml`, from the top of the repository; empty for the top itself."""
    settings: Settings

    @property
    def datasets(self) -> str:
        return self.settings.folder(self.root, "datasets")

    @property
    def plugins(self) -> str:
        return self.settings.folder(self.root, "plugins")

    def parts(self, path: str) -> tuple[str, ...]:
        """A path below the datasets as dataset and what is inside; empty for any other path."""
        # Not by Path objects: this is asked of every file that changed.
        top = "" if self.datasets == "." else f"{self.datasets}/"
        return tuple(path[len(top) :].split("/")) if path.startswith(top) else ()


def sides_of(versions: Versions, root: str, before: Point, after: Point) -> tuple[Side, Side]:
    """Both sides, each by its own `rowgate.yaml`."""
    path = str(PurePosixPath(root, CONFIG_FILE))
    settings = [_settings(one) for one in versions.at([(before, path), (after, path)])]
    # Where a side has no configuration, its files lie where the other side looks for them.
    known = settings[1] if settings[1].there else settings[0]
    old, new = (one if one.there else Settings(known.data, "", there=False) for one in settings)
    return Side(before, root, old), Side(after, root, new)


def _settings(content: bytes | None) -> Settings:
    if content is None:
        return Settings({}, "", there=False)
    data, faults = read_fields(content.decode("utf-8", "replace"))
    if data is not None:
        faults = faults or list(CONFIG.faults(data, ()))
    return Settings(data or {}, faults[0].message if faults else "")


def row_version(row_id: str, content: bytes) -> RowVersion:
    """A row's file as one side of a comparison. Never raises."""
    try:
        file = read_row(row_id, content.decode())
    except UnicodeDecodeError as error:
        return RowVersion({}, None, f"not UTF-8 text (byte {error.start})")
    fault = _first(file.text, file.faults)
    if fault:
        return RowVersion({"": file.text}, None, fault)
    return RowVersion(file.data, file.row)


def dataset_version(
    name: str, content: bytes | None, rows: Mapping[str, RowVersion]
) -> DatasetVersion:
    """A `dataset.yaml`, or its absence, as one side of a comparison. Never raises."""
    if content is None:
        return DatasetVersion({}, Dataset(name), rows, there=False)
    text = content.decode("utf-8", "replace")
    file = read_dataset(name, text)
    data = read_fields(text)[0] or {}
    return DatasetVersion(data, file.dataset, rows, fault=_first(text, file.faults))


def _first(text: str, faults: Iterable[Fault]) -> str:
    fault = next((one for one in faults if one.code not in _READABLE), None)
    return f"line {place_of(text, fault)[0]}: {fault.message}" if fault else ""


class Found(NamedTuple):
    """What differs below the datasets: for each side dataset → row id → (path, blob id)."""

    rows: tuple[dict[str, dict[str, tuple[str, str]]], dict[str, dict[str, tuple[str, str]]]]
    definitions: set[str]
    """The datasets whose `dataset.yaml` differs."""
    assets: list[Changed]
    """Assets whose content differs under the same name."""

    @property
    def datasets(self) -> list[str]:
        """Every dataset of which something differs."""
        return sorted(self.rows[0].keys() | self.rows[1].keys() | self.definitions)


def sort_changed(changed: Sequence[Changed], sides: tuple[Side, Side]) -> Found:
    """The files of a comparison by what they are."""
    found = Found(({}, {}), set(), [])
    for one in changed:
        for index, (side, name) in enumerate(zip(sides, (one.before, one.after), strict=True)):
            parts = side.parts(one.path) if name is not None else ()
            if parts[1:] == (store.DATASET_FILE,):
                found.definitions.add(parts[0])
            elif is_row(parts) and name is not None:
                stem = PurePosixPath(parts[2]).stem
                found.rows[index].setdefault(parts[0], {})[stem] = (one.path, name)
        if _is_asset(sides[1].parts(one.path)) and one.before and one.after:
            found.assets.append(one)
    return found


def is_row(parts: Sequence[str]) -> bool:
    """Whether a path below the datasets is that of a row."""
    return len(parts) == 3 and parts[1] == store.ROWS and parts[2].endswith(".yaml")


def _is_asset(parts: Sequence[str]) -> bool:
    return len(parts) == 3 and parts[1] == store.ASSETS
