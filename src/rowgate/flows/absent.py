"""What a checkout lacks: a part of the rows would pass for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from rowgate.flows.cases import Loaded
from rowgate.flows.named import parse_named
from rowgate.flows.workspace import Workspace
from rowgate.history.tracked import tracked
from rowgate.rows import store


def absent(workspace: Workspace, named: Sequence[str], loaded: Sequence[Loaded]) -> list[str]:
    """What git tracks of the datasets that are gated as they lie on disk, and the disk does not
    have, a line a dataset; with none `named`, of every dataset."""
    found = [parse_named(each) for each in named]
    wanted = {each.name for each in found if each.ref is None}
    if named and not wanted:
        return []
    top = workspace.config.datasets
    there = {str(row.path) for one in loaded if not one.ref for row in one.rows}
    missing: Counter[str] = Counter()
    for path in tracked(workspace.config.root, top):
        if path in there:
            continue
        name, *rest = PurePosixPath(path).relative_to(top).parts
        if (not named or name in wanted) and _counts(rest) and not Path(path).exists():
            missing[name] += 1
    return [_said(workspace, name, count) for name, count in missing.items()]


def _counts(parts: Sequence[str]) -> bool:
    """Whether a file below a dataset's folder is its definition or a row."""
    return parts == [store.DATASET_FILE] or (
        len(parts) == 2 and parts[0] == store.ROWS and parts[1].endswith(".yaml")
    )


def _said(workspace: Workspace, name: str, count: int) -> str:
    folder = workspace.config.relative(workspace.config.datasets / name)
    files = "1 file" if count == 1 else f"{count} files"
    return (
        f"git tracks {files} of {name} not on disk: git restore {folder} (where the checkout is "
        f"sparse: git sparse-checkout disable), or git add {folder} where they are meant to go"
    )
