"""Repositories whose commit hook runs, and row texts for them without running `add` each time."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml

from rowgate.rows.identity import row_id, span_ending
from rowgate.rows.rowfile import write_row
from tests.support.rows import ROW, TRACE
from tests.support.scratch import PROJECT, Ran, Scratch

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
response: text
"""


def row_path(number: int, dataset: str = "refund-policy", slug: str = "refunds") -> str:
    """Where the row of the numbered span lies."""
    name = row_id(slug, span_ending(TRACE, f"{number:016x}"))
    return f"datasets/{dataset}/rows/{name}.yaml"


def row_text(number: int, *, good: bool = True, note: str = "It promised too much.") -> str:
    """A canonical row of the numbered span; one that is not good has no pass criteria."""
    question = f"How long do I have to return article {number}?"
    source = {**ROW["source"], "span_id": f"{number:016x}"}
    data = {
        "format": 1,
        **ROW,
        "note": note,
        "variables": {"question": question},
        "review": {"status": "pending"},
        "source": source,
    }
    if not good:
        data = {key: value for key, value in data.items() if key not in ("expected", "evaluators")}
    return write_row(data)


def put(
    there: Scratch, number: int, *, good: bool = True, note: str = "It promised too much."
) -> str:
    """Writes the numbered row and gives its path."""
    there.write(row_path(number), row_text(number, good=good, note=note))
    return row_path(number)


def stage(
    there: Scratch, number: int, *, good: bool = True, note: str = "It promised too much."
) -> str:
    """Writes and stages the numbered row and gives its path."""
    path = put(there, number, good=good, note=note)
    there.git("add", path)
    return path


def commit_unseen(there: Scratch, *arguments: str) -> None:
    """Commits what is staged past every hook."""
    there.git("commit", "-q", "--no-verify", "-m", "past the hook", *arguments)


def template(folder: Path, tool: str, *init: str) -> Scratch:
    """A repository as `rowgate init` sets it up, with two good rows, its hooks installed."""
    there = Scratch(folder, git=False)
    there.git("init", "-q", "-b", "main", *init)
    there.git("config", "user.email", "ada@example.com")
    there.git("config", "user.name", "Ada")
    there.ok("init")
    # So that what rowgate says is seen where it lets a commit through, too.
    there.edit(
        ".pre-commit-config.yaml", "language: system", "language: system\n        verbose: true"
    )
    there.write("datasets/refund-policy/dataset.yaml", DATASET)
    put(there, 1)
    put(there, 2)
    there.git("add", "-A")
    commit_unseen(there)
    ran = there.run(tool, "install")
    assert ran.code == 0, ran.all
    return there


def as_it_stands(hook_id: str) -> dict[str, object]:
    """The hook of the manifest, run from this environment."""
    manifest = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = [hook for hook in manifest if hook["id"] == hook_id]
    return {**hook, "language": "system", "verbose": True}


def copy(of: Scratch, folder: Path) -> Scratch:
    """A copy of a repository, hooks and all."""
    shutil.copytree(of.path, folder, symlinks=True)
    return Scratch(folder, git=False)


def expect(
    ran: Ran, *, refused: str | None, looked_at: int | None, said: Sequence[str] = ()
) -> None:
    """That the rule refused it, or nothing did, and how many rows the hook says it looked at."""
    assert (ran.code != 0) == (refused is not None), ran.all
    for text in (refused or "", *said):
        assert text in ran.all
    if looked_at is None:
        assert "checked:" not in ran.all
    else:
        rows = "1 row" if looked_at == 1 else f"{looked_at} rows"
        assert f"{rows} checked:" in ran.all
