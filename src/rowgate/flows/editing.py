"""`annotate --edit`: a row in the user's editor, and what comes back checked.

As `git commit` and `crontab -e` do it: what is wrong is not saved, the problems are marked in
what the user wrote, and nothing that was typed is lost. The text is edited in git's own
folder, which nothing commits: it may hold what redaction has yet to refuse.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from rowgate import yamltext
from rowgate.errors import RowgateError
from rowgate.flows.annotate import Annotated, Tools, outcome, tools_of
from rowgate.flows.annotation import NOTHING, Annotation, annotated
from rowgate.flows.check import Options, check_read
from rowgate.flows.placing import Placed
from rowgate.flows.reading import Read
from rowgate.flows.refusals import new_findings, refuse_faulty, refuse_unlisted
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.repository import open_repository
from rowgate.model import Problem
from rowgate.rows import store
from rowgate.rows.rowfile import RowFile, canonical, read_row

MARK = "# rowgate: "
# What is wrong whatever else the row will get; the other errors are what it still lacks.
_FLAWS = ("RG0", "RG103", "RG108", "RG110", "RG112", "RG2", "RG3", "RG401", "RG402")

Ask = Callable[[list[str]], bool]
"""Shows problems, one line each, and says whether to edit again."""
Say = Callable[[str], None]


def edit_row(
    workspace: Workspace,
    named: str,
    annotation: Annotation = NOTHING,
    *,
    again: Ask,
    say: Say,
    tools: Tools | None = None,
) -> Annotated:
    """Opens the row in the user's editor until it holds, and writes it.

    A broken row is opened as it is, any other in canonical form with the annotation in it. An
    edit that was left unfinished is taken up again. Raises `RowgateError` where nothing is to
    be written; what was typed is in a file then, which the message names.
    """
    place = workspace.row(named)
    tools = tools or tools_of(workspace)
    refuse_faulty(tools.judge, annotation)
    refuse_unlisted(workspace.dataset(place.dataset).dataset, annotation)
    before = read_row(place.path.stem, store.read_text(place.path))
    sheet = _Sheet(workspace, place)
    start = _start(before, annotation)
    text = sheet.taken_up(place.path, say) or start
    while True:
        text = sheet.edited(text, start)
        after, problems = _judged(workspace, place, before, text, tools)
        if not problems:
            break
        text, lines = marked(text, problems)
        sheet.write(text)
        if not again(lines):
            raise _unchanged("the edit is wrong", sheet, place)
    _write(place, before, after, sheet)
    return outcome(workspace, place, before, after)


class _Sheet:
    """The file that the editor opens."""

    def __init__(self, workspace: Workspace, place: RowPlace) -> None:
        repository = open_repository(workspace.config.root)
        name = f"{place.dataset}.{place.path.stem}.yaml"
        self.path = repository.private("rowgate") / name
        self.editor = repository.editor()
        self.place = place

    def taken_up(self, row: Path, say: Say) -> str | None:
        """The text of an edit that was left unfinished, unless the row has changed since."""
        if not self.path.is_file():
            return None
        if self.path.stat().st_mtime_ns < row.stat().st_mtime_ns:
            older = self.path.with_suffix(".old.yaml")
            self.path.replace(older)
            say(f"the row changed after an edit that was left unfinished; that edit is in {older}")
            return None
        say("taking up the edit that was left unfinished")
        return self.path.read_bytes().decode(errors="replace")

    def write(self, text: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.path, "w", encoding="utf-8", newline="", opener=_private) as file:
            file.write(text)

    def edited(self, text: str, start: str) -> str:
        """What the user made of the text. Raises `RowgateError` where the editor gave up."""
        self.write(text)
        # As git starts it: the editor's own words are split by the shell, the path is not.
        command = ["sh", "-c", f'{self.editor} "$@"', self.editor, str(self.path)]
        code = subprocess.run(command, check=False).returncode
        try:
            found = unmarked(self.path.read_bytes().decode())
        except (OSError, UnicodeDecodeError):
            raise _unchanged("what the editor left is no UTF-8 text", self, self.place) from None
        if code:
            if found == start:
                self.done()
                raise RowgateError(f"the editor ended with {code}: nothing was changed")
            raise _unchanged(f"the editor ended with {code}", self, self.place)
        if not found.strip():
            self.done()
            raise RowgateError("the file was emptied: nothing was changed")
        return found

    def done(self) -> None:
        self.path.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


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


def unmarked(text: str) -> str:
    """The text without marks: they say what was wrong, and are no comments of the row."""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(MARK))


def _write(place: RowPlace, before: RowFile, after: RowFile, sheet: _Sheet) -> None:
    if store.read_text(place.path) != before.text:
        raise _unchanged("the row changed on disk while you edited it", sheet, place)
    if after.text != before.text:
        store.write_all({place.path: after.text.encode()})
    sheet.done()


def _unchanged(why: str, sheet: _Sheet, place: RowPlace) -> RowgateError:
    return RowgateError(
        f"{why}: nothing was changed, and your edit is kept in {_short(sheet.path)}",
        fix=f"rowgate annotate {place.path.stem} --edit takes it up again",
    )


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
