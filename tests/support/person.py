"""A person at a terminal: types, presses keys, and reads what a window of 80 columns shows."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pexpect

from tests.support.scratch import Scratch

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
CTRL_C, CTRL_D, UP = "\x03", "\x04", "\x1b[A"


class Person:
    """Runs rowgate in a terminal of its own."""

    def __init__(
        self,
        scratch: Scratch,
        *arguments: str,
        columns: int = 80,
        lines: int = 24,
        **environment: str,
    ) -> None:
        env = {k: v for k, v in scratch.env.items() if k not in ("COLUMNS", "LINES")}
        env |= {"TERM": "xterm", "INPUTRC": "/dev/null", "PAGER": "cat", **environment}
        self.columns = columns
        self.seen = ""
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "rowgate", *arguments],
            cwd=str(scratch.path),
            env=env,
            dimensions=(lines, columns),
            encoding="utf-8",
            timeout=30,
        )

    def sees(self, text: str) -> str:
        """Waits for a text, wherever lines are broken, and gives all that came before it."""
        pattern = r"\s+".join(re.escape(word) for word in text.split())
        self.process.expect(pattern)
        return self._read()

    def presses(self, *keys: str) -> str:
        """Presses keys, each when the row asks for one, and gives what was shown before the last."""
        shown = ""
        for key in keys:
            self.process.expect(r"\n> ")
            shown = _ESCAPES.sub("", self._read())
            self.process.send(key)
        return shown

    def answers(self, key: str) -> None:
        """Answers a question of one key."""
        self.process.expect(r"\[[yYnN]/[yYnN]\] ")
        self._read()
        self.process.send(key)

    def types(self, text: str, *, after: str) -> None:
        """Types a line after a question: `note: `."""
        self.process.expect(rf"\n[^\n]*{re.escape(after)}: ")
        self._read()
        self.process.sendline(text)

    def leaves(self) -> int:
        """Waits for the end, and gives the exit code."""
        self.process.expect(pexpect.EOF)
        self._read()
        self.process.close()
        return int(self.process.exitstatus or 0)

    def _read(self) -> str:
        part = (self.process.before or "") + (
            self.process.after if isinstance(self.process.after, str) else ""
        )
        self.seen += part
        return part

    @property
    def widest(self) -> int:
        """The columns that the widest line took."""
        from rich.cells import cell_len

        return max(cell_len(line) for line in _ESCAPES.sub("", self.seen).split("\n"))


def editor(scratch: Scratch, name: str, *commands: str) -> str:
    """An editor that does one thing a call: shell commands on the file `$1`, the last one again."""
    folder: Path = scratch.path.parent / name
    folder.mkdir()
    for number, command in enumerate(commands, 1):
        (folder / f"{number}.sh").write_text(command + "\n", encoding="utf-8")
    script = folder / "editor.sh"
    script.write_text(
        f"n=$(cat {folder}/turn 2>/dev/null || echo 1)\n"
        f"[ -e {folder}/$((n + 1)).sh ] && echo $((n + 1)) > {folder}/turn\n"
        f'. {folder}/$n.sh "$1"\n',
        encoding="utf-8",
    )
    return f"sh {script}"
