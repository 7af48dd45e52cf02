"""What rowgate asks of git, beside plumbing git in the same run.

    python benchmarks/history.py [ROWS]

A repository of 10,000 rows is made by `git fast-import`: a base, a branch where 50 rows differ,
and 1,000 commits that change a row each. Every figure is the best of five, in seconds of the clock
and (in brackets) of the processor, of a warm process; what users type is also timed as a command,
start-up and all.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rowgate.flows.diff import diff
from rowgate.flows.log import log
from rowgate.flows.named import dataset_at, tree_at
from rowgate.flows.workspace import open_workspace
from rowgate.rows.rowfile import read_row, write_row
from rowgate.rows.store import WorkingTree

HERE = Path(__file__).resolve()
CHANGED = 50
COMMITS = 1000
DATASET = (
    "format: 1\nproject: p\npurpose: p\ngate: release\ncolumns:\n  question: text\nresponse: text\n"
)


def row_text(number: int, answer: str = "30 days") -> str:
    """A row of about 1 KB."""
    return write_row(
        {
            "format": 1,
            "why": "incorrect-answer",
            "note": f"Number {number}.",
            "labels": ["refunds"],
            "variables": {"question": f"Question {number}? " + "It is about a long matter. " * 20},
            "response": "You have 60 days to return them.",
            "response_was": "wrong",
            "expected": f"Returns are accepted within {answer}.",
            "evaluators": [{"contains-any": [answer, "thirty days"]}],
            "review": {"status": "pending"},
            "source": {"kind": "span", "trace_id": f"{number:032x}", "span_id": f"{number:016x}"},
        }
    )


def stream(rows: int) -> Iterator[bytes]:
    """A fast-import stream: `base`, `change`, and `life` with its many commits."""

    def commit(branch: str, start: str, files: dict[str, str]) -> Iterator[bytes]:
        yield f"commit refs/heads/{branch}\ncommitter A <a@example.com> 1700000000 +0000\n".encode()
        yield b"data 1\nx\n" + (f"from {start}\n".encode() if start else b"")
        for name, text in files.items():
            content = text.encode()
            yield f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n"

    names = [f"datasets/d/rows/r{n}-{n:012x}.yaml" for n in range(rows)]
    whole = {name: row_text(n) for n, name in enumerate(names)}
    yield from commit(
        "base", "", {"rowgate.yaml": "format: 1\n", "datasets/d/dataset.yaml": DATASET, **whole}
    )
    step = rows // CHANGED
    edited = {names[n]: row_text(n, "31 days") for n in range(0, rows, step)}
    yield from commit("change", "refs/heads/base", edited)
    for number in range(COMMITS):
        start = "refs/heads/base" if number == 0 else ""
        yield from commit("life", start, {names[7]: row_text(7, f"{number} days")})


class Spent(NamedTuple):
    """Seconds of the clock, and of the processor, this process and its children."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:7.3f} ({self.processor:6.3f})"


def best(pair: Sequence[Callable[[], Any]], times: int) -> list[Spent]:
    """The shortest times of two, which take turns: what else runs meets both."""
    found = [[_spent(run) for run in pair] for _ in range(times)]
    return [Spent(*map(min, zip(*spent, strict=True))) for spent in zip(*found, strict=True)]


def _spent(run: Callable[[], Any]) -> Spent:
    start, before = time.perf_counter(), _processor()
    run()
    return Spent(time.perf_counter() - start, _processor() - before)


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def git(*arguments: str) -> bytes:
    """Plumbing git in a process of its own."""
    return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout


def stat_and_parsing() -> None:
    """What a script would do: `git diff --stat`, then both sides of what changed, parsed."""
    git("diff", "--stat", "--no-renames", "base", "change")
    names = git("diff", "--name-only", "--no-renames", "base", "change").decode().split()
    asked = "".join(f"{ref}:{name}\n" for ref in ("base", "change") for name in names)
    held = subprocess.run(
        ["git", "cat-file", "--batch"], input=asked.encode(), check=True, capture_output=True
    ).stdout
    while held:
        head, _, rest = held.partition(b"\n")
        size = int(head.split()[2])
        read_row("r", rest[:size].decode())
        held = rest[size + 1 :]


def read_tree(ref: str | None) -> int:
    """The bytes of every row, on disk or at a ref."""
    workspace = open_workspace()
    folder = workspace.config.datasets
    tree = tree_at(workspace, ref) if ref else WorkingTree()
    return sum(len(tree.read(path)) for path in tree.files(folder))


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        git("init", "-q")
        subprocess.run(["git", "fast-import", "--quiet"], input=b"".join(stream(rows)), check=True)
        git("checkout", "-q", "base")
        git("gc", "-q")
        report()
        os.chdir(HERE.parent)


def command(*arguments: str) -> Callable[[], Any]:
    """rowgate as users run it. That `check` finds something does not matter here."""
    line = [sys.executable, "-m", "rowgate", *arguments]
    return lambda: subprocess.run(line, check=False, capture_output=True)


def script() -> None:
    """What `diff` is compared with, as a command: this file, told so by its first argument."""
    subprocess.run([sys.executable, str(HERE), "stat-and-parsing"], check=True)


def report() -> None:
    workspace = open_workspace()
    life = ["log", "--raw", "--no-abbrev", "-z", "life"]
    row = f"r7-{7:012x}"
    file = ["--", f"datasets/d/rows/{row}.yaml"]
    pairs: list[tuple[str, Callable[[], Any], str, Callable[[], Any]]] = [
        ("diff of 50 rows", lambda: diff(workspace, "base", "change"),
         "git diff --stat + parsing 50", stat_and_parsing),
        ("rowgate diff, as a command", command("diff", "base", "change"),
         "git diff --stat + parsing 50", script),
        ("rowgate check --ref", command("check", "--ref", "base"),
         "rowgate check", command("check")),
        ("log of 1,000 commits", lambda: list(log(workspace, f"{row}@life")),
         "git log -p", lambda: git(*life, "-p", *file)),
        ("its first entry", lambda: next(log(workspace, f"{row}@life")),
         "git log -n 1", lambda: git(*life, "-n", "1", *file)),
        ("bytes of all rows at a ref", lambda: read_tree("base"),
         "on disk", lambda: read_tree(None)),
        ("dataset at a ref", lambda: dataset_at(workspace, "d@base"),
         "on disk", lambda: dataset_at(workspace, "d")),
    ]  # fmt: skip
    for name, ours, peer, theirs in pairs:
        a, b = best((ours, theirs), 2 if "dataset" in name or "check" in name else 5)
        ratio = f"x{a.clock / b.clock:.2f} (x{a.processor / b.processor:.2f})"
        print(f"{name:28}{a}   {peer:28}{b}   {ratio}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["stat-and-parsing"]:
        stat_and_parsing()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
