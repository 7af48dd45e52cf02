"""`run`: a candidate over datasets → a run file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from rowgate import __version__
from rowgate.errors import RowgateError
from rowgate.flows.apart import EndedError, Redacting, redacting
from rowgate.flows.candidates import Chosen, candidate_named
from rowgate.flows.cases import Cell, Loaded, cells_of, in_shard, load, versions_of
from rowgate.flows.cleaning import Whole, raw
from rowgate.flows.executing import Judged, Watch, executing
from rowgate.flows.redaction import scan_of
from rowgate.flows.run_files import new_path, opened, read_file, shard_of
from rowgate.flows.tools import Judges, judges_of
from rowgate.flows.workspace import Workspace
from rowgate.gate.record import DatasetRun, Header, Key, Line, Run
from rowgate.gate.runfile import end_text, header_text, line_text


class RunOptions(NamedTuple):
    """What the caller of `run` asks for."""

    candidate: str | None = None
    out: Path | None = None
    shard: tuple[int, int] | None = None
    """`(2, 8)`: the second of eight."""
    resume: Path | None = None


class Ran(NamedTuple):
    """What a run came to."""

    path: Path
    counts: Mapping[str, int]
    """Lines by outcome."""
    asked: int
    """How many of them were asked for now: a resumed run has others already."""
    broken: Sequence[str]
    """Rows that were not run, each with the reason."""
    unused: int = 0
    """Recorded outputs that belong to no row."""
    remarks: Sequence[str] = ()
    """What is odd about how the candidate answered, and decides nothing."""


class StoppedError(RowgateError):
    """Ctrl-C: what was done is kept, and where."""

    def __init__(self, path: str, done: int, total: int) -> None:
        super().__init__(
            f"stopped: {done} of {total} are done and kept",
            fix=f"rowgate run --resume {path}",
            code=130,
        )


class Means(NamedTuple):
    """What a run is made with."""

    workspace: Workspace
    chosen: Chosen
    judges: Judges
    redacted: Redacting
    watch: Watch | None = None


def run(
    workspace: Workspace, named: Sequence[str], options: RunOptions, watch: Watch | None = None
) -> Ran:
    """Asks a candidate for an output of every row, judges it, and writes a run file.

    Raises `UsageError` before anything is asked, and `StoppedError` on Ctrl-C; everything that was
    done by then is in the file.
    """
    before = read_file(options.resume) if options.resume else None
    if before is not None:
        options = options._replace(candidate=options.candidate or before.header.candidate)
        named = named or [_named(one) for one in before.header.datasets]
    chosen = candidate_named(workspace, options.candidate)
    with means(workspace, chosen, watch) as found:
        return run_loaded(found, load(workspace, named, found.judges(0)), options, before)


@contextmanager
def means(workspace: Workspace, chosen: Chosen, watch: Watch | None) -> Iterator[Means]:
    """What a run needs. The redactors start first: they load while the rows are read."""
    with redacting(Whole(scan_of(workspace))) as redacted, judging(workspace) as judges:
        yield Means(workspace, chosen, judges, redacted, watch)


@contextmanager
def judging(workspace: Workspace) -> Iterator[Judges]:
    """The judges, which may ask a language model where the environment names one."""
    from rowgate.flows.chats import open_chat

    with open_chat(os.environ) as chat:
        yield judges_of(workspace, chat)


def run_loaded(
    means: Means, loaded: Sequence[Loaded], options: RunOptions, before: Run | None = None
) -> Ran:
    """The same for datasets that are loaded; `before` is what is resumed."""
    workspace, chosen = means.workspace, means.chosen
    everything = list(cells_of(loaded))
    shard = options.shard or shard_of(before)
    wanted = [one for one in everything if shard is None or in_shard(one, *shard)]
    header = partial(_header, workspace, chosen, loaded, len(everything), shard)
    done = {} if before is None else _kept(before, header(), wanted)
    cells = [cell for cell in wanted if cell.key not in done]
    path = options.resume or options.out or new_path(workspace.config.runs, chosen.name, shard)
    try:
        with opened(path, again=before is not None) as file:
            # What git says of the datasets is found out while the first answers are on their way.
            with executing(chosen, cells, means.judges, means.watch) as judged:
                file.write(b"" if before else header_text(header()))
                versions = _written(judged, means.redacted, file, done)
            file.write(end_text([*(before.versions if before else ()), *versions]))
    except KeyboardInterrupt:
        decided = sum(cell.key in done for cell in wanted)
        raise StoppedError(workspace.config.relative(path), decided, len(wanted)) from None
    except EndedError as error:
        shown = workspace.config.relative(path)
        raise RowgateError(error.message, fix=f"rowgate run --resume {shown}") from None
    finally:
        chosen.close()
    return Ran(
        path,
        _counted(done),
        len(cells),
        _broken(loaded),
        # In a shard, and where a run goes on, others may well be of a row.
        getattr(chosen.candidate, "unused", 0) if len(cells) == len(everything) else 0,
        getattr(chosen.candidate, "remarks", ()),
    )


def _written(
    judged: Iterable[Judged], redacted: Redacting, file: BinaryIO, done: dict[Key, Line]
) -> Iterable[str]:
    """Writes each line as soon as it is redacted; what was judged is written whatever happens.
    Gives the versions of the candidate."""
    versions: dict[str, None] = {}

    def keep(line: Line) -> None:
        done[line.key] = line
        versions.update({line.version: None} if line.version else {})
        file.write(line_text(line))
        file.flush()

    redacted.into(keep)
    try:
        for one in judged:
            redacted.put(raw(one))
    finally:
        redacted.finish()
    return versions


def _kept(before: Run, header: Header, wanted: Sequence[Cell]) -> dict[Key, Line]:
    """The lines of an unfinished run that hold: of the same candidate and content, and decided."""
    if (before.header.candidate, before.header.settings) != (header.candidate, header.settings):
        raise RowgateError(
            f"the run was of candidate {before.header.candidate} as it was set up then",
            fix="start anew: rowgate run --candidate NAME",
        )
    found = {}
    for cell in wanted:
        line = before.lines.get(cell.key)
        same = line is not None and (line.case, line.criteria) == (cell.of.case, cell.of.criteria)
        if line is not None and same and line.outcome != "unknown":
            found[cell.key] = line
    if _contents(before.header) != _contents(header):
        raise RowgateError(
            "the datasets changed since this run began", fix="start anew: rowgate run"
        )
    return found


def _named(dataset: DatasetRun) -> str:
    return f"{dataset.name}@{dataset.ref}" if dataset.ref else dataset.name


def _contents(header: Header) -> list[tuple[str, str]]:
    return [(one.name, one.digest) for one in header.datasets]


def _header(
    workspace: Workspace,
    chosen: Chosen,
    loaded: Sequence[Loaded],
    cases: int,
    shard: tuple[int, int] | None,
) -> Header:
    versions = {"candidate": chosen.version, "judge": os.environ.get("ROWGATE_JUDGE_MODEL")}
    return Header(
        candidate=chosen.name,
        settings=chosen.settings,
        datasets=versions_of(workspace, loaded),
        cases=cases,
        started_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        tool=f"rowgate {__version__}",
        versions={key: value for key, value in versions.items() if value},
        shard=f"{shard[0]}/{shard[1]}" if shard else None,
    )


def _counted(done: Mapping[Key, Line]) -> dict[str, int]:
    counts = {"pass": 0, "fail": 0, "unknown": 0}
    for line in done.values():
        counts[line.outcome] += 1
    return counts


def _broken(loaded: Sequence[Loaded]) -> list[str]:
    return [
        f"{row.dataset}/{row.row.id}: {row.broken}"
        for one in loaded
        for row in one.rows
        if row.broken
    ]
