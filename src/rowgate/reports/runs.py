"""What a run came to, and how far it is, as lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from rowgate.reports.problems import counted


class Progress(Protocol):
    """How far a run is."""

    @property
    def done(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def unknown(self) -> int: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def seconds(self) -> float: ...


def progress_line(progress: Progress) -> str:
    """`412/1000  48.2/s  3 fail  1 unknown  0.12 USD`."""
    rate = progress.done / progress.seconds if progress.seconds > 0 else 0.0
    parts = [f"{progress.done}/{progress.total}", f"{rate:.1f}/s", f"{progress.failed} fail"]
    parts.append(f"{progress.unknown} unknown")
    if progress.cost is not None:
        parts.append(f"{progress.cost:.4f} USD")
    return "  ".join(parts)


def run_summary(path: str, counts: Mapping[str, int], *, shard: bool = False) -> str:
    """`runs/next-….jsonl: 40 outputs: 38 pass, 1 fail, 1 unknown`; a shard may hold no row."""
    said = ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)
    none = "no row falls into this shard" if shard else "NOTHING WAS RUN"
    return f"{path}: {counted(sum(counts.values()), 'output')}: {said or none}"
