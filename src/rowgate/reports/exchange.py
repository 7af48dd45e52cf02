"""What an import or export could not carry: a line a kind, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rowgate.reports.problems import counted, one_line

if TYPE_CHECKING:
    from rowgate.model import Json
    from rowgate.model.exchange import Lost

_ORDER = ("left out", "lost", "metadata")
_SHOWN = 3
"""Names of rows in a line."""


def lost_lines(lost: Sequence[Lost], thing: str) -> Iterator[str]:
    """`lost      kept: why (2 rows: a, b)`, what is worst first; `thing` is what it was lost of."""
    for (how, what, why), names in _grouped(lost):
        names = [one_line(name) for name in names]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        shown = f"{counted(len(names), thing)}: {', '.join(names[:_SHOWN])}{more}"
        yield f"{how:9} {one_line(what)}: {one_line(why)} ({shown})"


def unread_lines(unread: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`cases.jsonl:3: is no JSON`: where, and why."""
    for at, reason in unread:
        yield f"{one_line(at)}: {one_line(reason)}"


def lost_data(lost: Sequence[Lost]) -> list[Json]:
    """The same for programs, with every name."""
    return [
        {"how": how, "what": what, "why": why, "count": len(names), "of": names}
        for (how, what, why), names in _grouped(lost)
    ]


def _grouped(lost: Sequence[Lost]) -> list[tuple[tuple[str, str, str], list[str]]]:
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for one in lost:
        found.setdefault((one.how, one.what, one.why), {})[one.of] = None
    every = sorted(found.items(), key=lambda one: _ORDER.index(one[0][0]))
    return [(key, list(names)) for key, names in every]


def exported_json(done: Any) -> str:
    """One JSON object: what was written, and what is lost."""
    return json.dumps(
        {
            "rows": done.rows,
            "left_out": done.left_out,
            "format": done.format,
            "files": list(done.files),
            "lost": lost_data(done.lost),
        },
        ensure_ascii=False,
        indent=2,
    )


def imported_json(done: Any, *, dry_run: bool) -> str:
    """One JSON object: what became of each case, what is lost, what could not be read."""
    return json.dumps(
        {
            "dry_run": dry_run,
            "formats": dict(done.formats),
            "columns": list(done.columns),
            "rows": [_row(one) for one in done.rows],
            "lost": lost_data(done.lost),
            "unread": [{"at": at, "reason": reason} for at, reason in done.unread],
        },
        ensure_ascii=False,
        indent=2,
    )


def _row(one: Any) -> dict[str, Json]:
    data: dict[str, Json] = one._asdict()
    removed = [
        {"type": each.type, "at": list(each.path), "times": each.times} for each in one.removed
    ]
    return {**data, "removed": removed}
