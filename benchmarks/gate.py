"""What the gate costs: load, evaluate and report many rows, beside the peers, in one run.

    python benchmarks/gate.py [--rows 1000 10000] [--peers PYTHON] [--promptfoo PROGRAM]

Every program gets the same rows (a context of 500 characters, recorded outputs, two
deterministic evaluators: a text that must and one that must not be there) in its own form, and
is timed as a whole process. `--peers` is a Python where pydantic-evals, deepeval, inspect_ai
and llmci may be installed; what is not there is said to be not installed. The floor only
parses the rows, as `check` reads them. Then a server that answers in 200 ms is asked for 1,000
outputs, 50 at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rowgate import yamltext
from rowgate.rows.rowfile import write_row
from tests.support.http_app import Asked, Reply, http_app

CONTEXT = "The customer bought headphones in our shop and wants to return them. " * 7
BANNED = "sixty days"
DELAY, CASES, CONCURRENCY = 0.2, 1000, 50

FLOOR = """
import sys
from pathlib import Path
from rowgate.rows.rowfile import read_row
for path in sorted(Path("datasets/cases/rows").glob("*.yaml")):
    assert read_row(path.stem, path.read_bytes().decode()).row
"""
PYDANTIC = """
import json
from dataclasses import dataclass
from pydantic_evals import Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext
@dataclass
class NotContains(Evaluator):
    value: str
    def evaluate(self, ctx: EvaluatorContext) -> bool:
        return self.value not in ctx.output
outputs = json.load(open("outputs.json"))
cases = Dataset[str, str, dict].from_file("pydantic.yaml", custom_evaluator_types=[NotContains])
report = cases.evaluate_sync(lambda number: outputs[number], progress=False)
assert len(report.cases) == len(outputs)
assert report.averages().assertions == 1.0
"""
DEEPEVAL = """
import json
from deepeval.metrics import BaseMetric
from deepeval.test_case import LLMTestCase
class Has(BaseMetric):
    threshold, async_mode = 1, False
    def measure(self, case, *args, **kwargs):
        text = case.actual_output
        self.success = case.expected_output in text and "sixty days" not in text
        self.score, self.reason = int(self.success), ""
        return self.score
    def is_successful(self):
        return self.success
from deepeval import evaluate
from deepeval.evaluate import AsyncConfig, CacheConfig, DisplayConfig
cases = [
    LLMTestCase(input=one["question"], actual_output=one["output"], expected_output=one["wanted"])
    for one in map(json.loads, open("cases.jsonl"))
]
evaluate(cases, [Has()], async_config=AsyncConfig(run_async=False),
         display_config=DisplayConfig(show_indicator=False, print_results=False),
         cache_config=CacheConfig(write_cache=False))
"""
INSPECT = """
import json
from inspect_ai import Task, eval
from inspect_ai.dataset import json_dataset
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Score, accuracy, includes, scorer
from inspect_ai.solver import solver
outputs = json.load(open("outputs.json"))
@solver
def recorded():
    async def solve(state, generate):
        state.output = ModelOutput.from_content("recorded", outputs[state.sample_id])
        return state
    return solve
@scorer(metrics=[accuracy()])
def lacks():
    async def score(state, target):
        return Score(value="I" if "sixty days" in state.output.completion else "C")
    return score
(log,) = eval(Task(json_dataset("inspect.jsonl"), solver=recorded(), scorer=[includes(), lacks()]),
              model="mockllm/model", display="none", log_dir="logs")
assert log.status == "success"
"""


class Peer(NamedTuple):
    """A program, and how it is run in the folder of cases; None where it is not installed."""

    name: str
    command: list[str] | None


def write_cases(folder: Path, count: int) -> None:
    """The same rows in every form."""
    (folder / "datasets/cases/rows").mkdir(parents=True)
    candidate = {"format": 1, "candidates": {"next": {"outputs": "outputs.jsonl"}}}
    (folder / "rowgate.yaml").write_text(yamltext.write(candidate))
    dataset = {"format": 1, "gate": "release", "columns": {"question": "text"}}
    (folder / "datasets/cases/dataset.yaml").write_text(yamltext.write(dataset))
    cases: list[dict[str, str]] = []
    for number in range(count):
        name, wanted = f"case-{number:012x}", f"answer {number} "
        question = f"May I return order {number}? {CONTEXT}"
        output = f"This is the answer {number} to it. {CONTEXT}"
        cases.append({"id": name, "question": question, "wanted": wanted, "output": output})
        row = {
            "format": 1, "why": "edge-case", "labels": ["refunds"],
            "variables": {"question": question},
            "evaluators": [{"contains": wanted}, {"not-contains": BANNED}],
            "review": {"status": "pending"}, "source": {"kind": "manual"},
        }  # fmt: skip
        (folder / f"datasets/cases/rows/{name}.yaml").write_text(write_row(row))
    _lines(folder / "outputs.jsonl", [{"row": one["id"], "output": one["output"]} for one in cases])
    _lines(folder / "cases.jsonl", cases)
    outputs = {one["id"]: one["output"] for one in cases}
    (folder / "outputs.json").write_text(json.dumps(outputs))
    _lines(
        folder / "inspect.jsonl",
        [{"id": one["id"], "input": one["question"], "target": one["wanted"]} for one in cases],
    )
    exact = [
        {"input": one["question"], "expected": one["output"], "output": one["output"]}
        for one in cases
    ]
    _lines(folder / "llmci.jsonl", exact)
    copy = {"command": "cp {input_file} {output_file}"}
    judged: dict[str, Any] = {"name": "cases", "dataset": "llmci.jsonl", "judge": "exact_match"}
    judged["metrics"] = [{"name": "accuracy", "threshold": 1.0, "mode": "absolute"}]
    llmci = {"version": 1, "target": copy, "evals": [judged]}
    (folder / "llmci.yaml").write_text(json.dumps(llmci))
    pydantic = [
        {
            "name": one["id"], "inputs": one["id"], "metadata": {"question": one["question"]},
            "evaluators": [
                {"Contains": {"value": one["wanted"]}}, {"NotContains": {"value": BANNED}},
            ],
        }
        for one in cases
    ]  # fmt: skip
    (folder / "pydantic.yaml").write_text(json.dumps({"name": "cases", "cases": pydantic}))
    promptfoo = [
        {
            "vars": {"row": {"question": one["question"], "output": one["output"]}},
            "assert": [
                {"type": "contains", "value": one["wanted"]},
                {"type": "not-contains", "value": BANNED},
            ],
        }
        for one in cases
    ]
    config = {"prompts": ["{{row.output}}"], "providers": ["echo"], "tests": promptfoo}
    (folder / "promptfoo.json").write_text(json.dumps(config))


def peers(python: str | None, promptfoo: str | None) -> list[Peer]:
    """rowgate first, then every peer, there or not."""
    found = [
        Peer("floor: parse only", [sys.executable, "-c", FLOOR]),
        Peer("rowgate gate", [sys.executable, "-m", "rowgate", "gate"]),
    ]
    program = shutil.which(promptfoo or "promptfoo")
    arguments = ["eval", "-c", "promptfoo.json", "--no-cache", "--no-write", "--no-table"]
    found.append(Peer("promptfoo", [program, *arguments, "--no-progress-bar"] if program else None))
    for name, module, script in (
        ("pydantic-evals", "pydantic_evals", PYDANTIC),
        ("deepeval", "deepeval", DEEPEVAL),
        ("inspect_ai", "inspect_ai", INSPECT),
    ):
        there = python is not None and _imports(python, module)
        found.append(Peer(name, [str(python), "-c", script] if there else None))
    return [*found, _llmci(python)]


def _llmci(python: str | None) -> Peer:
    """It has no recorded outputs: a process a row, which is what a user of it pays."""
    program = Path(python).with_name("llmci") if python else None
    there = program is not None and program.exists()
    return Peer("llmci", [str(program), "run"] if there else None)


def _imports(python: str, module: str) -> bool:
    done = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    return done.returncode == 0


def _lines(path: Path, items: list[Any]) -> None:
    path.write_text("".join(json.dumps(item) + "\n" for item in items))


def timed(peer: Peer, folder: Path, rounds: int) -> str:
    """The best of some rounds as seconds; what failed is said to have failed, not timed."""
    if peer.command is None:
        return "not installed"
    quiet = {
        "PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1",
        "DEEPEVAL_TELEMETRY_OPT_OUT": "1",
        "PROMPTFOO_CONFIG_DIR": str(folder / ".promptfoo"),
    }  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | quiet
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        try:
            done = subprocess.run(
                peer.command,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=900,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "over 900 s"
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            return f"failed: {said[-1][:60] if said else done.returncode}"
        best = min(best, time.perf_counter() - started)
    return f"{best:.2f} s"


def slow_candidate() -> str:
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
        done = subprocess.run(
            [sys.executable, "-m", "rowgate", "gate", "--format", "json"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            return f"failed: exit code {done.returncode}"
        (run,) = (folder / "runs").glob("*")
        seconds = app.asked[-1].at + DELAY - app.asked[0].at
        ideal = DELAY * CASES / CONCURRENCY
        lines = sum(1 for _ in run.open("rb")) - 2
    return (
        f"{lines} answers in {seconds:.2f} s, {seconds / ideal:.2f} times the ideal {ideal:.0f} s"
    )


def _answer(asked: Asked) -> Reply:
    number = asked.body["question"].split("order ")[1].split("?")[0]
    return Reply(f"This is the answer {number} to it.".encode(), delay=DELAY)


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--rows", type=int, nargs="+", default=[1000, 10000])
    reading.add_argument("--peers", metavar="PYTHON")
    reading.add_argument("--promptfoo", metavar="PROGRAM")
    reading.add_argument("--rounds", type=int, default=3)
    given = reading.parse_args()
    found = peers(given.peers, given.promptfoo)
    for count in given.rows:
        with tempfile.TemporaryDirectory() as name:
            write_cases(Path(name), count)
            for peer in found:
                mine = peer.name.startswith(("floor", "rowgate"))
                taken = timed(peer, Path(name), given.rounds if mine else 1)
                print(f"{count:6} rows  {peer.name:18} {taken}", flush=True)
    print(f"200 ms an answer   {slow_candidate()}")


if __name__ == "__main__":
    main()
