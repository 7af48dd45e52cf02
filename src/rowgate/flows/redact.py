"""`redact`: takes secrets and personal data out of rows that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rowgate import yamltext
from rowgate.errors import UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.comments import Block, blocks, rewritten
from rowgate.flows.reading import by_dataset, read_files
from rowgate.flows.redaction import account, keeps_of, left_out, policy_of, row_keeps, scan_of
from rowgate.flows.surroundings import COMMENT, mended_by, surrounding_hits
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.model import Json, Redacted, Row, Scan
from rowgate.redaction.document import scan_document, speakable
from rowgate.redaction.keep import parse_keep
from rowgate.redaction.redact import RedactionResult, redact
from rowgate.rows import store
from rowgate.rows.rowfile import RowFile, canonical
from rowgate.shapes import path_text

# A placeholder in a criterion changes what the row asks for: a person writes it anew.
CRITERIA = "evaluators"
# No field of a row has this name.
_COMMENTS = "#"


class RedactedRow(NamedTuple):
    """What was, or with a dry run would be, taken out of one file."""

    path: str
    removed: Sequence[Redacted] = ()
    comments: Sequence[Redacted] = ()
    """The same of comments, by their lines."""
    left_out: Sequence[str] = ()
    """What `rowgate.yaml` drops of it."""
    by_hand: Sequence[str] = ()
    """What is left for a person to write anew: where it stands, and what to do."""


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
        done.append(result)
        if text != file.text:
            files[place.path] = text.encode()
    if not dry_run:
        store.write_all(files)
    done += _around(workspace, dict.fromkeys(places), whole=not named)
    return [one for one in done if any(one[1:])]


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
    settings = _settings(workspace, place, file.row or Row(place.path.stem), kept)
    comments = blocks(file.text)
    rest = {key: value for key, value in file.data.items() if key != CRITERIA}
    result = redact({**rest, _COMMENTS: [one.text for one in comments]}, scan, **settings)
    said = result.data.pop(_COMMENTS)
    criteria = {CRITERIA: file.data.get(CRITERIA, [])}
    by_hand = [
        f"{kind} at {path_text(speakable(at, scan))} is part of a criterion: write it anew"
        for at, kind, _ in scan_document(criteria, scan, **settings)
    ]
    data = _with_kept(_counted(result), kept)
    edits = [((key,), value) for key, value in data.items() if file.data.get(key) != value]
    text = rewritten(file.text, dict(zip(comments, said, strict=True)))
    if edits or text != file.text:
        text = canonical(yamltext.edit(text, edits))
    path = workspace.config.relative(place.path)
    removed = _apart(result.removed, comments)
    return text, RedactedRow(path, *removed, left_out(result), by_hand)


def _settings(
    workspace: Workspace, place: RowPlace, row: Row, kept: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    keeps = [*row_keeps(row), *keeps_of(workspace), *(parse_keep(text) for text, _ in kept)]
    declared = _declared(workspace, place, row)
    return {"keep": keeps, "declared": declared, "policy": policy_of(workspace)}


def _apart(
    removed: Sequence[Redacted], comments: Sequence[Block]
) -> tuple[list[Redacted], list[Redacted]]:
    """What went from fields, and what from comments, by their lines."""
    fields = [one for one in removed if one.path[0] != _COMMENTS]
    others = [one for one in removed if one.path[0] == _COMMENTS]
    return fields, [one._replace(path=(comments[int(one.path[1])].line,)) for one in others]


def _around(
    workspace: Workspace, places: Iterable[RowPlace], *, whole: bool
) -> Iterator[RedactedRow]:
    """What `check` reports around the fields and nothing is redacted in: names, `dataset.yaml`."""
    wanted = [place.path for place in places]
    if whole:
        top = workspace.config.datasets
        wanted += [top / name / store.DATASET_FILE for name in workspace.datasets()]
    scan = scan_of(workspace, gate=True)
    for folder, paths in by_dataset(workspace, wanted).items():
        read = read_files(folder, paths)
        for hit in surrounding_hits(read, scan):
            if hit.where != COMMENT or hit.file == store.DATASET_FILE:
                path = workspace.config.relative(folder / hit.file)
                told = f"{hit.type} in {hit.where} is left: {mended_by(hit)}"
                yield RedactedRow(f"{path}:{hit.place[0]}", by_hand=[told])


def _declared(workspace: Workspace, place: RowPlace, row: Row) -> list[str]:
    """Owners, the reviewer and the adder: they stay where such a name belongs."""
    named = [row.review.by, row.source.added_by if row.source else None]
    owners = workspace.dataset(place.dataset).dataset.owners
    return [*owners, *(name for name in named if name)]


def _counted(result: RedactionResult) -> dict[str, Json]:
    data: dict[str, Json] = result.data
    if not result.counts or "source" not in data:
        return data
    source = data["source"]
    total = Counter(source.get("redactions", {})) + Counter(result.counts)
    told = account(total, result.detectors(source.get("redacted_by", {})))
    return data | {"source": source | told}


def _with_kept(data: dict[str, Json], kept: Sequence[tuple[str, str]]) -> dict[str, Json]:
    present = list(data.get("kept", []))
    for text, reason in kept:
        kind, _, path = text.partition("@")
        entry = {"type": kind, "path": path, "reason": reason}
        if entry not in present:
            present.append(entry)
    return data | {"kept": present} if present else data
