"""`owners`: who answers for which dataset, as a CODEOWNERS file says it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.flows.workspace import Workspace
from rowgate.history.repository import open_repository
from rowgate.rows import store


class Owned(NamedTuple):
    """A dataset's folder, from the top of the repository, and whoever owns it."""

    dataset: str
    folder: str
    owners: Sequence[str]

    @property
    def path(self) -> str:
        """The folder as a CODEOWNERS file writes it, its blanks escaped."""
        return f"/{self.folder}/".replace(" ", "\\ ")

    @property
    def line(self) -> str:
        """The line of a CODEOWNERS file."""
        return " ".join([self.path, *self.owners])


def owned(workspace: Workspace) -> list[Owned]:
    """Every dataset and its owners, by name. Raises `UsageError` for one that cannot be read."""
    top = open_repository(workspace.config.root).top
    found = []
    for name in workspace.datasets():
        folder = workspace.folder(name).relative_to(top).as_posix()
        found.append(Owned(name, folder, workspace.sound_dataset(name).dataset.owners))
    return found


def missing(wanted: Sequence[Owned], file: Path) -> list[Owned]:
    """Those whose line a CODEOWNERS file lacks: the path with at least these owners."""
    held: dict[str, set[str]] = {}
    for line in store.read_text(file).splitlines():
        path, *owners = line.partition("#")[0].replace("\\ ", "\0").split() or [""]
        # The last line that matches wins.
        held[path.replace("\0", "\\ ")] = set(owners)
    return [
        one for one in wanted if one.owners and not set(one.owners) <= held.get(one.path, set())
    ]
