"""Which part of a repository a command works in: what is named says so.

Each part has a `rowgate.yaml` of its own. A path belongs to the part that governs it, a name to the
part where the user is; where that has none of the name, to the one part below it that has.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from rowgate.config import CONFIG_FILE, Config, find_config, load_config
from rowgate.errors import UsageError
from rowgate.flows.workspace import Workspace
from rowgate.history.tracked import called
from rowgate.rows import store


def part_of(
    named: Sequence[str], *, local_plugins: bool = True
) -> tuple[Workspace, tuple[str, ...]]:
    """The workspace that governs what is named, and the names as it knows them.

    The path of a dataset's folder becomes its name, with a version after it or without. Raises
    `UsageError` where the names are of several parts, or where no part governs.
    """
    config = _config(list(dict.fromkeys(path for one in named for path in _governing(one))))
    names = tuple(_name(config, one) for one in named)
    return Workspace(config, local_plugins=local_plugins), names


def others_said(workspace: Workspace) -> list[str]:
    """A line for the parts below, which a command that names nothing does not look at."""
    own = workspace.config.root / CONFIG_FILE
    parts = [os.path.relpath(one.parent) for one in _below(workspace.config.root) if one != own]
    if not parts:
        return []
    which = "a part with its own" if len(parts) == 1 else "parts, each with its own"
    return [f"not looked at: {', '.join(parts)} ({which} {CONFIG_FILE}: cd {parts[0]})"]


def _config(found: Sequence[Path]) -> Config:
    if len(found) > 1:
        parts = ", ".join(os.path.relpath(path.parent) for path in found)
        raise UsageError(
            f"several parts of the repository have these: {parts}",
            fix="name what is of one part, by its path",
        )
    here = found[0].parent if found else Path.cwd()
    below = [] if found or find_config(here) else _below(here)
    if below:
        fix = f"cd {os.path.relpath(below[0].parent)}, or name what lies there"
        raise UsageError(f"no {CONFIG_FILE} in {here} or above", fix=fix)
    return load_config(here)


def _governing(named: str) -> Iterable[Path]:
    """The `rowgate.yaml` of a path, or of every part that has something of a name."""
    if _is_path(named):
        found = find_config(_there(named))
        return [found] if found else []
    here = find_config(Path.cwd())
    if here and _knows(here, named):
        return [here]
    parts = [path for path in _below(here.parent if here else Path.cwd()) if path != here]
    return [path for path in parts if _knows(path, named)] or ([here] if here else [])


def _below(folder: Path) -> list[Path]:
    return [path for path in called(folder, CONFIG_FILE) if find_config(path.parent) == path]


def _knows(config: Path, named: str) -> bool:
    """Whether a part has a dataset of this name, or a row that it may be meant for."""
    dataset, _, name = named.partition("@")[0].rpartition("/")
    top = load_config(config.parent).datasets
    if not dataset and (top / name).is_dir():
        return True
    folders = top.glob(f"{dataset or '*'}/{store.ROWS}")
    return any(
        stem.startswith(name) or stem.endswith(f"-{name}")
        for folder in folders
        for stem in (row.removesuffix(".yaml") for row in os.listdir(folder))  # noqa: PTH208
    )


def _is_path(named: str) -> bool:
    """A path, and not `DATASET/ROW`, where no folder here has the name of the dataset."""
    name = named.partition("@")[0]
    if name in ("", ".", "..") or name.endswith(".yaml"):
        return True
    return "/" in name and os.path.isdir(name.partition("/")[0] or "/")  # noqa: PTH112


def _there(named: str) -> Path:
    """The nearest folder above a path that exists: what it names may be gone from the disk."""
    path = Path(os.path.abspath(named.partition("@")[0]))  # noqa: PTH100 - a link is not followed
    return next(folder for folder in [path, *path.parents] if folder.is_dir())


def _name(config: Config, named: str) -> str:
    """A dataset's name, where its folder is named; otherwise what was given."""
    name, at, ref = named.partition("@")
    path = Path(os.path.abspath(name))  # noqa: PTH100
    if _is_path(named) and path.parent == config.datasets and path.suffix != ".yaml":
        return f"{path.name}{at}{ref}"
    return named
