"""A real git repository in a temporary folder, and rowgate run in it as a user runs it."""

from __future__ import annotations

import io
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
        # The rules of the known secrets compile once for all tests, not once a test.
        "XDG_CACHE_HOME": str(PROJECT / ".cache"),
        "COLUMNS": "100",
    }


class _Stream(io.TextIOWrapper):
    """Standard output that can be read afterwards."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


class Scratch:
    """A folder with a git repository of Ada's."""

    def __init__(self, folder: Path, *, git: bool = True) -> None:
        self.path = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.env = environment(folder.parent)
        if git:
            self.git("init", "-q", "-b", "main")
            with (folder / ".git" / "config").open("a") as config:
                config.write("[user]\n\temail = ada@example.com\n\tname = Ada\n")

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

    def process(self, *arguments: str | Path, stdin: str | bytes | None = None) -> Ran:
        """Runs rowgate here, in a process of its own."""
        return self.run(sys.executable, "-m", "rowgate", *arguments, stdin=stdin)

    def rowgate(self, *arguments: str | Path, stdin: str | bytes | None = None) -> Ran:
        """Runs rowgate's command line here, in this process: the same code, ten times faster."""
        from rowgate.cli import run

        data = stdin.encode() if isinstance(stdin, str) else stdin or b""
        out, err = _Stream(), _Stream()
        before = Path.cwd(), dict(os.environ)
        os.chdir(self.path)
        os.environ.update(self.env)
        standard = sys.stdin, sys.stdout, sys.stderr
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(data)), out, err
        try:
            code = run([str(part) for part in arguments])
        finally:
            sys.stdin, sys.stdout, sys.stderr = standard
            os.chdir(before[0])
            os.environ.clear()
            os.environ.update(before[1])
        return Ran(code, out.text(), err.text())

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
        """Every file outside `.git` with its bytes: what a refused command must leave alone.
        Python's own caches beside plugins are no work of rowgate's."""
        return {
            str(path.relative_to(self.path)): path.read_bytes()
            for path in sorted(self.path.rglob("*"))
            if path.is_file()
            and not {".git", "__pycache__"} & set(path.relative_to(self.path).parts)
        }

    def rows(self, dataset: str) -> list[str]:
        """The names of a dataset's row files."""
        return sorted(path.name for path in (self.path / "datasets" / dataset / "rows").glob("*"))

    def row(self, dataset: str = "refund-policy") -> str:
        """The name of the one row file of a dataset, below the repository."""
        (name,) = self.rows(dataset)
        return f"datasets/{dataset}/rows/{name}"

    def edit(self, name: str, old: str, new: str) -> None:
        """Replaces a text that stands in a file exactly once."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))
