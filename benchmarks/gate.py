"""What the gate costs: load, evaluate and report many rows, beside the peers, in one run.

    python benchmarks/gate.py [--rows 1000 10000] [--peers PYTHON] [--promptfoo PROGRAM]

Every program gets the same rows (a context of 500 characters, recorded outputs, two
deterministic evaluators: a text that must and one that must not be there) in its own form, and
is timed as a whole process: by the clock, and, in brackets, the processor time of the process
and its children. `--peers` is a Python where pydantic-evals, deepeval, inspect_ai and llmci may
be installed; what is not there is said to be not installed. The floors only
parse the rows: by libyaml into plain data, and as `check` reads them. Then a server that
answers in 200 ms is asked for 1,000 outputs, 50 at a time.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.gate_cases import write_cases
from benchmarks.gate_peers import Peer, peers
from rowgate import yamltext
from tests.support.http_app import Asked, Reply, http_app

DELAY, CASES, CONCURRENCY = 0.2, 1000, 50


class Taken(NamedTuple):
    """Seconds of the clock, and of the processor."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} s ({self.processor:.2f} s)"


def timed(peer: Peer, folder: Path, rounds: int, limit: float) -> str:
    """The best of some rounds; what failed is said to have failed, not timed."""
    if peer.command is None:
        return "not installed"
    found = []
    for _ in range(rounds):
        try:
            taken, done = _run(peer.command, folder, limit)
        except subprocess.TimeoutExpired:
            return f"stopped after {limit:g} s, unfinished"
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
            return f"failed: {said[-1][:60] if said else done.returncode}"
        found.append(taken)
    return str(min(found))


def _run(
    command: list[str], folder: Path, limit: float
) -> tuple[Taken, subprocess.CompletedProcess[bytes]]:
    quiet = {
        "PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1",
        "DEEPEVAL_TELEMETRY_OPT_OUT": "1",
        "PROMPTFOO_CONFIG_DIR": str(folder / ".promptfoo"),
    }  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | quiet
    before, started = _processor(), time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, timeout=limit, check=False
    )
    return Taken(time.perf_counter() - started, _processor() - before), done


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def slow_candidate(rounds: int) -> str:
    """1,000 answers of 200 ms, 50 at a time: the ideal is 4 s."""
    with tempfile.TemporaryDirectory() as name, http_app(_answer) as app:
        folder = Path(name)
        write_cases(folder, CASES)
        candidate = {
            "url": app.url, "body": {"question": "${variables.question}"},
            "concurrency": CONCURRENCY,
        }  # fmt: skip
        config = {"format": 1, "candidates": {"next": candidate}}
        (folder / "rowgate.yaml").write_text(yamltext.write(config))
        command = [sys.executable, "-m", "rowgate", "gate", "--format", "json"]
        found = []
        for _ in range(rounds):
            app.asked.clear()
            taken, done = _run(command, folder, 60)
            if done.returncode or len(app.asked) != CASES:
                return f"failed: exit code {done.returncode}, {len(app.asked)} requests"
            found.append((taken, app.asked[-1].at + DELAY - app.asked[0].at))
    taken, asking = min(found)
    ideal = DELAY * CASES / CONCURRENCY
    return (
        f"{CASES} answers in {taken}, {taken.wall / ideal:.2f} times the ideal {ideal:.0f} s; "
        f"from the first request to the last answer {asking:.2f} s, {asking / ideal:.2f} times"
    )


def _answer(asked: Asked) -> Reply:
    number = asked.body["question"].split("order ")[1].split("?")[0]
    return Reply(f"This is the answer {number} to it.".encode(), delay=DELAY)


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--rows", type=int, nargs="*", default=[1000, 10000])
    reading.add_argument("--peers", metavar="PYTHON")
    reading.add_argument("--promptfoo", metavar="PROGRAM")
    reading.add_argument("--rounds", type=int, default=3, help="of rowgate's own")
    reading.add_argument("--limit", type=float, default=300, help="seconds a peer may take")
    given = reading.parse_args()
    found = peers(given.peers, given.promptfoo)
    for count in given.rows:
        with tempfile.TemporaryDirectory() as name:
            write_cases(Path(name), count)
            for peer in found:
                mine = peer.name.startswith(("floor", "rowgate"))
                taken = timed(peer, Path(name), given.rounds if mine else 1, given.limit)
                print(f"{count:6} rows  {peer.name:21} {taken}", flush=True)
    print(f"200 ms an answer   {slow_candidate(given.rounds)}")


if __name__ == "__main__":
    main()
