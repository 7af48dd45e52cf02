"""Reads trace files with the built-in formats, as the product does."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Any

from rowgate.model import Span
from rowgate.spans import builtin
from rowgate.spans.read import Bad, read_spans

TRACES = Path(__file__).resolve().parents[1] / "data" / "traces"


@cache
def built_in(kind: str) -> tuple[Any, ...]:
    """The built-in `containers` or `dialects`, in their order."""
    found: list[Any] = []
    for module in getattr(builtin, kind.upper()):
        getattr(importlib.import_module(module), f"rowgate_{kind}")(found.append)
    return tuple(found)


def spans_of(*places: Any, project: str | None = None, bad: list[Bad] | None = None) -> list[Span]:
    """Every span in the files; names are looked up in `tests/data/traces` where they are no path.

    What cannot be read goes to `bad`, or fails the test.
    """
    paths = [TRACES / p if isinstance(p, str) and not Path(p).is_absolute() else p for p in places]
    found: list[Bad] = [] if bad is None else bad
    spans = list(
        read_spans(
            paths,
            built_in("containers"),
            built_in("dialects"),
            project=project,
            on_bad=found.append,
        )
    )
    if bad is None:
        assert found == []
    return spans


def model_spans_of(*places: Any, **options: Any) -> list[Span]:
    """The model spans among them."""
    return [span for span in spans_of(*places, **options) if span.kind == "model"]
