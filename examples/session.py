"""The sessions in Markdown: commands of ```console blocks, played in a scratch repository.

The README is the one source: `make demo` plays it, a test compares what it says with what
happens, and `python examples/session.py --write README.md` brings it up to date.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WRITTEN_ON = "2026-11-22"
"""The day that pages say it is, whenever they are played."""
_RUN = re.compile(r"-20\d{6}T\d{6}Z")
_HEAD = re.compile(r"HEAD \([0-9a-f]{12}\)")
_COMMIT = re.compile(r"\[(main|[\w-]+)( \(root-commit\))? [0-9a-f]{7,}\]")


class Step(NamedTuple):
    """One command of a session and what the page says it prints."""

    command: str
    printed: str


def steps(markdown: str) -> list[Step]:
    """The commands of a page's console blocks, in order; `$ ` begins one, `> ` goes on."""
    found: list[Step] = []
    for block in _BLOCK.findall(markdown):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.split("\n")
            count = 1
            while count < len(lines) and lines[count].startswith("> "):
                count += 1
            command = "\n".join([lines[0], *(line[2:] for line in lines[1:count])])
            found.append(Step(command, "\n".join(lines[count:]).rstrip("\n")))
    return found


def play(
    session: list[Step], folder: Path, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[Step, str]]:
    """Runs each command with bash in `folder`, a repository of Ada's, and gives its output.

    `more` are variables of the environment that the page needs besides.
    """
    environment = {**environment_of(folder), **more}
    for command in ("git init -q -b main", "git config user.name Ada",
                    "git config user.email ada@example.com"):  # fmt: skip
        _run(command, folder, environment)
    for step in session:
        yield step, _run(step.command, folder, environment)


def environment_of(folder: Path) -> dict[str, str]:
    """Nothing of whoever plays it: no git configuration, no colours, rowgate first in the path."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    binaries = str(Path(sys.executable).parent)
    return kept | {
        "PATH": f"{binaries}{os.pathsep}{kept.get('PATH', '')}",
        "TRACES": str(PROJECT / "examples" / "traces"),
        "HOME": str(folder.parent),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }


def settled(printed: str) -> str:
    """Output without what changes from day to day: today's date, and hashes of commits."""
    today = datetime.now(UTC).date().isoformat()
    printed = _RUN.sub("-20261122T120000Z", printed.replace(today, WRITTEN_ON))
    printed = _HEAD.sub("HEAD (123456789abc)", printed)
    return _COMMIT.sub(r"[\1\2 1234567]", printed)


def rewritten(markdown: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """The page with what its commands print today; `more` as in `play`."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "acme"
        folder.mkdir()
        played = [(step, settled(printed)) for step, printed in play(steps(markdown), folder, more)]
    done = ""
    for step, printed in played:
        shown = step.command.replace("\n", "\n> ")
        old = f"$ {shown}\n" + (f"{step.printed}\n" if step.printed else "")
        before, _, markdown = markdown.partition(old)
        done += before + f"$ {shown}\n" + (f"{printed}\n" if printed else "")
    return done + markdown


def _run(command: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode().rstrip("\n").replace(environment["TRACES"], "$TRACES")


if __name__ == "__main__":
    page = Path(sys.argv[-1])
    page.write_text(rewritten(page.read_text(encoding="utf-8")), encoding="utf-8")
