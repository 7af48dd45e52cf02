"""The programs that `benchmarks/gate.py` times, and how each is run over the same rows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

FLOOR = """
import sys
from pathlib import Path
from rowgate.rows.rowfile import read_row
for path in sorted(Path("datasets/cases/rows").glob("*.yaml")):
    assert read_row(path.stem, path.read_bytes().decode()).row
"""
LIBYAML = """
import yaml
from pathlib import Path
for path in sorted(Path("datasets/cases/rows").glob("*.yaml")):
    assert yaml.load(path.read_bytes(), yaml.CSafeLoader)
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


def peers(python: str | None, promptfoo: str | None) -> list[Peer]:
    """rowgate first, then every peer, there or not."""
    found = [
        Peer("floor: libyaml", [sys.executable, "-c", LIBYAML]),
        Peer("floor: as check reads", [sys.executable, "-c", FLOOR]),
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
