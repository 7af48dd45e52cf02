"""`gate --baseline`: a run file, or the run that was recorded at a version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import UsageError
from rowgate.flows.cases import Cell
from rowgate.flows.run_files import read_file
from rowgate.flows.tools import Judges
from rowgate.flows.workspace import Workspace
from rowgate.gate.record import Key, Line, Run
from rowgate.gate.runfile import read_run
from rowgate.rows import store


class Baseline(NamedTuple):
    """The lines of an earlier run, and of which version where one was named."""

    lines: Mapping[Key, Line]
    of: str = ""


def baseline_of(
    workspace: Workspace, named: str, candidate: str, cells: Sequence[Cell], judges: Judges
) -> Baseline:
    """The run in a file, or the candidate's run at what `named` and HEAD share.

    What the version itself holds counts first: a run, or the recorded outputs of the candidate,
    which are judged as `cells`. Else a run on disk of that very commit, unless git tracks it
    here: what a pull request brings along is no baseline of its own. Raises `UsageError` where
    there is none.
    """
    if Path(named).is_file():
        return Baseline(read_file(Path(named)).lines)
    found = _Recorded(workspace, named)
    runs = [*found.committed(candidate)]
    if not runs and (lines := found.outputs(candidate, cells, judges)):
        return Baseline(lines, found.shown)
    runs = runs or [*found.kept(candidate)]
    if not runs:
        raise UsageError(
            f"no run of candidate {candidate} is recorded at {found.shown}",
            fix=f"run it there (git switch --detach {found.commit[:12]}, rowgate run --candidate "
            f"{candidate}), or name a run file",
        )
    return Baseline(max(runs, key=lambda run: run.header.started_at).lines, found.shown)


class _Recorded:
    """The runs of the version that a ref and HEAD share."""

    def __init__(self, workspace: Workspace, named: str) -> None:
        from rowgate.history.repository import open_repository
        from rowgate.history.versions import Versions

        self._workspace = workspace
        self._runs = workspace.config.runs
        self._versions = Versions(open_repository(workspace.config.root))
        try:
            point = self._versions.point(named)
        except UsageError as error:
            raise UsageError(
                f"{named} is no run file, and {error.message}", fix=error.fix
            ) from None
        self._point = self._versions.fork(point, self._versions.last())
        self.commit = self._point.commit
        self.shown = f"{named} ({self.commit[:12]})"

    def committed(self, candidate: str) -> Iterator[Run]:
        """Runs that the version holds."""
        if not self._runs.is_relative_to(self._versions.top):
            return
        from rowgate.history.trees import GitTree

        tree = GitTree(self._versions, self._point, self._runs)
        for path in tree.files(self._runs):
            if path.suffix == ".jsonl":
                yield from _whole(tree.read(path), f"{path.name}@{self.commit[:12]}", candidate)

    def outputs(self, candidate: str, cells: Sequence[Cell], judges: Judges) -> Mapping[Key, Line]:
        """What the version holds as recorded outputs of the candidate, judged today."""
        from rowgate.flows.held_outputs import held_lines

        return held_lines(self._workspace, self._versions, self._point, candidate, cells, judges)

    def kept(self, candidate: str) -> Iterator[Run]:
        """Runs on disk that were made at the version, with nothing changed beside it."""
        tracked = self._tracked()
        for path in sorted(self._runs.glob("*.jsonl")):
            if path in tracked or not self._is_of(path, candidate):
                continue
            yield from _whole(store.read_file(path), str(path), candidate)

    def _tracked(self) -> set[Path]:
        top = self._versions.top
        if not self._runs.is_relative_to(top):
            return set()
        folder = self._runs.relative_to(top).as_posix()
        return {
            top / path for path in self._versions.files(self._versions.point("@staged"), folder)
        }

    def _is_of(self, path: Path, candidate: str) -> bool:
        """Told by the first line alone: run files are large."""
        with path.open("rb") as file:
            found = [*_whole(file.readline(), str(path), candidate)]
        return any(all(one.commit == self.commit for one in run.header.datasets) for run in found)


def _whole(content: bytes, shown: str, candidate: str) -> Iterator[Run]:
    """The run that a file holds, where it is one of this candidate and no shard."""
    try:
        run = read_run(content, shown)
    except UsageError:
        return  # recorded outputs lie there too
    if run.header.candidate == candidate and run.header.shard is None:
        yield run
