"""`verify`: rows derived again from their trace, beside what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from rowgate.errors import UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.comparing import Comparison, compare
from rowgate.flows.derive import Deriver
from rowgate.flows.named import HeldRow, held_row
from rowgate.flows.traces import OnBad, Picked, pick
from rowgate.flows.workspace import Workspace
from rowgate.model import Row
from rowgate.spans.sources import Place


class Verified(NamedTuple):
    """What became of one row."""

    path: str
    found: Comparison

    @property
    def agrees(self) -> bool:
        """Whether the row holds what its span gives today."""
        return not self.found.changed and not self.found.hidden


def verify(
    workspace: Workspace, named: Sequence[str], places: Sequence[Place], on_bad: OnBad | None = None
) -> list[Verified]:
    """Derives every named row again, with columns and mapping as its version of the dataset has
    them, and redaction as it is now.

    Raises `UsageError` for a row from no span, or a span that is not in the traces.
    """
    rows = list({one.shown: one for one in (_row(workspace, name) for name in named)}.values())
    ids = list(map(_span_of, rows))
    found = pick(list(dict.fromkeys(ids)), places, on_bad=on_bad)
    picked = {_key(each.span.trace_id, each.span.span_id): each for each in found}
    derivers: dict[str, Deriver] = {}
    done = []
    for row, span in zip(rows, ids, strict=True):
        folder, _, version = row.shown.partition("/rows/")
        key = f"{folder}@{version.partition('@')[2]}"
        if key not in derivers:
            derivers[key] = Deriver(workspace, row.dataset)
        done.append(_verified(derivers[key], row, picked[span.lower()]))
    return done


def _row(workspace: Workspace, named: str) -> HeldRow:
    if "@" in named:
        return held_row(workspace, named)
    place = workspace.row(named)
    shown, file = workspace.config.relative(place.path), read_sound(workspace, place)
    return HeldRow(shown, file, workspace.sound_dataset(place.dataset).dataset)


def _verified(deriver: Deriver, held: HeldRow, picked: Picked) -> Verified:
    row = held.file.row or Row(PurePath(held.shown).stem)
    return Verified(held.shown, compare(deriver, row, held.file.data, deriver.derive(picked)))


def _span_of(held: HeldRow) -> str:
    """`TRACE/SPAN`, as the row's source names it."""
    source = held.file.row.source if held.file.row else None
    if source is None or not source.trace_id or not source.span_id:
        kind = f" (its source is {source.kind})" if source else ""
        said = f"{held.shown} came from no span{kind}"
        raise UsageError(said, fix="there is no trace to verify it by")
    return f"{source.trace_id}/{source.span_id}"


def _key(trace_id: str, span_id: str) -> str:
    return f"{trace_id}/{span_id}".lower()
