"""`check --staged` and `--ref`: what git holds, whatever lies on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.config import CONFIG_FILE, find_config
from rowgate.errors import UsageError
from rowgate.flows import placing
from rowgate.flows.check import Options, Report, check, check_candidates, check_part, titles_of
from rowgate.flows.governed import config_at, governed_at
from rowgate.flows.named import parse_named, place_at, point_name, tree_at
from rowgate.flows.part import part_of
from rowgate.flows.workspace import Workspace
from rowgate.history.repository import open_repository
from rowgate.history.trees import GitTree
from rowgate.history.versions import Point, Versions


class _Part(NamedTuple):
    """What one `rowgate.yaml` of a version governs: the files below its datasets."""

    workspace: Workspace
    tree: GitTree
    files: list[Path]


def check_at(ref: str, paths: Sequence[Path], options: Options) -> Report:
    """The problems of the datasets at a commit, tag or branch, or in the index (`@staged`).

    With `paths`, of what lies at or below them. `rowgate.yaml` is that of the version, of every
    part of the repository that it has below the one that governs here; plugins and prompts are
    those on disk. Raises `UsageError` for a ref that is not there.
    """
    asked = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    versions = Versions(open_repository(Path.cwd()))
    point = versions.point(ref)
    roots = governed_at(versions, point, asked)
    if not roots and (not paths or not find_config(Path.cwd())):
        raise UsageError(f"no {CONFIG_FILE} in {ref}", fix=_nearest(point))
    parts = [_part(versions, point, root, options) for root in roots]
    if point.kind == "index":
        _refuse_conflict(versions, parts)
    _refuse_missing([path for part in parts for path in part.files], asked, ref)
    problems: list[placing.Placed] = []
    seen: list[str] = []
    titles: dict[str, str] = {}
    for part in parts:
        found, rows = _checked(part, asked, options)
        problems += found
        seen += rows
        titles |= titles_of(part.workspace)
    return Report(sorted(problems, key=placing.order), seen, titles)


def _refuse_conflict(versions: Versions, parts: Sequence[_Part]) -> None:
    """Of a file in conflict the index holds both sides, and what will be committed nobody knows."""
    configs = [part.workspace.config for part in parts]
    for path in (versions.top / name for name in versions.unmerged()):
        if any(path.is_relative_to(one.datasets) or path.parent == one.root for one in configs):
            shown = os.path.relpath(path)
            raise UsageError(f"{shown}: in conflict", fix="git add it once that is resolved")


def _part(versions: Versions, point: Point, root: Path, options: Options) -> _Part:
    config = config_at(versions, point, root)
    tree = GitTree(versions, point, config.datasets)
    workspace = Workspace(config, local_plugins=options.local_plugins)
    return _Part(workspace, tree, tree.files(config.datasets))


def _nearest(point: Point) -> str:
    """What to type where a version has no `rowgate.yaml` for the current folder."""
    config = find_config(Path.cwd())
    if config is None:
        return "rowgate init"
    return f"git add {os.path.relpath(config)}" if point.kind == "index" else "name a later version"


def _checked(
    part: _Part, asked: Sequence[Path], options: Options
) -> tuple[list[placing.Placed], list[str]]:
    """The problems of a part, and the rows that were looked at."""
    workspace, tree, files = part
    if asked:
        files = [path for path in files if any(path.is_relative_to(one) for one in asked)]
    tree.gather(path for path in files if path.suffix == ".yaml")
    if not asked or workspace.config.root / CONFIG_FILE in asked:
        check_candidates(workspace)
    return check_part(workspace, files, options, tree, everything=not asked)


def check_named(named: Sequence[str], options: Options) -> Report:
    """The problems of what `DATASET@REF` or `ROW@REF` names, several of one version.

    Raises `UsageError` where one of them is not there.
    """
    parted = [parse_named(one) for one in named]
    ref, *others = {ref for _, ref in parted}
    if others:
        raise UsageError("these are of several versions", fix="rowgate check each by itself")
    workspace, names = part_of(named, local_plugins=options.local_plugins)
    tree = tree_at(workspace, ref)
    places = [place_at(workspace, tree, parse_named(name).name, name) for name in names]
    return check_at(point_name(ref), places, options) if ref else check(places, options)


def _refuse_missing(files: Sequence[Path], asked: Sequence[Path], ref: str) -> None:
    """A hook may ask for what is in no dataset, but for nothing that is nowhere."""
    for one in asked:
        if not one.exists() and not any(path.is_relative_to(one) for path in files):
            raise UsageError(f"{os.path.relpath(one)}: there is no such file in {ref}")
