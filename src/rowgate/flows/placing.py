"""Problems get a file, a line and a column: only those that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rowgate import yamltext
from rowgate.flows.reading import Read
from rowgate.flows.surroundings import mended_by, surrounding_hits
from rowgate.flows.workspace import Workspace
from rowgate.model import Problem, Row, Scan
from rowgate.rows import store
from rowgate.rows.identity import ending_of, folder_fault, name_fault, span_ending
from rowgate.shapes import Fault, path_text

_RENAME = "rowgate add makes the name: undo the edit of the ids, or of the name"


class Placed(NamedTuple):
    """A problem with its file (as users type it), line and column, from 1."""

    path: str
    line: int
    column: int
    problem: Problem
    source: str | None = None
    """The text of the line, where it was asked for and may be shown."""


def placed(workspace: Workspace, read: Read, problem: Problem) -> Placed:
    """A rule's problem where its row or `dataset.yaml` says it."""
    if problem.row is None or problem.row not in read.rows:
        path, text, bare = read.folder / store.DATASET_FILE, read.definition.text, False
    else:
        path = read.folder / store.ROWS / f"{problem.row}.yaml"
        text, bare = read.rows[problem.row].text, read.rows[problem.row].bare
    place = yamltext.canonical_place(text, problem.at) if bare else None
    place = place or yamltext.place(text, problem.at)
    return Placed(workspace.config.relative(path), *place, problem)


def file_problems(workspace: Workspace, read: Read, scan: Scan) -> Iterator[Placed]:
    """What is wrong with the files themselves (RG0xx) and around their fields (RG305).

    Severities are still to be set.
    """
    relative = workspace.config.relative
    for hit in surrounding_hits(read, scan):
        fault = Fault("RG305", f"{hit.where} holds a value of type {hit.type}", mended_by(hit), ())
        yield _at(relative(read.folder / hit.file), fault, hit.place)
    faults = [*read.definition.faults, *(_of_dataset(workspace, read) if read.whole else ())]
    own = relative(read.folder / store.DATASET_FILE)
    yield from _faults(own, read.definition.text, faults, None)
    for row_id, file in read.rows.items():
        path = read.folder / store.ROWS / f"{row_id}.yaml"
        yield from _faults(relative(path), file.text, file.faults, row_id)
        unfit = name_fault(path.name)
        if unfit:
            yield _at(relative(path), Fault("RG006", unfit, f"git mv {relative(path)} …", ()))
        elif file.row is not None and not _agrees(file.row):
            message = "the name does not end with the hash of the row's trace and span"
            yield _at(
                relative(path),
                Fault("RG012", message, _RENAME, ("source", "span_id")),
                yamltext.place(file.text, ("source", "span_id")),
                row_id,
            )
    for path, fault in read.unreadable.items():
        yield _at(relative(path), fault)
    for path in read.stray:
        message = "a dataset holds dataset.yaml, rows/*.yaml and assets/ only"
        yield _at(relative(path), Fault("RG007", message, f"git rm {relative(path)}", ()))


def _of_dataset(workspace: Workspace, read: Read) -> Iterator[Fault]:
    """What is wrong around `dataset.yaml`."""
    unfit = folder_fault(read.folder.name)
    if unfit:
        yield Fault("RG006", unfit, f"git mv {workspace.config.relative(read.folder)} …", ())
    prompt = read.definition.dataset.prompt
    if prompt is not None and workspace.prompt(prompt) is None:
        message = f"prompt: no file {prompt} beside or below rowgate.yaml"
        yield Fault("RG005", message, "", ("prompt",))


def _agrees(row: Row) -> bool:
    """Whether the id of a row from a span says which span that is."""
    source = row.source
    if source is None or not source.trace_id or not source.span_id:
        return True
    return ending_of(row.id) == span_ending(source.trace_id, source.span_id)


def order(found: Placed) -> tuple[str, int, int, str]:
    """By file, then by place in it."""
    return (found.path, found.line, found.column, found.problem.code)


def _faults(path: str, text: str, faults: Iterable[Fault], row: str | None) -> Iterator[Placed]:
    for fault in faults:
        place = fault.place or yamltext.place(text, fault.at)
        yield _at(path, fault, place, row)


def _at(path: str, fault: Fault, place: tuple[int, int] = (1, 1), row: str | None = None) -> Placed:
    said = path_text(fault.at)
    message = fault.message if not said or said in fault.message else f"{said}: {fault.message}"
    return Placed(path, *place, Problem(fault.code, "error", message, fault.fix, fault.at, row))
