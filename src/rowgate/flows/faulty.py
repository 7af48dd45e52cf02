"""What is wrong with a file, and where, in a line."""

from __future__ import annotations

from rowgate import yamltext
from rowgate.shapes import Fault


def place_of(text: str, fault: Fault) -> tuple[int, int]:
    """Line and column, from 1, of a fault in the text."""
    return fault.place or yamltext.place(text, fault.at)


def said_at(shown: str, text: str, fault: Fault) -> str:
    """`path:line:column: what is wrong`."""
    line, column = place_of(text, fault)
    return f"{shown}:{line}:{column}: {fault.message}"
