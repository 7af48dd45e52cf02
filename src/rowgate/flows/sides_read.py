"""The rows and definitions of both sides of a comparison: only what differs is read."""

from __future__ import annotations

from pathlib import PurePosixPath

from rowgate.changes.versions import DatasetVersion, RowVersion
from rowgate.flows.sides import Found, Side, dataset_version, is_row, row_version
from rowgate.history.versions import Versions
from rowgate.rows import store

Versioned = dict[str, DatasetVersion]


def read_sides(
    versions: Versions, sides: tuple[Side, Side], found: Found
) -> tuple[Versioned, Versioned]:
    """Both sides: every dataset of which something differs, and of its rows those that differ.

    Where the evaluators of a dataset differ, all of its rows: a verdict on any may flip.
    """
    paths = [
        (side.point, f"{side.datasets}/{name}/{store.DATASET_FILE}")
        for side in sides
        for name in found.datasets
    ]
    texts = versions.at(paths)
    half = len(found.datasets)
    definitions = [
        {
            name: dataset_version(name, text, {})
            for name, text in zip(found.datasets, part, strict=True)
        }
        for part in (texts[:half], texts[half:])
    ]
    for name in found.datasets:
        if _asks_otherwise(definitions[0][name], definitions[1][name]):
            _add_all_rows(versions, sides, found, name)
    blobs = [blob for side in found.rows for rows in side.values() for blob in rows.values()]
    contents = versions.contents(blobs)
    read: dict[tuple[str, str], RowVersion] = {}
    for side in found.rows:
        for rows in side.values():
            for row, blob in rows.items():
                read[row, blob[1]] = row_version(row, contents[blob])
    before, after = (
        {
            name: one._replace(
                rows={row: read[row, blob[1]] for row, blob in rows.get(name, {}).items()}
            )
            for name, one in side.items()
        }
        for side, rows in zip(definitions, found.rows, strict=True)
    )
    return before, after


def _asks_otherwise(before: DatasetVersion, after: DatasetVersion) -> bool:
    """Whether the dataset's own evaluators differ: then a verdict on any row may flip."""
    both = before.there and after.there
    return both and before.dataset.evaluators != after.dataset.evaluators


def _add_all_rows(versions: Versions, sides: tuple[Side, Side], found: Found, name: str) -> None:
    for side, rows in zip(sides, found.rows, strict=True):
        for path, blob in versions.files(side.point, f"{side.datasets}/{name}").items():
            if is_row(side.parts(path)):
                rows.setdefault(name, {}).setdefault(PurePosixPath(path).stem, (path, blob))
