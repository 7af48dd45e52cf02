"""`check --staged` and `--ref`: what git holds, whatever lies on disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rowgate.config import CONFIG_FILE, Config, load_config, read_config
from rowgate.errors import UsageError
from rowgate.flows import placing
from rowgate.flows.check import Options, Report, check_folder, titles_of
from rowgate.flows.reading import by_dataset, rows_wanted
from rowgate.flows.workspace import Workspace
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
    workspace = Workspace(_config(versions, point, here), local_plugins=options.local_plugins)
    tree = GitTree(versions, point, workspace.config.datasets)
    asked = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    files = _asked(tree.files(workspace.config.datasets), asked, ref)
    tree.gather(path for path in files if path.suffix == ".yaml")
    problems: list[placing.Placed] = []
    seen: list[str] = []
    for folder, wanted in by_dataset(workspace, files).items():
        rows = rows_wanted(folder, wanted, tree)
        problems += check_folder(workspace, folder, wanted, rows, options, tree)
        seen += map(workspace.config.relative, rows)
    return Report(sorted(problems, key=placing.order), seen, titles_of(workspace))


def _config(versions: Versions, point: Point, here: Config) -> Config:
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
            raise UsageError(f"{one}: there is no such file in {ref}")
    return [path for path in files if any(path.is_relative_to(one) for one in asked)]
