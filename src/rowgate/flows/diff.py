"""`diff`: what changed in datasets between two versions of the repository, riskiest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path, PurePosixPath

from rowgate.changes.compare import Placed, compare
from rowgate.changes.risk import EVIDENCE, WEAKENED, rank
from rowgate.changes.versions import Sample, Scoring, Stored, nothing_stored
from rowgate.config import CONFIG_FILE
from rowgate.errors import UsageError
from rowgate.flows.discreet import Discreet
from rowgate.flows.guards import OWNERS, RUNNERS, around, ignoring
from rowgate.flows.listed import Comparison, Listed
from rowgate.flows.points import points, shown, without_datasets
from rowgate.flows.sides import Found, Side, sides_of, sort_changed
from rowgate.flows.sides_read import Versioned, read_sides
from rowgate.flows.workspace import Workspace, checked_name
from rowgate.history.repository import open_repository
from rowgate.history.versions import Versions
from rowgate.model import Change, Json, Judge
from rowgate.rows import store
from rowgate.shapes import meant


def diff(
    workspace: Workspace,
    base: str | None = None,
    head: str | None = None,
    *,
    direct: bool = False,
    datasets: Sequence[str] = (),
    runs: Sequence[Path] = (),
    message: Path | None = None,
) -> Comparison:
    """The changes from where `head` left `base`, or with `direct` from `base` itself.

    Without `base` what was not committed yet; without `head` the working tree. `@staged` and
    `@worktree` name the index and the files on disk. With `datasets`, of those alone. What the
    run files hold is scored under old and new criteria, too. `message` is that of the commit that
    is being made of the index: its reason covers what no commit holds yet. Raises `UsageError`
    for a ref, dataset or run file that is not there.
    """
    repository = open_repository(workspace.config.root)
    versions = Versions(repository)
    base, head, datasets = without_datasets(workspace, versions, base, head, datasets)
    before, after = points(versions, base, head, direct=direct)
    root = workspace.config.root.relative_to(repository.top).as_posix()
    sides = sides_of(versions, "" if root == "." else root, before, after)
    changed = versions.changed(before, after, _folders(sides))
    found = sort_changed(changed, sides)
    _refuse_unknown(versions, sides, found, datasets)
    scoring = Scoring(cache(partial(_judge, workspace)), _stored(runs))
    listed = [*_of_datasets(versions, sides, found, scoring), *_assets(found, sides[1])]
    if datasets:
        listed = [one for one in listed if one.dataset in datasets]
    else:
        listed += around(workspace, versions, changed, sides)
    listed = _excused(versions, sides, listed, message)
    listed.sort(key=lambda one: (rank(one.change.risk), one.dataset, one.change.row or ""))
    discreet = Discreet(workspace)
    return Comparison(shown(before), shown(after), [_told(one, discreet) for one in listed])


def _told(one: Listed, discreet: Discreet) -> Listed:
    change, variables = discreet.change(one.change), discreet.variables(one.variables)
    return one._replace(change=change, variables=variables)


def _of_datasets(
    versions: Versions, sides: tuple[Side, Side], found: Found, scoring: Scoring
) -> Iterator[Listed]:
    read = read_sides(versions, sides, found)
    for one in compare(*read, scoring):
        path = _path(one.dataset, one.change, sides, found)
        yield Listed(one.dataset, path, one.change, variables=_variables(one, read))


def _folders(sides: Sequence[Side]) -> list[str]:
    named = [PurePosixPath(side.root, CONFIG_FILE).as_posix() for side in sides]
    named += [folder for side in sides for folder in (side.datasets, side.plugins)]
    named += [path for side in sides for path in ignoring(side.datasets)]
    return list(dict.fromkeys([*named, *RUNNERS, *OWNERS]))


def _refuse_unknown(
    versions: Versions, sides: Sequence[Side], found: Found, datasets: Sequence[str]
) -> None:
    missing = [checked_name(one) for one in datasets if one not in found.datasets]
    if not missing:
        return
    known = {
        side.parts(path)[0]
        for side in sides
        for path in versions.files(side.point, side.datasets)
        if len(side.parts(path)) > 1
    }
    for name in missing:
        if name not in known:
            fix = meant(name, sorted(known))
            raise UsageError(f"neither version has a dataset {name}", fix=fix)


# --- what verdicts are asked of -----------------------------------------------


def _stored(runs: Sequence[Path]) -> Stored:
    """The outputs that run files hold, by dataset and row."""
    if not runs:
        return nothing_stored
    from rowgate.gate.runfile import read_run

    found: dict[tuple[str, str], list[Sample]] = {}
    for path in runs:
        run = read_run(store.read_file(path), str(path))
        for (dataset, row, repeat), line in run.lines.items():
            if line.output is not None:
                again = f" ({repeat + 1})" if repeat else ""
                name = f"the output of {run.header.candidate}{again}"
                found.setdefault((dataset, row), []).append(Sample(name, line.output))
    return lambda dataset, row: found.get((dataset, row), ())


def _judge(workspace: Workspace) -> Judge:
    from rowgate.flows.tools import judge_of  # only where criteria differ

    return judge_of(workspace)


def _assets(found: Found, side: Side) -> Iterator[Listed]:
    for one in found.assets:
        message = "an asset has other content under the name of its hash"
        yield Listed(
            side.parts(one.path)[0], one.path, Change(EVIDENCE, None, (), None, None, message)
        )


# --- where a change stands, and who accepted it ---------------------------------


def _path(dataset: str, change: Change, sides: tuple[Side, Side], found: Found) -> str:
    if change.row is None:
        return f"{sides[1].datasets}/{dataset}/{store.DATASET_FILE}"
    for rows in (found.rows[1], found.rows[0]):
        if change.row in rows.get(dataset, {}):
            return rows[dataset][change.row][0]
    return f"{sides[1].datasets}/{dataset}/{store.ROWS}/{change.row}.yaml"


def _variables(one: Placed, read: tuple[Versioned, Versioned]) -> Json:
    row = one.change.row or ""
    sides = (side[one.dataset].rows for side in reversed(read) if one.dataset in side)
    return next((rows[row].data.get("variables") for rows in sides if row in rows), None)


def _excused(
    versions: Versions, sides: tuple[Side, Side], listed: list[Listed], message: Path | None
) -> list[Listed]:
    """The changes, weakenings with the reason that a commit's trailer gives for their file."""
    if all(one.change.risk != WEAKENED for one in listed):
        return listed
    folders = _folders(sides)
    reasons = versions.accepted(sides[0].point, sides[1].point, folders)
    reasons |= versions.merged(sides[1].point, folders)
    reason = versions.said_in(message) if message else ""
    if reason:
        changed = versions.changed(versions.last(), sides[1].point, folders)
        reasons |= {one.path: reason for one in changed}
    return [
        one._replace(accepted=reasons.get(one.path, "")) if one.change.risk == WEAKENED else one
        for one in listed
    ]
