"""`approve`: a person's word that a row's case and criteria are right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.errors import RowgateError
from rowgate.flows.annotate import read_sound
from rowgate.flows.check import Options, check
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.repository import open_repository
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

    Raises `RowgateError` for a row with open errors, or where git knows no identity.
    """
    by = open_repository(workspace.config.root).identity()
    places = list(dict.fromkeys(workspace.row(name) for name in named))
    _refuse_open_errors(workspace, [place.path for place in places])
    files: dict[Path, bytes] = {}
    done = []
    for place in places:
        file = read_sound(workspace, place)
        text = _approved(file, place, by)
        if text is not None:
            files[place.path] = text.encode()
        done.append(Approved(workspace.config.relative(place.path), by, text is not None))
    store.write_all(files)
    return done


def _approved(file: RowFile, place: RowPlace, by: str) -> str | None:
    """The row's text with the approval, or None where it holds already."""
    if file.row is None:
        raise RowgateError(f"{place.path.name} cannot be read", fix="rowgate check")
    digest = digest_of(file.row)
    review = file.row.review
    if review.status == "approved" and review.digest == digest:
        return None
    today = datetime.now(UTC).date().isoformat()
    values = {"status": "approved", "by": by, "date": today, "digest": digest}
    edits = [(("review", key), value) for key, value in values.items()]
    return canonical(yamltext.edit(file.text, edits))


def _refuse_open_errors(workspace: Workspace, paths: Sequence[Path]) -> None:
    options = Options(local_plugins=workspace.local_plugins, thorough=True)
    found = [
        placed
        for placed in check(paths, options).problems
        if placed.problem.severity == "error" and placed.problem.code not in STANDING
    ]
    if found:
        first, more = found[0], len(found) - 1
        others = f" (and {more} more)" if more else ""
        raise RowgateError(
            f"{first.path}:{first.line}:{first.column}: {first.problem.code} "
            f"{first.problem.message}{others}",
            fix=first.problem.fix or f"rowgate check {first.path}",
        )
