"""What is wrong with a YAML text, where, and how to mend it."""

from __future__ import annotations

from typing import Literal

FaultKind = Literal[
    "syntax", "duplicate-key", "forbidden", "ambiguous", "depth", "encoding", "conflict", "edit"
]

_SHOWN = 60


class YamlFault(ValueError):  # noqa: N818 - a fault is what the design calls it
    """A YAML text that cannot be read, or edited, without guessing.

    `kind` says which rule it breaks, `message` is one line with the way to mend it (it names
    keys, never values), `line` and `column` count from 1.
    """

    def __init__(self, kind: FaultKind, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{line}:{column}: {message}")
        self.kind = kind
        self.message = message
        self.line = line
        self.column = column


def named(key: str) -> str:
    """A key as a message shows it: quoted, on one line, and not longer than a line."""
    shown = key if len(key) <= _SHOWN else key[:_SHOWN] + "…"
    return ascii(shown) if not shown.isprintable() else f'"{shown}"'
