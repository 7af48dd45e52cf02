"""`check --history`: what past commits hold. A leak stays in every clone until it is rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.flows.reading import Read
from rowgate.flows.redaction import keeps_of, policy_of, row_keeps, scan_of
from rowgate.flows.surroundings import surrounding_hits
from rowgate.flows.workspace import Workspace
from rowgate.history.repository import open_repository
from rowgate.model import PERSONAL, Row, Scan
from rowgate.redaction.document import scan_document, speakable
from rowgate.rows import store
from rowgate.rows.datasetfile import read_dataset
from rowgate.rows.rowfile import RowFile, read_row
from rowgate.shapes import path_text

EVERYTHING = "--all"


class PastFinding(NamedTuple):
    """A value of this type in a file as a commit brought it. Never the value."""

    commit: str
    path: str
    line: int
    column: int
    code: str
    """RG301 for a secret, RG302 for personal data, RG305 around the fields."""
    type: str
    where: str


class PastReport(NamedTuple):
    """What was found, and how many versions of files were looked at."""

    findings: list[PastFinding]
    versions: int
    cut: bool = False
    """Whether the range reaches to where a shallow clone ends: what lies beyond is not known."""


def check_history(workspace: Workspace, span: str = EVERYTHING) -> PastReport:
    """Scans every version of every row and `dataset.yaml` in a range of commits, by every redactor.

    `span` as `git log` takes it: a ref, `REF..REF`, or everything. What a row keeps, with a
    reason, is no finding. Raises `UsageError` for a ref that is not there.
    """
    repository = open_repository(workspace.config.root)
    scan = scan_of(workspace, gate=True)
    findings: list[PastFinding] = []
    versions = 0
    for file, content in repository.past_texts(span, workspace.config.datasets):
        if not file.path.endswith(".yaml"):
            continue
        versions += 1
        text = content.decode("utf-8", "replace")
        findings += [
            PastFinding(file.commit[:12], file.path, *place, code, kind, where)
            for place, code, kind, where in _hits(workspace, Path(file.path), text, scan)
        ]
    return PastReport(findings, versions, repository.reaches_cut(span))


def _hits(
    workspace: Workspace, path: Path, text: str, scan: Scan
) -> Iterator[tuple[tuple[int, int], str, str, str]]:
    is_row = path.parent.name == store.ROWS
    rows: dict[str, RowFile] = {}
    definition = read_dataset("", "format: 1\ngate: release\n" if is_row else text)
    if is_row:
        file = rows[path.stem] = read_row(path.stem, text)
        row = file.row or Row(path.stem)
        named = [row.review.by, row.source.added_by if row.source else None]
        keep = [*row_keeps(row), *keeps_of(workspace)]
        declared = [name for name in named if name]
        for at, kind, _ in scan_document(
            file.data, scan, keep=keep, declared=declared, policy=policy_of(workspace)
        ):
            code = "RG302" if kind in PERSONAL else "RG301"
            yield yamltext.place(text, at), code, kind, path_text(speakable(at, scan))
    read = Read(path.parent, definition, rows, not is_row, [], {})
    for hit in surrounding_hits(read, scan):
        yield hit.place, "RG305", hit.type, hit.where
