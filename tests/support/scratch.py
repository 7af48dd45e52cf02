"""A real git repository in a temporary folder, and rowgate run in it as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "tests" / "data"
TRACES = PROJECT / "examples" / "traces"


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Both outputs, for what must not appear in either."""
        return self.out + self.err


def environment(home: Path) -> dict[str, str]:
    """A clean environment: no `GIT_*` of whoever runs the tests, no configuration of theirs."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    binaries = str(Path(sys.executable).parent)
    return kept | {
        "PATH": f"{binaries}{os.pathsep}{kept.get('PATH', '')}",
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }


class Scratch:
    """A folder with a git repository of Ada's."""

    def __init__(self, folder: Path, *, git: bool = True) -> None:
        self.path = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.env = environment(folder.parent)
        if git:
            self.git("init", "-q", "-b", "main")
            self.git("config", "user.email", "ada@example.com")
            self.git("config", "user.name", "Ada")

    def run(self, *command: str | Path, stdin: str | bytes | None = None) -> Ran:
        """Runs any command here."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.path,
            env=self.env,
            input=data,
            stdin=None if data is not None else subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=300,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def rowgate(self, *arguments: str | Path, stdin: str | bytes | None = None) -> Ran:
        """Runs rowgate here, in a process of its own."""
        return self.run(sys.executable, "-m", "rowgate", *arguments, stdin=stdin)

    def ok(self, *arguments: str | Path, stdin: str | bytes | None = None) -> str:
        """Runs rowgate, which must succeed, and gives what it printed."""
        ran = self.rowgate(*arguments, stdin=stdin)
        assert ran.code == 0, ran.all
        return ran.out

    def git(self, *arguments: str | Path) -> str:
        """Runs git, which must succeed, and gives what it printed."""
        ran = self.run("git", *arguments)
        assert ran.code == 0, ran.all
        return ran.out

    def write(self, name: str, text: str) -> Path:
        """Writes a file below the folder."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def read(self, name: str) -> str:
        """The text of a file below the folder."""
        return (self.path / name).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Every file outside `.git` with its bytes: what a refused command must leave alone."""
        return {
            str(path.relative_to(self.path)): path.read_bytes()
            for path in sorted(self.path.rglob("*"))
            if path.is_file() and ".git" not in path.relative_to(self.path).parts
        }

    def rows(self, dataset: str) -> list[str]:
        """The names of a dataset's row files."""
        return sorted(path.name for path in (self.path / "datasets" / dataset / "rows").glob("*"))
