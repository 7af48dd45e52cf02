"""Where a team stands: one screen of text, or JSON."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from rowgate.reports.problems import counted, one_line

if TYPE_CHECKING:
    from rowgate.model import Json

_MOST = 14
"""Datasets that fit on a screen with what stands around them."""
_FEW = 3
_HEADS = ("DATASET", "GATE", "ROWS", "APPROVED", "PENDING", "STALE", "ERRORS", "WARNINGS")
_TEXT_COLUMNS = 2


class Status(Protocol):
    """All datasets, how reviews are kept, and the day."""

    @property
    def datasets(self) -> Sequence[Any]: ...
    @property
    def review(self) -> str: ...
    @property
    def today(self) -> str: ...
    @property
    def stale_schemas(self) -> bool: ...
    @property
    def astray(self) -> Sequence[str]:
        """Folders with rows that are no dataset."""


def as_screen(found: Status) -> Iterator[str]:
    """Totals, a line a dataset (those in need first), labels and behaviors, and what is next."""
    if not found.datasets:
        yield "no datasets yet: rowgate new DATASET --project PROJECT --purpose '…'"
        return
    yield from _totals(found)
    yield ""
    shown = sorted(
        found.datasets, key=lambda one: (-one.errors, -one.stale, -one.pending, one.name)
    )
    yield from _table(shown[:_MOST])
    if len(shown) > _MOST:
        yield f"and {len(shown) - _MOST} more: rowgate status --json"
    yield from _broken(found)
    yield ""
    yield from _covered("labels", _sum(found, "labels"))
    yield from _covered("behaviors", _sum(found, "behaviors"))
    for folder in found.astray:
        yield f"{folder} holds rows and is no dataset: rowgate check"
    if found.stale_schemas:
        yield "schemas for editors are out of date: rowgate schema --write"
    yield from _next(found)


def as_json(found: Status) -> Iterator[str]:
    """One JSON object: the datasets, and the totals over them."""
    datasets = [_plain(one) for one in found.datasets]
    totals = {
        name: sum(one[name] for one in datasets)
        for name in ("rows", "approved", "pending", "stale", "errors", "warnings")
    }
    gates: Counter[str] = Counter()
    for one in found.datasets:
        gates[one.gate] += one.rows
    yield json.dumps(
        {
            "datasets": datasets,
            "totals": totals | {"by_gate": dict(gates)},
            "labels": dict(_sum(found, "labels")),
            "behaviors": dict(_sum(found, "behaviors")),
            "review": found.review,
            "stale_schemas": found.stale_schemas,
        },
        ensure_ascii=False,
        indent=2,
    )


def _plain(one: Any) -> dict[str, Json]:
    waiting = one.oldest_pending
    data: dict[str, Json] = one._asdict()
    return data | {"oldest_pending": waiting._asdict() if waiting else None}


def _totals(found: Status) -> Iterator[str]:
    def total(name: str) -> int:
        return sum(getattr(one, name) for one in found.datasets)

    gates = [
        counted(sum(one.rows for one in found.datasets if one.gate == gate), f"{gate} row")
        for gate in ("release", "exploratory")
    ]
    yield f"{counted(len(found.datasets), 'dataset')}, {', '.join(gates)}"
    if found.review == "pull-request":
        yield "reviewed in pull requests: what is merged is approved"
    else:
        yield f"{total('approved')} approved, {total('pending')} pending, {total('stale')} stale"
    yield f"{counted(total('errors'), 'error')}, {counted(total('warnings'), 'warning')} open"
    waiting = [one.oldest_pending for one in found.datasets if one.oldest_pending]
    if waiting:
        oldest = min(waiting, key=lambda one: (one.since, one.row))
        yield f"oldest pending: {oldest.row}, since {oldest.since}{_ago(oldest.since, found.today)}"


def _table(shown: Sequence[Any]) -> Iterator[str]:
    lines = [_HEADS, *(tuple(str(value) for value in one[: len(_HEADS)]) for one in shown)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_HEADS))]
    for line in lines:
        cells = [
            f"{cell:<{width}}" if at < _TEXT_COLUMNS else f"{cell:>{width}}"
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _broken(found: Status) -> Iterator[str]:
    """The first rows that cannot be read: they are neither approved nor pending."""
    broken = [said for one in found.datasets for said in one.broken]
    if broken:
        yield ""
        yield f"{counted(len(broken), 'row')} cannot be read"
        yield from (f"  {one_line(said)}" for said in broken[:_FEW])
    if len(broken) > _FEW:
        yield f"  and {len(broken) - _FEW} more: rowgate check"


def _covered(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    """The words with most rows that fit on a line, and those no row has."""
    used = {word: count for word, count in counts.items() if count}
    unused = sorted(word for word, count in counts.items() if not count)
    ordered = sorted(used.items(), key=lambda item: (-item[1], item[0]))
    yield _fitted(f"{title} ({len(used)}): ", [f"{word} {count}" for word, count in ordered])
    if unused:
        yield _fitted(f"{title} without a row ({len(unused)}): ", unused)


def _fitted(head: str, words: Sequence[str]) -> str:
    room = shutil.get_terminal_size((100, 24)).columns - len(head) - len(", and 999 more")
    shown: list[str] = []
    for word in map(one_line, words):
        room -= len(word) + 2
        if room < 0 and shown:
            break
        shown.append(word)
    more = len(words) - len(shown)
    return head + (", ".join(shown) + (f", and {more} more" if more else "") if shown else "none")


def _sum(found: Status, name: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in found.datasets:
        for word, count in getattr(one, name).items():
            total[word] += count
    return total


def _ago(since: str, today: str) -> str:
    try:
        days = (date.fromisoformat(today) - date.fromisoformat(since)).days
    except ValueError:
        return ""
    return f" ({counted(days, 'day')})"


def _next(found: Status) -> Iterator[str]:
    if any(one.errors for one in found.datasets):
        yield "Next: rowgate check"
    elif found.review != "pull-request" and any(o.pending or o.stale for o in found.datasets):
        yield "Next: rowgate review"
