"""`check`: files → problems, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rowgate.checks import run as rules
from rowgate.checks.context import Context
from rowgate.checks.rule import Rule
from rowgate.config import load_config
from rowgate.flows import placing
from rowgate.flows.asked import asked
from rowgate.flows.context import context_of
from rowgate.flows.reading import ON_DISK, Read, by_dataset, read_files, rows_wanted
from rowgate.flows.redaction import scan_of
from rowgate.flows.ruling import rules_for
from rowgate.flows.workspace import Workspace
from rowgate.model import Problem, Scan
from rowgate.rows import store

if TYPE_CHECKING:
    from rowgate.flows.named import Tree
    from rowgate.flows.stale import Exceptions

MANY = 500
"""Rows of a dataset from which on several processes pay."""


class Options(NamedTuple):
    """What the caller of `check` asks for."""

    require_approval: bool = False
    thorough: bool = False
    local_plugins: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    excerpts: bool = False
    """Whether problems bring the text of their line, where it may be shown."""


class Report(NamedTuple):
    """What a call of `check` found and how much it looked at."""

    problems: Sequence[placing.Placed]
    files: Sequence[str]
    """The row files that were looked at, as users type them."""
    titles: Mapping[str, str]
    """The title of every rule, by its code."""
    passed_over: int = 0
    """Rows of the same datasets that git does not track or is told to ignore."""

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(self.files)

    @property
    def errors(self) -> int:
        """How many problems stand in the way."""
        return sum(placed.problem.severity == "error" for placed in self.problems)


def check(paths: Sequence[Path], options: Options = Options()) -> Report:  # noqa: B008
    """The problems of the given files, or with none of everything git would commit.

    Which files these are, `asked` says. Those that no `rowgate.yaml` governs, or that lie outside
    its datasets, are passed over: pre-commit hands over whatever a commit touches.
    """
    found = asked(paths)
    problems: list[placing.Placed] = []
    seen: list[str] = []
    titles: dict[str, str] = {}
    for config_path, files in found.files.items():
        workspace = Workspace(load_config(config_path.parent), local_plugins=options.local_plugins)
        if not paths or config_path in files:
            check_candidates(workspace)
        placed, rows = check_part(workspace, files, options, found.tree, everything=not paths)
        problems += placed
        seen += rows
        titles |= titles_of(workspace)
    return Report(sorted(problems, key=placing.order), seen, titles, found.passed_over)


def check_part(
    workspace: Workspace, files: Iterable[Path], options: Options, tree: Tree, *, everything: bool
) -> tuple[list[placing.Placed], list[str]]:
    """The problems of what one `rowgate.yaml` governs, and the rows that were looked at.

    Only where that is everything can be told what `rowgate.yaml` needs no more.
    """
    exceptions = None
    if everything and workspace.config.redaction.get("kept"):
        from rowgate.flows.stale import Exceptions

        exceptions = Exceptions(workspace, thorough=options.thorough)
    problems: list[placing.Placed] = []
    seen: list[str] = []
    for folder, wanted in by_dataset(workspace, files).items():
        rows = rows_wanted(folder, wanted, tree)
        problems += check_folder(workspace, folder, wanted, rows, options, tree, exceptions)
        seen += map(workspace.config.relative, rows)
    if exceptions is not None and seen:
        problems += exceptions.stale(_rules(workspace), options)
    return problems, seen


def check_candidates(workspace: Workspace) -> None:
    """Raises `UsageError` where `rowgate.yaml` describes a candidate wrongly."""
    if not workspace.config.candidates:
        return
    from rowgate.flows.candidates import candidate_kinds, refuse_faulty

    refuse_faulty(workspace, candidate_kinds(workspace.registry))


def titles_of(workspace: Workspace) -> dict[str, str]:
    """The title of every rule, by its code."""
    return {code: rule.title for code, rule in _rules(workspace).items()}


def check_folder(
    workspace: Workspace, folder: Path, wanted: set[Path], rows: list[Path], options: Options,
    tree: Tree = ON_DISK, exceptions: Exceptions | None = None,
) -> list[placing.Placed]:  # fmt: skip
    """The problems of one dataset: of what is `wanted`, whose row files are `rows`.

    What the rows need of the repository's `exceptions` is crossed out there.
    """
    if len(rows) < MANY:
        return _at_once(workspace, read_files(folder, wanted, tree=tree), options, exceptions)
    from rowgate.flows.parts import cores, uncollected

    parts = cores()
    with uncollected():
        if parts == 1 or tree.size(folder / store.DATASET_FILE) is None:
            return _at_once(workspace, read_files(folder, wanted, tree=tree), options, exceptions)
        from rowgate.flows.many import check_many

        return check_many(workspace, folder, wanted, rows, options, parts, tree, exceptions)


def _at_once(
    workspace: Workspace, read: Read, options: Options, exceptions: Exceptions | None
) -> list[placing.Placed]:
    if exceptions is not None:
        exceptions.look(read)
    return list(check_read(workspace, read, options))


class Tools(NamedTuple):
    """What one dataset is checked with."""

    scan: Scan
    context: Context
    rules: Sequence[Rule]
    excerpts: bool

    def shown(self, found: placing.Placed, read: Read) -> placing.Placed:
        """The problem with the text of its line, where that was asked for."""
        if not self.excerpts:
            return found
        from rowgate.flows.excerpts import Excerpts

        return Excerpts(read, self.scan, self.context.scan_data).with_source(found)


def tools_of(workspace: Workspace, read: Read, options: Options) -> Tools:
    """Scan, context and rules of a dataset."""
    scan = scan_of(workspace, gate=True, fast=not options.thorough)
    context = context_of(workspace, read, options, scan)
    held = rules_for(workspace, context.dataset, _rules(workspace), options)
    return Tools(scan, context, held, options.excerpts)


def check_read(
    workspace: Workspace, read: Read, options: Options, tools: Tools | None = None
) -> Iterator[placing.Placed]:
    """The problems of what was read of one dataset, wherever its texts come from.

    `tools` are those of the dataset, where they are made already.
    """
    tools = tools or tools_of(workspace, read, options)
    found = chain(_of_files(workspace, read, tools), _of_rows(workspace, read, tools))
    if not options.excerpts:
        return found
    from rowgate.flows.excerpts import Excerpts

    return map(Excerpts(read, tools.scan, tools.context.scan_data).with_source, found)


def _rules(workspace: Workspace) -> dict[str, Rule]:
    return rules.table(found.object for found in workspace.registry.objects("rules"))


def _of_files(workspace: Workspace, read: Read, tools: Tools) -> Iterator[placing.Placed]:
    by_code = {rule.code: rule for rule in tools.rules}
    context = tools.context
    for found in placing.file_problems(workspace, read, tools.scan):
        rule = by_code.get(found.problem.code)
        if rule is None:
            continue
        severity = rules.severity_of(rule, gate=context.dataset.gate, overrides=context.overrides)
        if severity:
            yield found._replace(problem=found.problem._replace(severity=severity))


def _of_rows(workspace: Workspace, read: Read, tools: Tools) -> Iterator[placing.Placed]:
    rows = [file.row for file in read.rows.values() if file.row is not None]
    for problem in rules.check_rows(rows, tools.context, tools.rules, whole=read.whole):
        if not is_of_faulty_field(problem, read):
            yield placing.placed(workspace, read, problem)


def is_of_faulty_field(problem: Problem, read: Read) -> bool:
    """Whether the file's own fault says already what a rule says of a field it left out."""
    faults = read.definition.faults if problem.row is None else read.rows[problem.row].faults
    return bool(problem.at) and any(fault.at[:1] == problem.at[:1] for fault in faults)
