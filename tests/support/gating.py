"""A repository with a release dataset of many rows and candidates, for run and gate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rowgate import yamltext
from rowgate.rows.rowfile import write_row
from tests.support.scratch import Scratch

QUESTION = "May I return this after {days} days?"


def row_data(number: int, **overrides: Any) -> dict[str, Any]:
    """The plain data of a row that wants its own number in the answer; None removes a field."""
    data: dict[str, Any] = {
        "format": 1,
        "why": "edge-case",
        "note": f"Row {number}.",
        "labels": ["refunds"],
        "variables": {"question": QUESTION.format(days=number)},
        "evaluators": [{"contains": f"answer {number}"}],
        "review": {"status": "pending"},
        "source": {"kind": "manual"},
    }
    return {key: value for key, value in (data | overrides).items() if value is not None}


class Gating:
    """The repository and what stands in it."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        scratch.ok("init")
        self.dataset()

    def dataset(self, name: str = "refunds", **overrides: Any) -> None:
        """A dataset.yaml with these fields."""
        data = {
            "format": 1, "purpose": "Refunds.", "scope": {"workflow": "refunds"},
            "owners": ["ada@example.com"], "gate": "release", "columns": {"question": "text"},
        }  # fmt: skip
        self.scratch.write(f"datasets/{name}/dataset.yaml", yamltext.write(data | overrides))

    def row(self, number: int, *, dataset: str = "refunds", **overrides: Any) -> str:
        """Writes a row and gives its id."""
        row_id = f"row-{number:012x}"
        text = write_row(row_data(number, **overrides))
        self.scratch.write(f"datasets/{dataset}/rows/{row_id}.yaml", text)
        return row_id

    def rows(self, count: int) -> list[str]:
        """Rows 1 to `count`."""
        return [self.row(number) for number in range(1, count + 1)]

    def config(self, candidates: Mapping[str, Any], **more: Any) -> None:
        """rowgate.yaml with these candidates."""
        data = {"format": 1, "candidates": dict(candidates), **more}
        self.scratch.write("rowgate.yaml", yamltext.write(data))

    def recorded(
        self, answers: Mapping[str, Any], name: str = "outputs.jsonl", **more: Any
    ) -> None:
        """A candidate `next` whose outputs stand in a file: row id → answer."""
        lines = [
            json.dumps({"row": row, "output": answer}, ensure_ascii=False)
            for row, answer in answers.items()
        ]
        self.scratch.write(name, "\n".join(lines) + "\n")
        self.config({"next": {"outputs": name}}, **more)

    def run_file(self) -> str:
        """The path of the one run file."""
        (path,) = (self.scratch.path / "runs").glob("*.jsonl")
        return str(path.relative_to(self.scratch.path))

    def lines(self, path: str | None = None) -> list[dict[str, Any]]:
        """The lines of a run file: the header, the rows, the end."""
        text = self.scratch.read(path or self.run_file())
        return [json.loads(line) for line in text.splitlines()]


def answer(row: int) -> str:
    """What passes row `row`."""
    return f"The answer {row} is right."
