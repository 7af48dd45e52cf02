"""`check` of a dataset with many rows: rows in parts, what concerns all of them here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rowgate.checks import run as rules
from rowgate.flows import placing
from rowgate.flows.check import Options, Tools, check_read, is_of_faulty_field, tools_of
from rowgate.flows.named import Tree
from rowgate.flows.parts import in_parts
from rowgate.flows.reading import Read, read_files
from rowgate.flows.workspace import Workspace
from rowgate.model import Row
from rowgate.rows import store

if TYPE_CHECKING:
    from rowgate.flows.stale import Exceptions


class _Part(NamedTuple):
    problems: list[placing.Placed]
    rows: list[Row]
    """Those that could be read, where a rule wants to see them all."""
    idle: list[int]
    """The repository's exceptions that none of them needs."""


def check_many(
    workspace: Workspace, folder: Path, wanted: set[Path], rows: Sequence[Path], options: Options,
    parts: int, tree: Tree, exceptions: Exceptions | None = None,
) -> list[placing.Placed]:  # fmt: skip
    """The problems of a dataset whose `rows` are many; `wanted` is what was asked for.

    Equal to what `check_read` says of all of it at once.
    """
    others = wanted - set(rows)
    read = read_files(folder, others | {folder / store.DATASET_FILE}, rows=False, tree=tree)
    whole = folder / store.DATASET_FILE in wanted
    tools = tools_of(workspace, read, options)
    work = partial(_part, workspace, read, options, tools, exceptions, whole=whole)
    found = in_parts(work, rows, parts)
    if exceptions is not None:
        for part in found:
            exceptions.only(part.idle)
    problems = list(check_read(workspace, read._replace(whole=False), options, tools))
    problems += [placed for part in found for placed in part.problems]
    if whole:
        every = [row for part in found for row in part.rows]
        problems += _of_dataset(workspace, read, tools, every)
    return problems


def _part(
    workspace: Workspace, dataset: Read, options: Options, tools: Tools,
    exceptions: Exceptions | None, rows: Sequence[Path], *, whole: bool,
) -> _Part:  # fmt: skip
    own = workspace.config.relative(dataset.folder / store.DATASET_FILE)
    read = read_files(dataset.folder, set(rows), tree=dataset.tree)._replace(whole=False)
    problems = [one for one in check_read(workspace, read, options, tools) if one.path != own]
    if exceptions is not None:
        exceptions.look(read)
    idle = list(exceptions.idle) if exceptions is not None else []
    found = [file.row for file in read.rows.values() if file.row is not None] if whole else []
    return _Part(problems, found, idle)


def _of_dataset(
    workspace: Workspace, read: Read, tools: Tools, rows: Sequence[Row]
) -> Iterator[placing.Placed]:
    found = rules.check_dataset(rows, tools.context, tools.rules)
    named = {problem.row for problem in found if problem.row is not None}
    paths = {read.folder / store.ROWS / f"{row_id}.yaml" for row_id in named}
    shown = read_files(read.folder, paths, tree=read.tree)._replace(definition=read.definition)
    for problem in found:
        if not is_of_faulty_field(problem, shown):
            yield tools.shown(placing.placed(workspace, shown, problem), shown)
