"""`check --staged` and `--ref`: what git holds, whatever lies on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rowgate.config import CONFIG_FILE, Config, load_config, read_config
from rowgate.errors import UsageError
from rowgate.flows import placing
from rowgate.flows.check import Options, Report, check, check_candidates, check_folder, titles_of
from rowgate.flows.named import parse_named, place_at, point_name, tree_at
from rowgate.flows.reading import by_dataset, rows_wanted
from rowgate.flows.workspace import Workspace, open_workspace
from rowgate.history.repository import open_repository
from rowgate.history.trees import GitTree
from rowgate.history.versions import Point, Versions


def check_at(ref: str, paths: Sequence[Path], options: Options) -> Report:
    """The problems of the datasets at a commit, tag or branch, or in the index (`@staged`).

    With `paths`, of what lies at or below them. `rowgate.yaml` is that of the version; plugins
    and prompts are those on disk. Raises `UsageError` for a ref that is not there.
    """
    here = load_config(Path.cwd())
    versions = Versions(open_repository(here.root))
    point = versions.point(ref)
    workspace = Workspace(config_at(versions, point, here), local_plugins=options.local_plugins)
    tree = GitTree(versions, point, workspace.config.datasets)
    asked = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    files = _asked(tree.files(workspace.config.datasets), asked, ref)
    tree.gather(path for path in files if path.suffix == ".yaml")
    if not asked or workspace.config.root / CONFIG_FILE in asked:
        check_candidates(workspace)
    problems: list[placing.Placed] = []
    seen: list[str] = []
    for folder, wanted in by_dataset(workspace, files).items():
        rows = rows_wanted(folder, wanted, tree)
        problems += check_folder(workspace, folder, wanted, rows, options, tree)
        seen += map(workspace.config.relative, rows)
    return Report(sorted(problems, key=placing.order), seen, titles_of(workspace))


def check_named(named: Sequence[str], options: Options) -> Report:
    """The problems of what `DATASET@REF` or `ROW@REF` names, several of one version.

    Raises `UsageError` where one of them is not there.
    """
    parted = [parse_named(one) for one in named]
    ref, *others = {ref for _, ref in parted}
    if others:
        raise UsageError("these are of several versions", fix="rowgate check each by itself")
    workspace = open_workspace(local_plugins=options.local_plugins)
    tree = tree_at(workspace, ref)
    places = [
        place_at(workspace, tree, name, text) for (name, _), text in zip(parted, named, strict=True)
    ]
    return check_at(point_name(ref), places, options) if ref else check(places, options)


def config_at(versions: Versions, point: Point, here: Config) -> Config:
    """The `rowgate.yaml` of a version. Raises `UsageError` where it has none, or a faulty one."""
    path = (here.root / CONFIG_FILE).relative_to(versions.top).as_posix()
    (content,) = versions.at([(point, path)])
    if content is None:
        raise UsageError(f"no {path} in {point.named}", fix=f"git add {path}")
    return read_config(here.root, content.decode("utf-8", "replace"), shown=path)


def _asked(files: Sequence[Path], asked: Sequence[Path], ref: str) -> Sequence[Path]:
    """The files at or below what was asked for. A hook may ask for what is in no dataset."""
    if not asked:
        return files
    for one in asked:
        if not one.exists() and not any(path.is_relative_to(one) for path in files):
            raise UsageError(f"{os.path.relpath(one)}: there is no such file in {ref}")
    return [path for path in files if any(path.is_relative_to(one) for one in asked)]
