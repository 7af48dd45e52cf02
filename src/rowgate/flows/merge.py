"""`merge`: the run files of shards → one run file. Refuses gaps and overlaps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.errors import RowgateError, UsageError
from rowgate.flows.run_files import parse_shard, read_file
from rowgate.gate.record import Key, Line, Run
from rowgate.gate.runfile import end_text, header_text, line_text
from rowgate.rows import store


class Merged(NamedTuple):
    """What became of the shards."""

    path: Path
    lines: int


def merge(paths: Sequence[Path], out: Path) -> Merged:
    """Joins shards of one run.

    Raises `UsageError` for files that are no shards, and `RowgateError` where they are of
    different runs, where one is missing or there twice, or where a shard is not finished.
    """
    if out.exists():
        raise UsageError(f"{out} exists already", fix="name another file with --out")
    if twice := [path for path in paths if paths.count(path) > 1]:
        raise RowgateError(f"{twice[0]} is named twice")
    runs = {path: read_file(path) for path in paths}
    _of_one_run(runs)
    _complete(runs)
    lines = _lines(runs)
    (first, *_) = runs.values()
    if len(lines) != first.header.cases:
        missing = first.header.cases - len(lines)
        verb = "is" if missing == 1 else "are"
        # Where each of them ended, any may have lost lines since.
        short = [path for path in paths if not runs[path].ended] or paths
        raise RowgateError(
            f"{missing} of {first.header.cases} outputs {verb} in no shard",
            fix="; ".join(f"rowgate run --resume {path}" for path in short),
        )
    started = min(run.header.started_at for run in runs.values())
    header = first.header._replace(shard=None, started_at=started)
    versions = dict.fromkeys(version for run in runs.values() for version in run.versions)
    body = [line_text(lines[key]) for key in sorted(lines)]
    store.write_all({out: b"".join([header_text(header), *body, end_text(versions)])})
    return Merged(out, len(lines))


def _of_one_run(runs: dict[Path, Run]) -> None:
    (first, *others) = runs
    wanted = _identity(runs[first])
    for path in others:
        if _identity(runs[path]) != wanted:
            raise RowgateError(
                f"{path} is not of the same run as {first}: another candidate, dataset or version",
                fix="run all shards of one commit and one candidate",
            )


def _identity(run: Run) -> tuple[object, ...]:
    header = run.header
    # A commit with and without changes beside the datasets is the same content all the same.
    datasets = [one._replace(commit=None) for one in header.datasets]
    return header.candidate, header.settings, datasets, header.cases, dict(header.versions)


def _complete(runs: dict[Path, Run]) -> None:
    seen: dict[int, Path] = {}
    total = 0
    for path, run in runs.items():
        if run.header.shard is None:
            raise UsageError(
                f"{path} is a whole run, no shard of one", fix="rowgate run --shard 1/2"
            )
        part, parts = parse_shard(run.header.shard)
        if total and parts != total:
            raise RowgateError(f"{path} is one of {parts} shards, the others of {total}")
        if part in seen:
            raise RowgateError(f"{path} and {seen[part]} are both shard {part}/{parts}")
        seen[part], total = path, parts
    missing = [str(part) for part in range(1, total + 1) if part not in seen]
    if missing:
        raise RowgateError(f"shard {', '.join(missing)} of {total} is missing")


def _lines(runs: dict[Path, Run]) -> dict[Key, Line]:
    found: dict[Key, Line] = {}
    for path, run in runs.items():
        for key, line in run.lines.items():
            if key in found:
                raise RowgateError(f"{path} holds {key[0]}/{key[1]}, which another shard holds too")
            found[key] = line
    return found
