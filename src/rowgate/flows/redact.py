"""`redact`: takes secrets and personal data out of rows that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rowgate import yamltext
from rowgate.errors import UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.redaction import keeps_of, policy_of, row_keeps, scan_of
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.model import Json, Redacted, Row, Scan
from rowgate.redaction.document import scan_document, speakable
from rowgate.redaction.keep import parse_keep
from rowgate.redaction.redact import redact
from rowgate.rows import store
from rowgate.rows.rowfile import RowFile, canonical
from rowgate.shapes import path_text

# A placeholder in a criterion changes what the row asks for: a person writes it anew.
CRITERIA = "evaluators"


class RedactedRow(NamedTuple):
    """What was, or with a dry run would be, taken out of one row."""

    path: str
    removed: Sequence[Redacted]
    by_hand: Sequence[str]
    """Places in criteria that hold something and are left for a person to write anew."""


def redact_rows(
    workspace: Workspace,
    named: Sequence[str],
    *,
    keep: Sequence[str] = (),
    reason: str | None = None,
    dry_run: bool = False,
) -> list[RedactedRow]:
    """Redacts the named rows, or all of them; every row or none.

    `keep` leaves false hits (`TYPE@PATH`) in and writes them, with `reason`, into the rows.
    Raises `RedactionFailed` where a redactor fails: nothing is written then.
    """
    if keep and not reason:
        raise UsageError(f"--keep {keep[0]} needs a --reason", fix='--reason "order number"')
    places = [workspace.row(name) for name in named] if named else all_rows(workspace)
    scan = scan_of(workspace)
    files: dict[Path, bytes] = {}
    done: list[RedactedRow] = []
    for place in dict.fromkeys(places):
        file = read_sound(workspace, place)
        text, result = _redacted(
            workspace, place, file, scan, [(one, reason or "") for one in keep]
        )
        if result.removed or result.by_hand:
            done.append(result)
        if text != file.text:
            files[place.path] = text.encode()
    if not dry_run:
        store.write_all(files)
    return done


def all_rows(workspace: Workspace) -> list[RowPlace]:
    """Every row of every dataset, by dataset and name."""
    return [
        RowPlace(name, path)
        for name in workspace.datasets()
        for path in store.row_files(workspace.config.datasets / name)
    ]


def _redacted(
    workspace: Workspace,
    place: RowPlace,
    file: RowFile,
    scan: Scan,
    kept: Sequence[tuple[str, str]],
) -> tuple[str, RedactedRow]:
    row = file.row or Row(place.path.stem)
    keeps = [*row_keeps(row), *keeps_of(workspace), *(parse_keep(text) for text, _ in kept)]
    settings: dict[str, Any] = {
        "keep": keeps,
        "declared": _declared(workspace, place, row),
        "policy": policy_of(workspace),
    }
    rest = {key: value for key, value in file.data.items() if key != CRITERIA}
    result = redact(rest, scan, **settings)
    criteria = {CRITERIA: file.data.get(CRITERIA, [])}
    by_hand = [
        f"{kind} at {path_text(speakable(at, scan))}"
        for at, kind, _ in scan_document(criteria, scan, **settings)
    ]
    data = _counted(result.data, result.counts)
    data = _with_kept(data, kept)
    edits = [((key,), value) for key, value in data.items() if file.data.get(key) != value]
    text = canonical(yamltext.edit(file.text, edits)) if edits else file.text
    return text, RedactedRow(workspace.config.relative(place.path), result.removed, by_hand)


def _declared(workspace: Workspace, place: RowPlace, row: Row) -> list[str]:
    """Owners, the reviewer and the adder: they stay where such a name belongs."""
    named = [row.review.by, row.source.added_by if row.source else None]
    owners = workspace.dataset(place.dataset).dataset.owners
    return [*owners, *(name for name in named if name)]


def _counted(data: dict[str, Json], counts: Mapping[str, int]) -> dict[str, Json]:
    if not counts or "source" not in data:
        return data
    total = Counter(data["source"].get("redactions", {})) + Counter(counts)
    return data | {"source": data["source"] | {"redactions": dict(sorted(total.items()))}}


def _with_kept(data: dict[str, Json], kept: Sequence[tuple[str, str]]) -> dict[str, Json]:
    present = list(data.get("kept", []))
    for text, reason in kept:
        kind, _, path = text.partition("@")
        entry = {"type": kind, "path": path, "reason": reason}
        if entry not in present:
            present.append(entry)
    return data | {"kept": present} if present else data
