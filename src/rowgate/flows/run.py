"""`run`: a candidate over datasets → a run file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from rowgate import __version__
from rowgate.errors import RowgateError, UsageError
from rowgate.flows.candidates import Chosen, candidate_named
from rowgate.flows.cases import Cell, Loaded, cells_of, in_shard, load, versions_of
from rowgate.flows.cleaning import Whole
from rowgate.flows.executing import Watch, execute
from rowgate.flows.redaction import scan_of
from rowgate.flows.tools import judge_of
from rowgate.flows.workspace import Workspace
from rowgate.gate.record import DatasetRun, Header, Key, Line, Run
from rowgate.gate.runfile import end_text, header_text, line_text, read_run
from rowgate.model import Judge
from rowgate.rows import store


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


class StoppedError(RowgateError):
    """Ctrl-C: what was done is kept, and where."""

    def __init__(self, path: str, done: int, total: int) -> None:
        super().__init__(
            f"stopped: {done} of {total} are done and kept",
            fix=f"rowgate run --resume {path}",
            code=130,
        )


def run(
    workspace: Workspace, named: Sequence[str], options: RunOptions, watch: Watch | None = None
) -> Ran:
    """Asks a candidate for an output of every row, judges it, and writes a run file.

    Raises `UsageError` before anything is asked, and `StoppedError` on Ctrl-C; everything that was
    done by then is in the file.
    """
    before = _before(options.resume)
    if before is not None:
        options = options._replace(candidate=options.candidate or before.header.candidate)
        named = named or [_named(one) for one in before.header.datasets]
    chosen = candidate_named(workspace, options.candidate)
    with judging(workspace) as judge:
        loaded = load(workspace, named, judge)
        return run_loaded(workspace, chosen, loaded, judge, options, watch, before)


@contextmanager
def judging(workspace: Workspace) -> Iterator[Judge]:
    """The judge, which may ask a language model where the environment names one."""
    from rowgate.flows.chats import open_chat

    with open_chat(os.environ) as chat:
        yield judge_of(workspace, chat)


def run_loaded(
    workspace: Workspace,
    chosen: Chosen,
    loaded: Sequence[Loaded],
    judge: Judge,
    options: RunOptions,
    watch: Watch | None = None,
    before: Run | None = None,
) -> Ran:
    """The same for datasets and a candidate that are loaded; `before` is what is resumed."""
    everything = list(cells_of(loaded))
    shard = options.shard or _shard_of(before)
    wanted = [one for one in everything if shard is None or in_shard(one, *shard)]
    header = _header(workspace, chosen, loaded, len(everything), shard)
    done = {} if before is None else _kept(before, header, wanted)
    cells = [cell for cell in wanted if cell.key not in done]
    path = options.resume or options.out or _path(workspace, chosen.name, shard)
    versions = {} if before is None else dict.fromkeys(before.versions)
    with _opened(path, again=before is not None) as file:
        if before is None:
            file.write(header_text(header))
        try:
            for line in execute(chosen, cells, judge, Whole(scan_of(workspace)), watch):
                done[line.key] = line
                versions |= {line.version: None} if line.version else {}
                file.write(line_text(line))
                file.flush()
        except KeyboardInterrupt:
            decided = sum(cell.key in done for cell in wanted)
            raise StoppedError(workspace.config.relative(path), decided, len(wanted)) from None
        finally:
            chosen.close()
        file.write(end_text(versions))
    return Ran(
        path, _counted(done), len(cells), _broken(loaded), getattr(chosen.candidate, "unused", 0)
    )


def _before(path: Path | None) -> Run | None:
    if path is None:
        return None
    return read_run(store.read_file(path), str(path))


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


def _path(workspace: Workspace, candidate: str, shard: tuple[int, int] | None) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    part = f"-{shard[0]}of{shard[1]}" if shard else ""
    folder = workspace.config.runs
    path = folder / f"{candidate}-{stamp}{part}.jsonl"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{candidate}-{stamp}{part}-{number}.jsonl"
    return path


def _shard_of(before: Run | None) -> tuple[int, int] | None:
    if before is None or before.header.shard is None:
        return None
    return parse_shard(before.header.shard)


def parse_shard(text: str) -> tuple[int, int]:
    """`2/8` as `(2, 8)`. Raises `UsageError`."""
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise UsageError(f"{text} is no shard", fix="write PART/PARTS, as --shard 2/8")
    return int(part), int(parts)


@contextmanager
def _opened(path: Path, *, again: bool) -> Iterator[BinaryIO]:
    """The run file, to be written to its end; a line that was cut short goes first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not again:
            with path.open("xb") as file:
                yield file
            return
        content = path.read_bytes()
        with path.open("r+b") as file:
            file.truncate(content.rfind(b"\n") + 1)
            file.seek(0, os.SEEK_END)
            yield file
    except FileExistsError:
        raise UsageError(f"{path} exists already", fix="go on with it by --resume") from None
    except OSError as error:
        raise RowgateError(f"{path}: cannot be written ({store.reason(error)})") from None


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
