"""Trace files made in a test: entries in, a file of any framing out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rowgate.model import Span
from tests.support.traces import TRACES, spans_of


def lines(path: Path, *entries: Any) -> Path:
    """The entries as JSONL."""
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


def document(path: Path, entry: Any) -> Path:
    """One pretty-printed document."""
    path.write_text(json.dumps(entry, indent=2), encoding="utf-8")
    return path


def entries_of(name: str) -> list[Any]:
    """The entries of a genuine JSONL file in `tests/data/traces`."""
    text = (TRACES / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def read_lines(folder: Path, *entries: Any, project: str | None = None) -> list[Span]:
    """The spans of a JSONL file with these entries; every line must be readable."""
    return spans_of(lines(folder / "export.jsonl", *entries), project=project)


def read_one(folder: Path, *entries: Any) -> Span:
    """The one model span of a JSONL file with these entries."""
    (span,) = [span for span in read_lines(folder, *entries) if span.kind == "model"]
    return span
