"""Which `rowgate.yaml` of a version govern what: those of today may lie elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rowgate.config import CONFIG_FILE, Config, read_config
from rowgate.errors import UsageError
from rowgate.history.versions import Point, Versions
from rowgate.rows import store


def governed_at(versions: Versions, point: Point, paths: Sequence[Path]) -> list[Path]:
    """The folders of the `rowgate.yaml` that a version has for `paths`: the nearest above each of
    them, and those below. Without paths, of all that is governed where the user is."""
    listed = versions.called(point, (CONFIG_FILE, store.DATASET_FILE))
    there = {versions.top / path for path in listed}
    held = {path.parent: _datasets(versions, point, path) for path in there if _is_config(path)}
    roots = [root for root in held if not _is_void(root, held, there)]
    found: set[Path] = set()
    for path in paths or [Path.cwd()]:
        above = next((root for root in [path, *path.parents] if root in roots), path)
        top = path if paths else above
        found |= {root for root in roots if root == above or root.is_relative_to(top)}
    return sorted(found)


def config_at(versions: Versions, point: Point, root: Path) -> Config:
    """The `rowgate.yaml` that a version has in a folder. Raises `UsageError` where it has none,
    or a faulty one."""
    name = (root / CONFIG_FILE).relative_to(versions.top).as_posix()
    (content,) = versions.at([(point, name)])
    if content is None:
        raise UsageError(f"no {name} in {point.named}", fix=f"git add {name}")
    return read_config(root, content.decode("utf-8", "replace"), shown=name)


def _is_config(path: Path) -> bool:
    return path.name == CONFIG_FILE


def _datasets(versions: Versions, point: Point, path: Path) -> Path | None:
    """Where the datasets lie that a `rowgate.yaml` governs; None where it cannot be read."""
    try:
        return config_at(versions, point, path.parent).datasets
    except UsageError:
        return None


def _is_void(folder: Path, held: Mapping[Path, Path | None], there: set[Path]) -> bool:
    """Whether a `rowgate.yaml` lies among the rows of another, which it cannot take away."""
    for root in (folder, *folder.parents):
        datasets = held.get(root)
        if datasets is None or not folder.is_relative_to(datasets):
            continue
        parts = folder.relative_to(datasets).parts
        if (not parts and root != folder) or (
            parts and datasets / parts[0] / store.DATASET_FILE in there
        ):
            return True
    return False
