"""`gate`: rows and a run → approved, rejected or inconclusive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import UsageError
from rowgate.flows.absent import absent
from rowgate.flows.baseline import baseline_of
from rowgate.flows.candidates import Chosen, candidate_named, settings_now
from rowgate.flows.cases import GateRow, Loaded, cells_of, load
from rowgate.flows.cleaning import Brief
from rowgate.flows.current import current
from rowgate.flows.discreet import Discreet
from rowgate.flows.executing import Watch, executing
from rowgate.flows.misplaced import misplaced, rowless
from rowgate.flows.part import others_said
from rowgate.flows.run import Means, RunOptions, judging, means, run_loaded
from rowgate.flows.run_files import read_file
from rowgate.flows.tools import Judges, LaterScan
from rowgate.flows.workspace import Workspace
from rowgate.gate.compare import Comparison, compare
from rowgate.gate.record import Header, Key, Line
from rowgate.gate.verdict import Decision, Subject, asked, decide
from rowgate.rows import store


class GateOptions(NamedTuple):
    """What the caller of `gate` asks for: a run that is there, or a candidate to be run."""

    run: Path | None = None
    candidate: str | None = None
    fixes: Sequence[str] = ()
    baseline: str | None = None
    """A run file, or a version whose run it is."""
    out: Path | None = None


class Gated(NamedTuple):
    """What the gate says, and of what."""

    candidate: str
    decision: Decision
    comparison: Comparison | None
    run: str | None
    """The run file, as users type it; None where the outputs were recorded elsewhere."""


class _Met(NamedTuple):
    """What is known of the outputs."""

    candidate: str
    lines: Mapping[Key, Line]
    versions: Sequence[str]
    path: Path | None
    remarks: Sequence[str] = ()
    doubts: Sequence[str] = ()
    """Why they may be another candidate's than is asked about."""


def gate(
    workspace: Workspace, named: Sequence[str], options: GateOptions, watch: Watch | None = None
) -> Gated:
    """The decision on a run, or on a candidate that is run for it.

    Raises `UsageError` for what names nothing: a dataset, a candidate, a file, a `--fixes`.
    """
    with _bench(workspace, options, watch) as bench:
        loaded = load(workspace, named, bench.judges(0))
        rows = [row for one in loaded for row in one.rows]
        baseline = None
        if options.baseline:
            cells = list(cells_of(loaded))
            baseline = baseline_of(
                workspace, options.baseline, bench.candidate, cells, bench.judges
            )
        fixes = _fixed_rows(workspace, rows, options.fixes)
        met = bench.meet(loaded)
        subjects = list(_subjects(workspace, loaded, met.lines, bench.judges, fixes))
        decision = decide(
            subjects,
            today=time.strftime("%Y-%m-%d", time.gmtime()),
            thresholds=workspace.config.thresholds,
            doubts=[
                *_doubts(met),
                *absent(workspace, named, loaded),
                *misplaced(workspace, named, loaded),
            ],
        )
        unseen = [] if named else [*rowless(loaded), *others_said(workspace)]
        notes = [*decision.notes, *met.remarks, *unseen]
        decision = decision._replace(notes=notes)
        comparison = None
        if baseline is not None:
            old = list(_subjects(workspace, loaded, baseline.lines, bench.judges, fixes))
            comparison = compare(decision, old, baseline.lines)._replace(of=baseline.of)
    path = workspace.config.relative(met.path) if met.path else None
    return Gated(met.candidate, decision, comparison, path)


class _Bench(NamedTuple):
    """Who judges, and how the outputs of loaded rows are met."""

    candidate: str
    judges: Judges
    meet: Callable[[Sequence[Loaded]], _Met]


@contextmanager
def _bench(workspace: Workspace, options: GateOptions, watch: Watch | None) -> Iterator[_Bench]:
    if options.run is not None:
        found, path = read_file(options.run), options.run
        name, doubts = found.header.candidate, _outdated(workspace, found.header)
        met = _Met(name, found.lines, found.versions, path, doubts=doubts)
        with judging(workspace) as judges:
            yield _Bench(met.candidate, judges, lambda _: met)
        return
    chosen = candidate_named(workspace, options.candidate)
    if chosen.is_recorded and options.out is None:
        # The outputs are in a file already; a second copy of them helps nobody.
        with judging(workspace) as judges:
            yield _Bench(chosen.name, judges, partial(_looked_up, workspace, chosen, judges, watch))
        return
    with means(workspace, chosen, watch) as its:
        yield _Bench(chosen.name, its.judges, partial(_run_now, its, options.out))


def _looked_up(
    workspace: Workspace,
    chosen: Chosen,
    judges: Judges,
    watch: Watch | None,
    loaded: Sequence[Loaded],
) -> _Met:
    brief = Brief(LaterScan(workspace))
    with executing(chosen, list(cells_of(loaded)), judges, watch) as judged:
        lines = {one.key: one for one in map(brief, judged)}
    versions = dict.fromkeys(one.version for one in lines.values() if one.version)
    return _Met(chosen.name, lines, list(versions), None)


def _run_now(its: Means, out: Path | None, loaded: Sequence[Loaded]) -> _Met:
    ran = run_loaded(its, loaded, RunOptions(its.chosen.name, out))
    found = read_file(ran.path)
    return _Met(its.chosen.name, found.lines, found.versions, ran.path, ran.remarks)


def _doubts(met: _Met) -> list[str]:
    if len(met.versions) > 1:
        listed = ", ".join(met.versions[:4])
        return [*met.doubts, f"the candidate changed while it ran: its versions were {listed}"]
    return list(met.doubts)


def _outdated(workspace: Workspace, header: Header) -> list[str]:
    """Whether a run is of the candidate as it was set up before: an edited prompt is another."""
    now = settings_now(workspace, header.candidate)
    if now is None or now == header.settings:
        return []
    return [f"settings or prompts of candidate {header.candidate} changed since this run"]


def _subjects(
    workspace: Workspace,
    loaded: Sequence[Loaded],
    lines: Mapping[Key, Line],
    judges: Judges,
    fixes: set[tuple[str, str]],
) -> Iterator[Subject]:
    """Every row with its lines, as today's criteria judge them."""
    today = current(list(cells_of(loaded)), lines, judges)
    discreet = Discreet(workspace)
    for one in loaded:
        shown = workspace.config.relative(one.folder / store.ROWS)
        release = one.dataset.gate == "release"
        for row in one.rows:
            name = (row.dataset, row.row.id)
            keys = [] if row.broken else [(*name, at) for at in range(asked(row.row)[0])]
            found = [today[key] for key in keys if key in today]
            path = f"{shown}/{row.path.name}" + (f"@{one.ref}" if one.ref else "")
            told = row.row._replace(note=discreet.note(row.row.note))
            yield Subject(row.dataset, path, told, release, found, row.broken, name in fixes)


def _fixed_rows(
    workspace: Workspace, rows: Sequence[GateRow], named: Sequence[str]
) -> set[tuple[str, str]]:
    """The rows that `--fixes` names. Raises `UsageError` where one names none of the rows."""
    found: set[tuple[str, str]] = set()
    for name in named:
        kind, colon, wanted = name.partition(":")
        if colon and kind in ("behavior", "incident"):
            hit = {
                (one.dataset, one.row.id) for one in rows if _links(one.row.links.get(kind), wanted)
            }
        else:
            place = workspace.row(name)
            hit = {(place.dataset, place.path.stem)} & {(one.dataset, one.row.id) for one in rows}
        if not hit:
            raise UsageError(
                f"--fixes {name} names no row of what is gated",
                fix="name a row, behavior:NAME or incident:ID, or the dataset it is in",
            )
        found |= hit
    return found


def _links(link: object, wanted: str) -> bool:
    """Whether a link is the one that is named; a ticket may be named by the end of its URL."""
    links = link if isinstance(link, list) else [link]
    return any(
        isinstance(one, str) and (one == wanted or one.endswith(f"/{wanted}")) for one in links
    )
