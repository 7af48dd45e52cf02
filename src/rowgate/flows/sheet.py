"""A text in the user's editor: git's own, in git's own folder.

Nothing commits that folder: the text may hold what redaction has yet to refuse.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

from rowgate.errors import RowgateError
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.history.repository import open_repository

MARK = "# rowgate: "
Say = Callable[[str], None]


class Sheet:
    """The file that the editor opens."""

    def __init__(
        self,
        workspace: Workspace,
        place: RowPlace,
        suffix: str = ".yaml",
        taking_up: str = "--edit takes it up again",
    ) -> None:
        repository = open_repository(workspace.config.root)
        name = f"{place.dataset}.{place.path.stem}{suffix}"
        self.path = repository.private("rowgate") / name
        self.editor = repository.editor()
        taking_up = taking_up.format(path=shlex.quote(_short(self.path)))
        self.taking_up = f"rowgate annotate {place.path.stem} {taking_up}"

    def taken_up(self, row: Path, say: Say) -> str | None:
        """The text of an edit that was left unfinished, unless the row has changed since."""
        if not self.path.is_file():
            return None
        if self.path.stat().st_mtime_ns < row.stat().st_mtime_ns:
            older = self.path.with_suffix(".old.yaml")
            self.path.replace(older)
            say(f"the row changed after an edit that was left unfinished; that edit is in {older}")
            return None
        say("taking up the edit that was left unfinished")
        return self.path.read_bytes().decode(errors="replace")

    def write(self, text: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.path, "w", encoding="utf-8", newline="", opener=_private) as file:
            file.write(text)

    def edited(self, text: str, start: str) -> str:
        """What the user made of the text. Raises `RowgateError` where the editor gave up."""
        self.write(text)
        # As git starts it: the editor's own words are split by the shell, the path is not.
        command = ["sh", "-c", f'{self.editor} "$@"', self.editor, str(self.path)]
        code = subprocess.run(command, check=False).returncode
        if not self.path.is_file():
            raise RowgateError("the editor left no file: nothing was changed")
        try:
            found = unmarked(self.path.read_bytes().decode())
        except (OSError, UnicodeDecodeError):
            raise self.unchanged("what the editor left is no UTF-8 text") from None
        if code:
            if found == start:
                self.done()
                raise RowgateError(f"the editor ended with {code}: nothing was changed")
            raise self.unchanged(f"the editor ended with {code}")
        if not found.strip():
            self.done()
            raise RowgateError("the file was emptied: nothing was changed")
        return found

    def done(self) -> None:
        self.path.unlink(missing_ok=True)

    def holds_other_than(self, text: str) -> bool:
        """Whether it is there, and says anything else."""
        return self.path.is_file() and self.path.read_bytes() != text.encode()

    def unchanged(self, why: str) -> RowgateError:
        """Nothing was written; the text stays where it is."""
        return RowgateError(
            f"{why}: nothing was changed, and your edit is kept in {_short(self.path)}",
            fix=self.taking_up,
        )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def unmarked(text: str) -> str:
    """The text without marks: they say what was wrong, and are no comments of the row."""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(MARK))


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
