"""`approve`: a person's word that a row's case and criteria are right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.checks.standing import doubt_about
from rowgate.errors import RowgateError
from rowgate.flows.annotate import read_sound
from rowgate.flows.check import Options, check_read
from rowgate.flows.placing import Placed
from rowgate.flows.reading import read_files
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.repository import open_repository
from rowgate.model import Row
from rowgate.rows import store
from rowgate.rows.identity import digest_of
from rowgate.rows.rowfile import RowFile, canonical

STANDING = ("RG105", "RG106")


class Approved(NamedTuple):
    """What became of one row."""

    path: str
    by: str
    new: bool
    """False where this content was approved already."""


def approve(workspace: Workspace, named: Sequence[str]) -> list[Approved]:
    """Records the git identity, the date and the digest in every named row, or in none.

    Raises `RowgateError` for a row with open errors, where git knows no identity, and where
    `rowgate.yaml` wants somebody else's approval or none but the merge.
    """
    refuse_where_merged(workspace)
    by = open_repository(workspace.config.root).identity()
    places = list(dict.fromkeys(workspace.row(name) for name in named))
    files: dict[Path, bytes] = {}
    done = []
    for place in places:
        file = read_sound(workspace, place)
        row = file.row
        if row is None:
            raise RowgateError(f"{place.path.name} cannot be read", fix="rowgate check")
        _refuse_open_errors(workspace, place)
        path = workspace.config.relative(place.path)
        if row.review.by and _holds(row) and not _doubt(workspace, place, row, row.review.by):
            done.append(Approved(path, row.review.by, new=False))
            continue
        _refuse_doubtful(workspace, place, row, by)
        files[place.path] = _approved(file, row, by).encode()
        done.append(Approved(path, by, new=True))
    store.write_all(files)
    return done


def refuse_where_merged(workspace: Workspace) -> None:
    """Where the merge of a pull request is the approval, nobody else approves."""
    if workspace.config.review == "pull-request":
        raise RowgateError(
            "the merge of the pull request is the approval here",
            fix="`review: file` in rowgate.yaml keeps approvals in the rows",
        )


def refuse_approval(workspace: Workspace, place: RowPlace) -> None:
    """Raises `RowgateError` where this user's approval of the row would not count."""
    refuse_where_merged(workspace)
    row = read_sound(workspace, place).row
    if row is not None:
        by = open_repository(workspace.config.root).identity()
        _refuse_doubtful(workspace, place, row, by)


def open_errors(workspace: Workspace, place: RowPlace) -> list[Placed]:
    """What stands in the way of an approval: every error of the row but its standing."""
    read = read_files(workspace.folder(place.dataset), {place.path})
    options = Options(local_plugins=workspace.local_plugins, thorough=True)
    return [
        found
        for found in check_read(workspace, read, options)
        if found.problem.severity == "error" and found.problem.code not in STANDING
    ]


def _refuse_open_errors(workspace: Workspace, place: RowPlace) -> None:
    found = open_errors(workspace, place)
    if found:
        first, more = found[0], len(found) - 1
        others = f" (and {more} more)" if more else ""
        raise RowgateError(
            f"{first.path}:{first.line}:{first.column}: {first.problem.code} "
            f"{first.problem.message}{others}",
            fix=first.problem.fix or f"rowgate check {first.path}",
        )


def _refuse_doubtful(workspace: Workspace, place: RowPlace, row: Row, by: str) -> None:
    """Raises `RowgateError` where this person's approval would not count."""
    doubt = _doubt(workspace, place, row, by)
    if doubt:
        folder = workspace.config.relative(workspace.folder(place.dataset))
        owners = f"ask one of its owners: {folder}/{store.DATASET_FILE} names them"
        asked = workspace.config.approval.by == "owners"
        raise RowgateError(
            f"{place.path.stem}: {doubt}; you are {by}",
            fix=owners if asked else "ask somebody else to look at it",
        )


def _doubt(workspace: Workspace, place: RowPlace, row: Row, by: str) -> str:
    dataset = workspace.dataset(place.dataset).dataset
    asked = workspace.config.approval
    return doubt_about(by, row, dataset, asked.by, asked.second_person)


def _holds(row: Row) -> bool:
    return row.review.status == "approved" and row.review.digest == digest_of(row)


def _approved(file: RowFile, row: Row, by: str) -> str:
    """The row's text with the approval."""
    today = datetime.now(UTC).date().isoformat()
    values = {"status": "approved", "by": by, "date": today, "digest": digest_of(row)}
    edits = [(("review", key), value) for key, value in values.items()]
    return canonical(yamltext.edit(file.text, edits))
