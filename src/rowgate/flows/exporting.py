"""`export`: the rows of a dataset, of any version, as the file of another tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rowgate.checks.scanned import scannable
from rowgate.errors import INCONCLUSIVE, RowgateError, UsageError
from rowgate.exchange.framing import suffix_form
from rowgate.flows.incoming import named
from rowgate.flows.named import dataset_at
from rowgate.flows.redaction import keeps_of, policy_of, row_keeps, scan_of
from rowgate.model.exchange import Lost
from rowgate.plugins.places import said
from rowgate.redaction.document import scan_document, speakable
from rowgate.rows import store
from rowgate.shapes import path_text

if TYPE_CHECKING:
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Dataset
    from rowgate.model.exchange import Form, Written
    from rowgate.plugins import Registered


class Exported(NamedTuple):
    """A file for another tool, and what it could not carry."""

    rows: int
    left_out: int
    format: str
    content: bytes
    lost: Sequence[Lost]
    files: Sequence[str] = ()
    """What was written; empty where the content is for standard output."""
    beside: Sequence[str] = ()
    """What the tool wants beside it, which standard output has no place for."""


def export(workspace: Workspace, dataset: str, wanted: str, output: str | None) -> Exported:
    """The rows of `DATASET` or `DATASET@REF`; to `output`, whose suffix may name a form.

    Raises `UsageError` for a dataset or format that is not there, and `RowgateError` for rows
    that the format refuses, or where there are none (exit code 4).
    """
    one = named(workspace.registry.objects("exchange"), wanted, "forms")
    found = dataset_at(workspace, dataset)
    if not found.rows:
        raise RowgateError(f"{dataset} has no rows", fix="rowgate add", code=INCONCLUSIVE)
    leaks = list(_leaks(workspace, found))
    sound = [row for row in found.rows if row.id not in {leak.of for leak in leaks}]
    written = _written(one, found._replace(rows=sound), _form(one, output))
    lost = [*leaks, *written.lost]
    left = {each.of for each in lost if each.how == "left out"}
    if len(left) == len(found.rows):
        reason = next(each.why for each in lost if each.how == "left out")
        raise RowgateError(f"no row of {dataset} can be written as {one.object.name}: {reason}")
    rows = len(found.rows) - len(left)
    done = Exported(rows, len(left), one.object.name, written.content, lost)
    if output is None:
        return done._replace(beside=tuple(written.beside))
    files = _files(Path(output), written)
    store.write_all(files)
    return done._replace(files=[str(path) for path in files])


def _leaks(workspace: Workspace, found: Dataset) -> Iterator[Lost]:
    """The rows that hold what `check` refuses: another tool's file is out of its sight."""
    scan, policy = scan_of(workspace, gate=True), policy_of(workspace)
    for row in found.rows:
        keep = [*row_keeps(row), *keeps_of(workspace)]
        for at, kind, _ in scan_document(scannable(row), scan, keep=keep, policy=policy):
            where = path_text(speakable(at, scan))
            why = f"{kind} in {where}: rowgate redact {row.id}"
            yield Lost("the row", why, row.id, "left out")
            break


def _form(one: Registered, output: str | None) -> Form:
    forms: Sequence[Form] = one.object.forms
    said_by_name = suffix_form(output) if output else None
    if said_by_name is None:
        return forms[0]
    if said_by_name not in forms:
        raise UsageError(
            f"{one.object.name} is written as {' or '.join(forms)}, not as {said_by_name}",
            fix=f"--output {Path(str(output)).stem}.{forms[0]}",
        )
    return said_by_name


def _written(one: Registered, found: Dataset, form: Form) -> Written:
    try:
        written: Written = one.object.write(found.rows, found, form)
    except RowgateError:
        raise
    except Exception as error:
        if one.origin == "built-in":
            raise
        raise UsageError(f"{one.origin} failed: {said(error)}") from None
    return written


def _files(output: Path, written: Written) -> Mapping[Path, bytes]:
    beside = {output.with_name(output.stem + name): text for name, text in written.beside.items()}
    return {output: written.content, **beside}
