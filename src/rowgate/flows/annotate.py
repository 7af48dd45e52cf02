"""`annotate`: what people say of a row, written into its file, comments kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.errors import RowgateError
from rowgate.flows.annotation import Annotation, annotated
from rowgate.flows.faulty import said_at
from rowgate.flows.redaction import scan_of
from rowgate.flows.refusals import refuse_faulty, refuse_personal, refuse_unlisted
from rowgate.flows.tools import judge_of
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.model import Judge, Scan
from rowgate.rows import store
from rowgate.rows.identity import digest_of
from rowgate.rows.rowfile import RowFile, canonical, read_row


class Annotated(NamedTuple):
    """What became of one row."""

    path: str
    fields: list[str]
    """The fields that changed; empty: the row said all of it already."""
    stale: bool
    """Whether an approval no longer covers what the row says."""


class Tools(NamedTuple):
    """What annotations are held to: made once, since a scan by every redactor costs time."""

    judge: Judge
    scan: Scan


def tools_of(workspace: Workspace) -> Tools:
    """The judge and the scan of a workspace."""
    return Tools(judge_of(workspace), scan_of(workspace))


def annotate(
    workspace: Workspace,
    named: Sequence[str],
    annotation: Annotation,
    *,
    tools: Tools | None = None,
) -> list[Annotated]:
    """Edits every named row, or none. Raises `RowgateError` for what a row may not hold."""
    tools = tools or tools_of(workspace)
    refuse_faulty(tools.judge, annotation)
    files: dict[Path, bytes] = {}
    done: list[Annotated] = []
    for place in dict.fromkeys(workspace.row(name) for name in named):
        refuse_unlisted(workspace.dataset(place.dataset).dataset, annotation)
        before = read_sound(workspace, place)
        after = read_row(place.path.stem, edited(before, annotation, workspace, place))
        refuse_personal(workspace, tools.scan, before, after)
        done.append(outcome(workspace, place, before, after))
        if after.text != before.text:
            files[place.path] = after.text.encode()
    store.write_all(files)
    return done


def read_sound(workspace: Workspace, place: RowPlace) -> RowFile:
    """A row that can be edited. Raises `RowgateError` where its YAML is broken."""
    file = read_row(place.path.stem, store.read_text(place.path))
    if not file.data:
        path = workspace.config.relative(place.path)
        raise RowgateError(
            said_at(path, file.text, file.faults[0]),
            fix=f"mend the file first: rowgate annotate {place.path.stem} --edit",
        )
    return file


def edited(file: RowFile, annotation: Annotation, workspace: Workspace, place: RowPlace) -> str:
    """The row's text with the annotation in it, in canonical form."""
    try:
        return canonical(annotated(file, annotation))
    except yamltext.YamlFault as fault:
        raise RowgateError(
            f"{workspace.config.relative(place.path)}:{fault.line}: {fault.message}"
        ) from None
    except RowgateError as error:
        # Of several rows: which one.
        row = place.path.stem
        fix = error.fix.replace("ROW", row)
        raise RowgateError(f"{row}: {error.message}", fix=fix, code=error.code) from None


def outcome(workspace: Workspace, place: RowPlace, before: RowFile, after: RowFile) -> Annotated:
    """What an edit changed, by field, and whether an approval was lost by it."""
    keys = dict.fromkeys([*before.data, *after.data])
    changed = [key for key in keys if before.data.get(key) != after.data.get(key)]
    return Annotated(workspace.config.relative(place.path), changed, _is_stale(before, after))


def _is_stale(before: RowFile, after: RowFile) -> bool:
    if before.row is None or after.row is None or after.row.review.status != "approved":
        return False
    return digest_of(before.row) != digest_of(after.row)
