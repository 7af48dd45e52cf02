"""The same rows in the form of every program that `benchmarks/gate.py` times."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rowgate import yamltext
from rowgate.rows.rowfile import write_row

CONTEXT = "The customer bought headphones in our shop and wants to return them. " * 7
BANNED = "sixty days"


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


def _lines(path: Path, items: list[Any]) -> None:
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
