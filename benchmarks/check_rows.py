"""`rowgate check` over 10,000 rows of 2 KB, against a bare loop that reads and parses them.

    python benchmarks/check_rows.py [ROWS]

Both run in processes of their own, one after the other, and the best of three counts: on a busy
machine the slower runs say what else was running. The loop is PyYAML's `CSafeLoader`, which does
none of what `check` does besides: duplicate keys, the canonical form, fifty rules, a scan for
secrets, duplicates among all cases.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

MOST = 1.5
"""Times as long as the bare loop, at most."""

PENDING = 20
"""One row in so many waits for its review."""

LOOP = """
import sys, yaml
from pathlib import Path
for path in Path(sys.argv[1]).glob("datasets/*/rows/*.yaml"):
    yaml.load(path.read_bytes(), yaml.CSafeLoader)
"""


def vocabulary(rng: random.Random, size: int) -> list[str]:
    """Words of letters; a number here and there, as people write them."""
    letters = "aaabcdeeeefghiiijklmnnooopqrrssttuuvwxyz"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 10))) for _ in range(size)]
    return words + [str(number) for number in (2, 14, 30, 60, 2026, 1204)]


_MAKING = random.Random(7)  # noqa: S311 - the same rows every time
WORDS = vocabulary(_MAKING, 5000)
WEIGHTS = [1 / (rank + 3) for rank in range(len(WORDS))]


def text(rng: random.Random, count: int) -> str:
    """A paragraph of that many words, by Zipf's distribution."""
    words = rng.choices(WORDS, WEIGHTS, k=count)
    sentences = [" ".join(words[at : at + 12]).capitalize() + "." for at in range(0, count, 12)]
    return " ".join(sentences)


def row(rng: random.Random, number: int) -> tuple[str, dict[str, object]]:
    """A row as `add`, `annotate` and `approve` leave it: its name and its data."""
    trace, span = f"{rng.getrandbits(128):032x}", f"{rng.getrandbits(64):016x}"
    ending = sha256(f"{trace}/{span}".encode()).hexdigest()[:12]
    answer = text(rng, 60)
    data: dict[str, object] = {
        "format": 1,
        "why": "incorrect-answer",
        "note": text(rng, 12),
        "labels": ["refunds", rng.choice(["policy", "parcels", "tone"])],
        "variables": {
            "question": text(rng, 40),
            "messages": [
                {"role": "user", "content": text(rng, 20)},
                {"role": "assistant", "content": text(rng, 20)},
                {"role": "user", "content": text(rng, 15) + "\n" + text(rng, 10)},
            ],
        },
        "response": answer + " You have 60 days.",
        "response_was": "wrong",
        "expected": "Returns are accepted within 30 days.",
        "evaluators": [
            {"contains-any": ["30 days", "thirty days"]},
            {"not-contains-any": ["60 days"]},
        ],
        "review": {},
        "source": {
            "kind": "span",
            "format": "otlp/genai",
            "project": "support-bot",
            "trace_id": trace,
            "span_id": span,
            "name": "chat gpt-4o-mini",
            "provider": "openai",
            "model": "gpt-4o-mini-2024-07-18",
            "parameters": {"temperature": 0.2},
            "started_at": f"2026-11-20T09:{number % 60:02}:44.{number:09}Z",
            "duration_ms": 812,
            "finish_reason": "stop",
            "usage": {"input_tokens": 73, "output_tokens": 75},
            "added_by": "ada@example.com",
            "added_on": "2026-11-20",
            "tool": "rowgate 0.1.0",
        },
    }
    name = f"refunds-{ending}"
    data["review"] = review(name, data) if number % PENDING else {"status": "pending"}
    return name, data


def review(name: str, data: dict[str, object]) -> dict[str, str]:
    """The approval of what the row holds."""
    from rowgate.rows.identity import digest_of
    from rowgate.rows.rowfile import row_of

    digest = digest_of(row_of(name, {**data, "review": {"status": "pending"}}))
    return {"status": "approved", "by": "ada@example.com", "date": "2026-11-21", "digest": digest}


DATASET = """\
format: 1
project: support-bot
purpose: Refund answers follow the written policy.
scope:
  workflow: refunds
owners:
  - ada@example.com
gate: release
columns:
  question: text
  messages: json
response: text
evaluators:
  - max-words: 200
labels:
  - refunds
  - policy
  - parcels
  - tone
"""


def repository(folder: Path, rows: int) -> int:
    """Writes one dataset of that many rows, and gives its size in bytes."""
    from rowgate.rows.rowfile import write_row

    rng = random.Random(7)  # noqa: S311 - the same rows every time
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "rowgate.yaml").write_text("format: 1\n")
    dataset = folder / "datasets" / "refund-policy"
    (dataset / "rows").mkdir(parents=True)
    (dataset / "dataset.yaml").write_text(DATASET)
    size = 0
    for number in range(rows):
        name, data = row(rng, number)
        size += (dataset / "rows" / f"{name}.yaml").write_text(write_row(data))
    return size


def seconds(command: list[str], folder: Path) -> tuple[float, float]:
    """Wall and processor time of a command."""
    before, times = time.perf_counter(), os.times()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    spent, after = time.perf_counter() - before, os.times()
    used = (after.children_user + after.children_system) - (
        times.children_user + times.children_system
    )
    return spent, used


def main(rows: int = 10_000) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = repository(folder, rows)
        loop = [sys.executable, "-c", LOOP, "."]
        check = [sys.executable, "-m", "rowgate", "check"]
        runs = [(seconds(loop, folder), seconds(check, folder)) for _ in range(3)]
        bare, ours = min(run[0] for run in runs), min(run[1] for run in runs)
    print(f"{rows} rows, {size / 1e6:.1f} MB, {os.cpu_count()} cores; best of three")
    print(f"read and parse (CSafeLoader)  {bare[0]:6.2f} s  ({bare[1]:.2f} s of processor time)")
    print(f"rowgate check                 {ours[0]:6.2f} s  ({ours[1]:.2f} s of processor time)")
    ratio = ours[0] / bare[0]
    print(json.dumps({"ratio": round(ratio, 2), "at_most": MOST}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
