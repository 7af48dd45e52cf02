"""`annotate`: what people say of a row, written into its file, comments kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rowgate import yamltext
from rowgate.errors import RowgateError, UsageError
from rowgate.flows.redaction import scan_of
from rowgate.flows.tools import judge_of
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.model import RESPONSE_WAS, WHYS, WHYS_NOT_FROM_SPANS, DataPath, Json
from rowgate.redaction.document import scan_document
from rowgate.rows import store
from rowgate.rows.identity import digest_of
from rowgate.rows.rowfile import RowFile, canonical, read_row
from rowgate.shapes import meant, path_text

Edits = list[tuple[DataPath, Json]]


@dataclass(frozen=True, slots=True)
class Annotation:
    """What to set, add and remove. None and empty: left as it is."""

    why: str | None = None
    response_was: str | None = None
    note: str | None = None
    expected: str | None = None
    add_labels: Sequence[str] = ()
    remove_labels: Sequence[str] = ()
    add_evaluators: Sequence[Json] = ()
    remove_evaluators: Sequence[str] = ()
    behavior: str | None = None
    incident: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


class Annotated(NamedTuple):
    """What became of one row."""

    path: str
    fields: list[str]
    """The fields that changed; empty: the row said all of it already."""
    stale: bool
    """Whether an approval no longer covers what the row says."""


def annotate(workspace: Workspace, named: Sequence[str], annotation: Annotation) -> list[Annotated]:
    """Edits every named row, or none. Raises `RowgateError` for what a row may not hold."""
    _refuse_faulty(workspace, annotation)
    _refuse_personal(workspace, annotation)
    files: dict[Path, bytes] = {}
    done: list[Annotated] = []
    for place in dict.fromkeys(workspace.row(name) for name in named):
        before = read_sound(workspace, place)
        text = edited(before, annotation)
        after = read_row(place.path.stem, text)
        changed = [
            key
            for key in dict.fromkeys([*before.data, *after.data])
            if before.data.get(key) != after.data.get(key)
        ]
        stale = _is_stale(before, after)
        done.append(Annotated(workspace.config.relative(place.path), changed, stale))
        if text != before.text:
            files[place.path] = text.encode()
    store.write_all(files)
    return done


def read_sound(workspace: Workspace, place: RowPlace) -> RowFile:
    """A row that can be edited. Raises `RowgateError` where its YAML is broken."""
    file = read_row(place.path.stem, store.read_text(place.path))
    if not file.data:
        fault = file.faults[0]
        line, column = fault.place or (1, 1)
        path = workspace.config.relative(place.path)
        raise RowgateError(f"{path}:{line}:{column}: {fault.message}", fix="mend the file first")
    return file


def edited(file: RowFile, annotation: Annotation) -> str:
    """The row's text with the annotation in it, in canonical form."""
    edits, deletes = _edits(file.data, annotation)
    try:
        return canonical(yamltext.edit(file.text, edits, deletes))
    except yamltext.YamlFault as fault:
        raise RowgateError(f"line {fault.line}: {fault.message}") from None


def parse_evaluator(text: str) -> Json:
    """An evaluator as it is written on a command line: `contains-any: [30 days, thirty days]`.

    Raises `UsageError` where it is no YAML.
    """
    try:
        return yamltext.read(text)
    except yamltext.YamlFault as fault:
        raise UsageError(
            f"evaluator {text!r}: {fault.message}", fix="write NAME, or 'NAME: PARAMETERS' as YAML"
        ) from None


def _edits(data: Mapping[str, Json], asked: Annotation) -> tuple[Edits, list[DataPath]]:
    plain = {
        ("why",): asked.why,
        ("note",): asked.note,
        ("response_was",): asked.response_was,
        ("expected",): asked.expected,
        ("links", "behavior"): asked.behavior,
        ("links", "incident"): asked.incident,
    }
    edits: Edits = [(path, value) for path, value in plain.items() if value is not None]
    edits += [(("metadata", key), value) for key, value in asked.metadata.items()]
    labels, less_labels = _list_edits(data, "labels", asked.add_labels, asked.remove_labels, str)
    added, less = _list_edits(
        data, "evaluators", asked.add_evaluators, asked.remove_evaluators, evaluator_name
    )
    return edits + labels + added, less_labels + less


def _list_edits(
    data: Mapping[str, Json],
    name: str,
    added: Sequence[Json],
    removed: Sequence[str],
    name_of: object,
) -> tuple[Edits, list[DataPath]]:
    """Appends what is not there yet and takes out what goes, item by item, for the diff."""
    key = name_of if callable(name_of) else str
    present = list(data.get(name) or [])
    goes = [index for index, item in enumerate(present) if key(item) in removed]
    missing = [word for word in removed if word not in map(key, present)]
    if missing:
        words = [str(key(item)) for item in present]
        raise UsageError(f"no {missing[0]} among the {name}", fix=meant(missing[0], words))
    comes = [item for index, item in enumerate(added) if item not in present]
    if not present and comes:
        return [((name,), list(comes))], []
    edits: Edits = [((name, len(present) + index), item) for index, item in enumerate(comes)]
    return edits, [(name, index) for index in goes]


def evaluator_name(entry: Json) -> str:
    """The name of an evaluator entry, whichever form it is written in."""
    return str(next(iter(entry))) if isinstance(entry, dict) and entry else str(entry)


def _refuse_faulty(workspace: Workspace, annotation: Annotation) -> None:
    """Evaluators are checked against their parameters at once, and fixed words against lists."""
    fixed = (("why", annotation.why, (*WHYS, *WHYS_NOT_FROM_SPANS)),
             ("response_was", annotation.response_was, RESPONSE_WAS))  # fmt: skip
    for name, value, known in fixed:
        if value is not None and value not in known:
            fix = meant(value, known) or f"one of {', '.join(known)}"
            raise UsageError(f"{name} cannot be {value}", fix=fix)
    judge = judge_of(workspace)
    for entry in annotation.add_evaluators:
        fault = judge.fault(entry)
        if fault is not None and fault.kind != "not-loaded":
            name = evaluator_name(entry)
            raise UsageError(f"evaluator {name}: {fault.message}", fix=f"rowgate evaluators {name}")


def _refuse_personal(workspace: Workspace, annotation: Annotation) -> None:
    """Criteria with a secret or personal data are refused, never rewritten."""
    written = {
        "note": annotation.note,
        "expected": annotation.expected,
        "labels": list(annotation.add_labels),
        "evaluators": list(annotation.add_evaluators),
        "metadata": dict(annotation.metadata),
        "links": {"behavior": annotation.behavior, "incident": annotation.incident},
    }
    for path, kind, _ in scan_document(written, scan_of(workspace)):
        where = path_text(path)
        raise RowgateError(
            f"{where} would hold a value of type {kind}",
            fix="write it without, or with the placeholder that stands in the row",
        )


def _is_stale(before: RowFile, after: RowFile) -> bool:
    if before.row is None or after.row is None or after.row.review.status != "approved":
        return False
    return digest_of(before.row) != digest_of(after.row)
