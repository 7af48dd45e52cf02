"""`diff` of a whole repository: of every part that changed, each by its own `rowgate.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from rowgate.changes.risk import rank
from rowgate.config import CONFIG_FILE, Config, find_config, read_config
from rowgate.errors import UsageError
from rowgate.flows.diff import diff
from rowgate.flows.listed import Comparison, Listed
from rowgate.flows.part import part_of
from rowgate.flows.points import points
from rowgate.flows.workspace import Workspace
from rowgate.history.repository import open_repository
from rowgate.history.versions import Point, Versions


class Wanted(NamedTuple):
    """What the caller of `diff` asks for."""

    base: str | None = None
    head: str | None = None
    direct: bool = False
    datasets: Sequence[str] = ()
    runs: Sequence[Path] = ()
    message: Path | None = None
    local_plugins: bool = True


def diff_parts(wanted: Wanted) -> Comparison:
    """The changes of the part that governs here and of those below it, as they are at either side.

    A dataset of a part below is named with the folder of that part. Where datasets are named, or
    one stands before the `@` of a version, only their part is looked at.
    """
    workspace, datasets = _here(wanted)
    here = workspace.config.root if workspace else Path.cwd()
    below = [] if datasets else _changed_below(here, wanted, own=workspace is not None)
    places = [(workspace, "")] if workspace else []
    places += [(Workspace(one, local_plugins=wanted.local_plugins), _prefix(one, here))
               for one in below]  # fmt: skip
    if not places:
        places = [(part_of([], local_plugins=wanted.local_plugins)[0], "")]
    return _joined([_of_part(place, prefix, wanted, datasets) for place, prefix in places])


def _here(wanted: Wanted) -> tuple[Workspace | None, Sequence[str]]:
    if not wanted.datasets and find_config(Path.cwd()) is None:
        return None, ()
    return part_of(wanted.datasets, local_plugins=wanted.local_plugins)


def _of_part(
    workspace: Workspace, prefix: str, wanted: Wanted, datasets: Sequence[str]
) -> Comparison:
    found = diff(
        workspace, wanted.base, wanted.head, direct=wanted.direct, datasets=datasets,
        runs=wanted.runs, message=wanted.message,
    )  # fmt: skip
    named = [one._replace(dataset=prefix + one.dataset) if one.dataset else one
             for one in found.changes]  # fmt: skip
    return found._replace(changes=named)


def _prefix(config: Config, here: Path) -> str:
    return f"{config.root.relative_to(here).as_posix()}/" if config.root != here else ""


def _joined(found: Sequence[Comparison]) -> Comparison:
    """What is of no dataset is told once: hooks and CI are those of every part."""
    if len(found) == 1:
        return found[0]
    told: dict[object, Listed] = {}
    for index, one in enumerate(one for part in found for one in part.changes):
        told.setdefault((one.path, repr(one.change)) if not one.dataset else index, one)
    changes = sorted(
        told.values(), key=lambda one: (rank(one.change.risk), one.dataset, one.change.row or "")
    )
    return found[0]._replace(changes=changes)


def _changed_below(here: Path, wanted: Wanted, *, own: bool) -> list[Config]:
    """The `rowgate.yaml` of every part below a folder in which a file changed, and of the folder
    itself where it has no `own` today."""
    versions = Versions(open_repository(here))
    try:
        sides = points(versions, wanted.base, wanted.head, direct=wanted.direct)
    except UsageError:
        return []  # `diff` of this part says it, or knows a dataset before the @
    root = here.relative_to(versions.top).as_posix()
    changed = versions.changed(*sides, ["" if root == "." else root])
    folders = {folder for one in changed for folder in PurePosixPath(one.path).parents}
    inner = sorted(one for one in folders if one.is_relative_to(root))
    inner = [one for one in inner if str(one) != root or not own]
    configs = list(_configs(versions, sides, inner))
    return [one for one in configs if not any(_holds(other, one) for other in configs)]


def _configs(
    versions: Versions, sides: Iterable[Point], folders: Sequence[PurePosixPath]
) -> Iterator[Config]:
    """What the newer side says, else the older: `diff` reads each side by its own."""
    old, new = ([(side, str(one / CONFIG_FILE)) for one in folders] for side in sides)
    texts = versions.at([*new, *old])
    for at, folder in enumerate(folders):
        content = texts[at] if texts[at] is not None else texts[at + len(folders)]
        if content is not None:
            root = versions.top / folder
            try:
                yield read_config(root, content.decode("utf-8", "replace"))
            except UsageError:
                yield read_config(root, "format: 1\n")  # `diff` calls it broken


def _holds(config: Config, other: Config) -> bool:
    """Whether another's `rowgate.yaml` lies among the rows of this one, and governs nothing."""
    return config.root != other.root and other.root.is_relative_to(config.datasets)
