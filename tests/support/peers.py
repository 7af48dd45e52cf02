"""The tools whose formats rowgate writes, where they are installed.

They are no dependency of anything here, and some refuse the versions of others: they may live in
an environment of their own, which `ROWGATE_PEERS` names by its python, and promptfoo's program is
the one on the path or that of `ROWGATE_PROMPTFOO`. OpenAI's evals want a python of their own, too
(`ROWGATE_EVALS`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PYTHON = os.environ.get("ROWGATE_PEERS", sys.executable)


def peer(module: str, script: str, *arguments: str | Path, python: str | None = None) -> Any:
    """What a script prints as JSON in the environment that has this module; else skips."""
    python = python or PYTHON
    if not _has(module, python):
        pytest.skip(f"{module} is not installed (ROWGATE_PEERS names a python that has it)")
    done = _ran([python, "-I", "-c", script, *map(str, arguments)])
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def promptfoo(folder: Path, config: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of a promptfoo evaluation in a folder; skips where it is not installed."""
    program = os.environ.get("ROWGATE_PROMPTFOO") or shutil.which("promptfoo")
    if not program:
        pytest.skip("promptfoo is not installed (ROWGATE_PROMPTFOO names its program)")
    (folder / "promptfooconfig.json").write_text(json.dumps(config), encoding="utf-8")
    arguments = ["eval", "-c", "promptfooconfig.json", "--no-cache", "--no-write", "--no-table",
                 "--no-progress-bar", "-o", "results.json"]  # fmt: skip
    quiet = {
        "PROMPTFOO_DISABLE_TELEMETRY": "1", "PROMPTFOO_DISABLE_UPDATE": "1",
        "PROMPTFOO_CONFIG_DIR": str(folder / ".promptfoo"), "ROWGATE_CANARY": "environment-4711",
    }  # fmt: skip
    done = _ran([program, *arguments], folder, quiet)
    assert (folder / "results.json").exists(), done.stderr[-3000:]
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    results: list[dict[str, Any]] = found["results"]["results"]
    return results


@cache
def _has(module: str, python: str) -> bool:
    script = f"import importlib.util as u, sys; sys.exit(u.find_spec({module!r}) is None)"
    return _ran([python, "-I", "-c", script]).returncode == 0


def _ran(
    command: list[str], folder: Path | None = None, more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(
        command, cwd=folder, env=kept | (more or {}), capture_output=True, text=True,
        check=False, timeout=300, stdin=subprocess.DEVNULL,
    )  # fmt: skip
