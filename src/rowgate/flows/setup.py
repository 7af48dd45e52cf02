"""`init` and `new`: a repository that can hold datasets, and an empty dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.ci import HOME, HOSTED_HOOK, SERVICES, hook_config
from rowgate.flows.schema import schema_files
from rowgate.flows.workspace import Workspace, checked_name
from rowgate.history.repository import open_repository
from rowgate.plugins import Registry
from rowgate.rows import store
from rowgate.rows.datasetfile import new_dataset
from rowgate.rows.modeline import SCHEMAS, headed, modeline


class SetUp(NamedTuple):
    """What became of one file: `written`, `there`, or `lacks` with the lines to add."""

    path: str
    state: str
    lines: tuple[str, ...] = ()


_ROWGATE = f"""\
{modeline(f"{SCHEMAS}/config.json")}\
# What governs the rows below this folder: see `rowgate rule` and the docs.
format: 1
"""

_LOCAL_HOOK = """\
  - repo: local
    hooks:
      - id: rowgate-check
        name: rowgate check
        entry: rowgate check
        language: system
        types: [file]
        require_serial: true
        stages: [pre-commit, pre-merge-commit, pre-push, manual]
"""

_FILES: Mapping[str, str] = {
    "rowgate.yaml": _ROWGATE,
    "datasets/.gitkeep": "",
    "plugins/.gitkeep": "",
    ".pre-commit-config.yaml": hook_config(_LOCAL_HOOK),
    ".gitattributes": (
        "datasets/** text eol=lf\ndatasets/*/assets/** -text\n"
        ".rowgate/schemas/** linguist-generated\n"
    ),
    ".gitignore": (
        "# raw exports and run files are the likeliest leak\ntraces/\nruns/\n"
        "# what Python leaves beside plugins\n__pycache__/\n"
    ),
}

# What must stand in a file that was there before, line by line; of others, being there is enough.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    ".pre-commit-config.yaml": ("entry: rowgate check",),
    ".gitattributes": ("datasets/** text eol=lf", "datasets/*/assets/** -text"),
    ".gitignore": ("traces/", "runs/"),
}


def set_up(folder: Path, ci: Sequence[str] = ()) -> list[SetUp]:
    """Writes what a repository needs and lacks; a file that is there is never touched.

    `folder` is the top of a git repository or a part of it; `ci` names the services that get
    the gate (`rowgate.flows.ci.SERVICES`), at the top only: they read it nowhere else. Raises
    `UsageError` outside of a repository and `RowgateError` where it cannot be written.
    """
    top = open_repository(folder).top
    if ci and top.resolve() != folder.resolve():
        raise UsageError(
            f"CI is set up at the top of the repository, {top}",
            fix="rowgate init here without --ci, then see docs/ci.md on parts of a repository",
        )
    files, needed = dict(_FILES), dict(_NEEDED)
    for service in ci:
        files |= SERVICES[service].files
        needed |= SERVICES[service].needed
    states = [_state(folder, name, needed.get(name, ())) for name in files]
    missing = {folder / s.path: files[s.path].encode() for s in states if s.state == "written"}
    schemas = {
        path: text for path, text in schema_files(folder, Registry()).items() if not path.exists()
    }
    store.write_all({**missing, **schemas})
    return [*states, SetUp(f"{SCHEMAS}/", "written" if schemas else "there")]


def _state(folder: Path, name: str, needed: Sequence[str]) -> SetUp:
    path = folder / name
    if name.endswith("/.gitkeep") and path.parent.is_dir():
        return SetUp(name.removesuffix(".gitkeep"), "there")
    if not path.exists():
        return SetUp(name, "written")
    text = path.read_text(encoding="utf-8", errors="replace")
    lacking = [line for line in needed if not _stands(line, text)]
    if not lacking:
        return SetUp(name, "there")
    if name == ".pre-commit-config.yaml":
        hook = HOSTED_HOOK if HOME in lacking[0] else _LOCAL_HOOK
        return SetUp(name, "lacks", tuple(hook.splitlines()))
    return SetUp(name, "lacks", tuple(lacking))


def _stands(line: str, text: str) -> bool:
    if line.startswith("entry:"):
        return "rowgate check" in text or "id: rowgate" in text
    return line.strip() in map(str.strip, text.splitlines())


def create_dataset(
    workspace: Workspace,
    name: str,
    *,
    gate: str,
    projects: Sequence[str],
    purpose: str | None,
    scope: Mapping[str, str],
    owners: Sequence[str],
    labels: Sequence[str],
    unit: str = "model-call",
) -> Path:
    """Writes an empty dataset and gives its `dataset.yaml`. Raises `RowgateError` if it exists."""
    path = workspace.config.datasets / checked_name(name) / store.DATASET_FILE
    if path.exists():
        raise RowgateError(
            f"dataset {name} exists already", fix=f"edit {workspace.config.relative(path)}"
        )
    text = new_dataset(
        gate=gate,
        projects=projects,
        purpose=purpose,
        scope=scope,
        owners=owners,
        labels=labels,
        unit=unit,
    )
    text = headed(text, path, workspace.config.root, "dataset")
    store.write_all({path: text.encode()})
    return path
