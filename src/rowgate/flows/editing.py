"""`annotate --edit`: a row in the user's editor, and what comes back checked.

As `git commit` and `crontab -e` do it: what is wrong is not saved, the problems are marked in
what the user wrote, and nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rowgate import yamltext
from rowgate.errors import RowgateError
from rowgate.flows.annotate import Annotated, Tools, outcome, tools_of
from rowgate.flows.annotation import NOTHING, Annotation, annotated
from rowgate.flows.check import Options, check_read
from rowgate.flows.placing import Placed
from rowgate.flows.reading import Read
from rowgate.flows.refusals import new_findings, refuse_faulty, refuse_unlisted
from rowgate.flows.sheet import MARK, Say, Sheet
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.model import Problem
from rowgate.rows import store
from rowgate.rows.rowfile import RowFile, canonical, plain_lines, read_row

# What is wrong whatever else the row will get; the other errors are what it still lacks.
_FLAWS = ("RG0", "RG103", "RG108", "RG110", "RG112", "RG2", "RG3", "RG401", "RG402")

Ask = Callable[[list[str]], bool]
"""Shows problems, one line each, and says whether to edit again."""


class _Edit(NamedTuple):
    """An edit that holds, and is not written yet."""

    place: RowPlace
    before: RowFile
    after: RowFile
    sheet: Sheet


def edit_rows(
    workspace: Workspace,
    named: Sequence[str],
    annotation: Annotation = NOTHING,
    *,
    again: Ask,
    say: Say,
    tools: Tools | None = None,
) -> list[Annotated]:
    """Opens each row in the user's editor until it holds, and writes all of them or none.

    A broken row is opened as it is, any other in canonical form with the annotation in it. An
    edit that was left unfinished is taken up again. Raises `RowgateError` where nothing is to
    be written; what was typed is in files then, which the message names.
    """
    places = list(dict.fromkeys(workspace.row(name) for name in named))
    tools = tools or tools_of(workspace)
    edits: list[_Edit] = []
    try:
        for place in places:
            edit = _edited(workspace, place, annotation, again, say, tools)
            edits.append(edit)  # at once: what is done is kept where the next one fails
        _write(edits)
    except RowgateError as error:
        raise _with_kept(error, edits) from None
    return [outcome(workspace, one.place, one.before, one.after) for one in edits]


def _edited(
    workspace: Workspace, place: RowPlace, annotation: Annotation, again: Ask, say: Say,
    tools: Tools,
) -> _Edit:  # fmt: skip
    refuse_faulty(tools.judge, annotation)
    refuse_unlisted(workspace.dataset(place.dataset).dataset, annotation)
    before = read_row(place.path.stem, store.read_text(place.path))
    sheet = Sheet(workspace, place)
    start = _start(before, annotation)
    text = sheet.taken_up(place.path, say) or start
    while True:
        text = plain_lines(sheet.edited(text, start))
        after, problems = _judged(workspace, place, before, text, tools)
        if not problems:
            return _Edit(place, before, after, sheet)
        text, lines = marked(text, problems)
        sheet.write(text)
        if not again(lines):
            raise sheet.unchanged("the edit is wrong")


def edit_expected(workspace: Workspace, place: RowPlace, text: str) -> str:
    """What the user makes of an expected answer in an editor, less the line end it adds.

    Raises `RowgateError` where the editor gave up.
    """
    sheet = Sheet(workspace, place, ".expected.txt", "--expected-file {path}")
    found = sheet.edited(text, text)
    sheet.done()
    return found.removesuffix("\n")


def _with_kept(error: RowgateError, edits: Sequence[_Edit]) -> RowgateError:
    """The error, with the edits of other rows that wait to be taken up again."""
    kept = [one for one in edits if one.sheet.holds_other_than(_start(one.before, NOTHING))]
    if not kept:
        return error
    names = ", ".join(one.place.path.stem for one in kept)
    return RowgateError(f"{error.message}; the edits of {names} are kept too", fix=error.fix)


def _start(before: RowFile, annotation: Annotation) -> str:
    try:
        return canonical(annotated(before, annotation))
    except (yamltext.YamlFault, RowgateError):
        if not annotation.is_empty:
            raise
        return before.text


def _judged(
    workspace: Workspace, place: RowPlace, before: RowFile, text: str, tools: Tools
) -> tuple[RowFile, list[Placed]]:
    """The row that the text holds, in canonical form, and what is wrong with it, by line."""
    raw = read_row(place.path.stem, text)
    known = {_said(found) for found in _flaws(workspace, place, before)}
    problems = [found for found in _flaws(workspace, place, raw) if _said(found) not in known]
    if not raw.data or problems:
        return raw, problems or _flaws(workspace, place, raw)
    for path, kind in new_findings(workspace, tools.scan, before, raw):
        problem = Problem("RG302", "error", f"{kind} in this line", _REWRITE, path)
        line, column = yamltext.place(text, path)
        problems.append(Placed(workspace.config.relative(place.path), line, column, problem))
    return read_row(place.path.stem, canonical(text)), problems


def _flaws(workspace: Workspace, place: RowPlace, file: RowFile) -> list[Placed]:
    """The errors of one text of a row that no later annotation takes away."""
    definition = workspace.dataset(place.dataset)
    rows = {place.path.stem: file}
    read = Read(workspace.folder(place.dataset), definition, rows, False, [], {})
    options = Options(local_plugins=workspace.local_plugins, thorough=True)
    return [
        _for_editor(found)
        for found in check_read(workspace, read, options)
        if found.problem.severity == "error"
        and found.problem.code.startswith(_FLAWS)
        and found.problem.code != "RG009"
        and not found.path.endswith(store.DATASET_FILE)
    ]


def _for_editor(found: Placed) -> Placed:
    """A finding in what is not in the row yet is no case for `redact`."""
    if not found.problem.code.startswith("RG3"):
        return found
    return found._replace(problem=found.problem._replace(fix=_REWRITE))


_REWRITE = "write it without, or with the placeholder that stands in the row"


def _said(found: Placed) -> tuple[str, str]:
    return found.problem.code, found.problem.message


def marked(text: str, problems: Sequence[Placed]) -> tuple[str, list[str]]:
    """The text with each problem on a line of its own above the line it is on, and the
    problems as `line:column: what (fix)`, with the lines they are on by then."""
    lines = text.split("\n")
    said = []
    for number, found in enumerate(sorted(problems, key=lambda found: found.line)):
        fix = f" ({found.problem.fix})" if found.problem.fix else ""
        what = f"{found.problem.message}{fix}".replace("\n", " ")
        lines.insert(min(found.line, len(lines)) - 1 + number, MARK + what)
        said.append(f"{found.line + number + 1}:{found.column}: {found.problem.code} {what}")
    return "\n".join(lines), said


def _write(edits: Sequence[_Edit]) -> None:
    for one in edits:
        if store.read_text(one.place.path) != one.before.text:
            raise one.sheet.unchanged(f"{one.place.path.stem} changed on disk while you edited it")
    new = {one.place.path: one for one in edits if one.after.text != one.before.text}
    store.write_all({path: one.after.text.encode() for path, one in new.items()})
    for one in edits:
        one.sheet.done()
