"""What reading trace files costs: rowgate beside what one could use instead, in one run.

    python benchmarks/traces.py [--megabytes 512] [--rounds 3]

Writes a file of genuine OTLP traces with fresh ids (trace_files.py) to a temporary folder and
lets every reader go through it in a process of its own, in turn, `--rounds` times; the best
round counts. The measure of all is `orjson.loads` on every line, nothing else, on one core.

- list: every model span. rowgate prints them whole and normalised (`find --json`), or their
  ids; jq and DuckDB print the ids of what the attributes call a model span; traceval fills its
  database (of the first megabytes, in the form it reads: it knows no OTLP).
- search: one trace id, and a text that is nowhere: rowgate against the same loop.

`jq` is looked for on the path; `duckdb` and `traceval` too, or beside `--peers PYTHON`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.trace_files import write_large

LOOP = "import orjson, sys\nfor line in open(sys.argv[1], 'rb'):\n    orjson.loads(line)"
JQ = """.resourceSpans[].scopeSpans[].spans[] | select(any(.attributes[]?;
  (.key == "gen_ai.operation.name" and .value.stringValue == "chat")
  or (.key == "openinference.span.kind" and .value.stringValue == "LLM")))
  | "\\(.traceId)/\\(.spanId)" """
DUCKDB = """import duckdb, sys
duckdb.execute(f\"\"\"copy (
  with spans as (
    select unnest(scope.spans) as span from (
      select unnest(block.scopeSpans) as scope from (
        select unnest(resourceSpans) as block
        from read_json('{sys.argv[1]}',
          format='newline_delimited', maximum_object_size=100000000))))
  select span.traceId || '/' || span.spanId from spans
  where len(list_filter(span.attributes, lambda a:
    (a.key = 'gen_ai.operation.name' and a.value.stringValue = 'chat')
    or (a.key = 'openinference.span.kind' and a.value.stringValue = 'LLM'))) > 0
) to '/dev/stdout' (format csv, header false)\"\"\")
"""
TRACEVAL_SHARE = 16
"""The part of the file that traceval gets, as it is slow: one 16th."""


class Job(NamedTuple):
    """A reader: what to run, on which file, and what it goes through."""

    name: str
    command: Sequence[str]
    file: Path
    spans: int


class Figure(NamedTuple):
    """What one run took."""

    seconds: float
    processor: float
    """Seconds of processor time, of all its processes."""
    memory: int
    """Bytes, of all its processes at their peak; 0 where it cannot be told."""
    lines: int


def jobs(large: Path, flat: Path, peers: str) -> Iterator[tuple[str, Job]]:
    """What is measured, by the task it does."""
    spans = large.read_bytes().count(b'"spanId"')
    rowgate = [sys.executable, "-m", "rowgate", "find", str(large)]
    yield "list", Job("orjson.loads", [sys.executable, "-c", LOOP, str(large)], large, spans)
    yield "list", Job("rowgate find --json", [*rowgate, "--json"], large, spans)
    yield "list", Job("rowgate find --ids", [*rowgate, "--ids"], large, spans)
    yield (
        "list",
        Job("rowgate find --json, one core", [*one_core(), *rowgate, "--json"], large, spans),
    )
    yield "list", Job("jq", ["jq", "-r", JQ, str(large)], large, spans)
    yield "list", Job("duckdb", [peers, "-c", DUCKDB, str(large)], large, spans)
    command = [str(Path(peers).with_name("traceval")), "ingest", str(flat), "--format", "otel"]
    yield "list", Job("traceval ingest", [*command, "-o", str(flat) + ".db"], flat, lines_in(flat))
    wanted = trace_in_the_middle(large)
    yield "search", Job("rowgate: a trace id", [*rowgate, "--trace", wanted, "--ids"], large, spans)
    show = [sys.executable, "-m", "rowgate", "show", wanted, "--from", str(large)]
    yield "search", Job("rowgate show TRACE", show, large, spans)
    text = [*rowgate, "--text", "Nobody ever said this"]
    yield "search", Job("rowgate: a rare text", text, large, spans)


def one_core() -> list[str]:
    return ["taskset", "-c", "0"] if shutil.which("taskset") else []


def lines_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def trace_in_the_middle(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(path.stat().st_size * 2 // 3)
        found = re.search(rb'"traceId":"(\w+)"', file.read(1 << 20))
    assert found
    return found[1].decode()


def write_flat(large: Path, flat: Path) -> None:
    """The spans of the file's beginning in the one form traceval reads, with its attributes."""
    room = large.stat().st_size // TRACEVAL_SHARE
    with large.open("rb") as source, flat.open("wb") as target:
        for line in source:
            room -= len(line)
            if room < 0:
                return
            for block in orjson.loads(line)["resourceSpans"]:
                for scope in block["scopeSpans"]:
                    target.writelines(orjson.dumps(flattened(s)) + b"\n" for s in scope["spans"])


def flattened(span: dict[str, object]) -> dict[str, object]:
    given = span["attributes"]
    assert isinstance(given, list)
    facts = {one["key"]: next(iter(one["value"].values()), None) for one in given}
    if "gen_ai.input.messages" in facts or "input.value" in facts:
        facts["gen_ai.prompt"] = facts.get("gen_ai.input.messages") or facts.get("input.value")
        facts["gen_ai.completion"] = facts.get("gen_ai.output.messages") or ""
    return {
        "trace_id": span["traceId"],
        "span_id": span["spanId"],
        "parent_span_id": span.get("parentSpanId") or None,
        "name": span["name"],
        "start_time": "2026-11-20T09:12:44Z",
        "end_time": "2026-11-20T09:12:45Z",
        "attributes": facts,
    }


def measure(job: Job) -> Figure | None:
    """Runs it once; None where it is not installed."""
    if shutil.which(job.command[0]) is None:
        return None
    before, started = os.times(), time.perf_counter()
    with subprocess.Popen(job.command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        peak = Peak(process.pid)
        assert process.stdout
        lines = sum(part.count(b"\n") for part in iter(lambda: process.stdout.read1(1 << 20), b""))
        assert process.stderr
        said = process.stderr.read().decode()
    after, took = os.times(), time.perf_counter() - started
    processor = sum(after[2:4]) - sum(before[2:4])
    if "No module named" in said:
        return None
    assert process.returncode == 0, f"{job.name}: {said}"
    return Figure(took, processor, peak.stop(), lines)


class Peak:
    """Watches the memory of a process and its children, pages that they share counted once."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self._most = max(self._most, sum(map(held_by, with_children(self._pid))))

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._most


def with_children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return [pid]
    return [pid, *(inner for child in text.split() for inner in with_children(int(child)))]


def held_by(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--megabytes", type=int, default=512)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--peers", default=sys.executable, help="a Python with duckdb, traceval")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large, flat = Path(folder) / "large.jsonl", Path(folder) / "flat.jsonl"
        write_large(large, given.megabytes << 20)
        write_flat(large, flat)
        report(list(jobs(large, flat, given.peers)), given.rounds)


def report(todo: list[tuple[str, Job]], rounds: int) -> None:
    best: dict[str, Figure] = {}
    for _ in range(rounds):
        for _, job in todo:
            figure = measure(job)
            if figure and (job.name not in best or figure.seconds < best[job.name].seconds):
                best[job.name] = figure
    size = todo[0][1].file.stat().st_size
    loop = rate(todo[0][1], best["orjson.loads"])
    print(f"{size / 1e6:.0f} MB, {todo[0][1].spans} spans, {os.cpu_count()} cores, {rounds} rounds")
    heads = ("seconds", "cpu s", "MB/s", "spans/s", "memory", "of loop", "lines")
    print(f"{'':32}" + "".join(f"{head:>10}" for head in heads))
    for _, job in todo:
        if job.name not in best:
            print(f"{job.name:32}  not installed")
            continue
        figure = best[job.name]
        cells = (
            f"{figure.seconds:.2f}",
            f"{figure.processor:.2f}",
            f"{rate(job, figure) / 1e6:.0f}",
            f"{job.spans / figure.seconds:.0f}",
            f"{figure.memory / 1e6:.0f} MB",
            f"{rate(job, figure) / loop:.2f}",
            f"{figure.lines}",
        )
        print(f"{job.name:32}" + "".join(f"{cell:>10}" for cell in cells))


def rate(job: Job, figure: Figure) -> float:
    """Bytes per second."""
    return job.file.stat().st_size / figure.seconds


if __name__ == "__main__":
    main()
