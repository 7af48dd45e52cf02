"""What no annotation may bring into a row, whatever the row still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.annotation import Annotation, evaluator_name
from rowgate.flows.redaction import keeps_of, policy_of, row_keeps
from rowgate.model import RESPONSE_WAS, WHYS, WHYS_NOT_FROM_SPANS, DataPath, Json
from rowgate.redaction.document import scan_document, speakable
from rowgate.shapes import meant, path_text

if TYPE_CHECKING:
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Dataset, Judge, Scan
    from rowgate.rows.rowfile import RowFile


def refuse_faulty(judge: Judge, asked: Annotation) -> None:
    """Evaluators are checked against their parameters at once, and fixed words against lists.

    Raises `UsageError`.
    """
    fixed = (("why", asked.why, (*WHYS, *WHYS_NOT_FROM_SPANS)),
             ("response_was", asked.response_was, RESPONSE_WAS))  # fmt: skip
    for name, value, known in fixed:
        if value is not None and value not in known:
            fix = meant(value, known) or f"one of {', '.join(known)}"
            raise UsageError(f"{name} cannot be {value}", fix=fix)
    for entry in asked.evaluators:
        fault = judge.fault(entry)
        if fault is not None and fault.kind != "not-loaded":
            exists = fault.kind != "unknown"
            fix = f"rowgate evaluators {evaluator_name(entry)}" if exists else "rowgate evaluators"
            raise UsageError(fault.message, fix=fix)


def refuse_unlisted(dataset: Dataset, asked: Annotation) -> None:
    """A label outside the dataset's list. Raises `UsageError`."""
    allowed = dataset.labels
    for label in asked.add_labels:
        if allowed is not None and label not in allowed:
            fix = meant(label, list(allowed)) or f"allowed: {', '.join(allowed)}"
            raise UsageError(f"label {label} is not in the list of {dataset.name}", fix=fix)


def refuse_personal(workspace: Workspace, scan: Scan, before: RowFile, after: RowFile) -> None:
    """New text with a secret or personal data is refused, never rewritten.

    Raises `RowgateError`, which names the type and the place, never the value.
    """
    for path, kind in new_findings(workspace, scan, before, after):
        where = path_text(speakable(path, scan))
        raise RowgateError(
            f"{where} would hold a value of type {kind}",
            fix="write it without, or with the placeholder that stands in the row",
        )


def new_findings(
    workspace: Workspace, scan: Scan, before: RowFile, after: RowFile
) -> Iterator[tuple[DataPath, str]]:
    """The place and type of each finding in what `after` says and `before` did not."""
    changed = [key for key in after.data if after.data[key] != before.data.get(key)]
    keep = [*keeps_of(workspace), *(row_keeps(after.row) if after.row else ())]
    policy = policy_of(workspace)

    def found(data: Mapping[str, Json]) -> Iterator[tuple[DataPath, str]]:
        part = {key: data[key] for key in changed if key in data}
        declared = _declared(before.data)
        for path, kind, _ in scan_document(part, scan, keep=keep, declared=declared, policy=policy):
            yield path, kind

    known = {(kind, _text_at(before.data, path)) for path, kind in found(before.data)}
    for path, kind in found(after.data):
        text = _text_at(after.data, path)
        # A row that could not be read has no fields to compare with, only its text.
        was_there = (kind, text) in known if before.data else text in before.text
        if not was_there:
            yield path, kind


def _declared(data: Mapping[str, Json]) -> list[str]:
    """Who stands in the row already as its adder or reviewer."""
    review, source = data.get("review"), data.get("source")
    names = [
        review.get("by") if isinstance(review, dict) else None,
        source.get("added_by") if isinstance(source, dict) else None,
    ]
    return [name for name in names if isinstance(name, str)]


def _text_at(data: Json, path: DataPath) -> str:
    for part in path:
        data = data[part]
    # A finding may be in the key: then the whole entry counts as what was found.
    return f"{path[-1:]}: {data}" if isinstance(data, dict | list) else str(data)
