"""What to type next, in one place: the commands that mend a row."""

from __future__ import annotations

from rowgate.model import Row


def annotate(row: Row, options: str) -> str:
    """`rowgate annotate <row> <options>`."""
    return f"rowgate annotate {row.id} {options}"


def criteria(row: Row) -> str:
    """How to give a row pass criteria."""
    return annotate(row, "--expected TEXT --evaluator 'contains-any: [PHRASE]'")


def keep(row: Row, exception: str) -> str:
    """How to keep a false hit, `TYPE@PATH`, in a row."""
    return f"rowgate redact {row.id} --keep '{exception}' --reason TEXT"


def columns(dataset: str, options: str) -> str:
    """`rowgate columns <dataset> <options>`."""
    return f"rowgate columns {dataset} {options}"
