"""`verify`: rows derived again from their trace, beside what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rowgate.errors import UsageError
from rowgate.flows.annotate import read_sound
from rowgate.flows.comparing import Comparison, compare
from rowgate.flows.derive import Deriver
from rowgate.flows.traces import OnBad, Picked, pick
from rowgate.flows.workspace import RowPlace, Workspace
from rowgate.model import Row
from rowgate.rows.rowfile import RowFile
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
    """Derives every named row again, with columns, mapping and redaction as they are now.

    Raises `UsageError` for a row from no span, or a span that is not in the traces.
    """
    rows = [
        (place, read_sound(workspace, place))
        for place in dict.fromkeys(workspace.row(name) for name in named)
    ]
    ids = [_span_of(workspace, place, file) for place, file in rows]
    found = pick(list(dict.fromkeys(ids)), places, on_bad=on_bad)
    picked = {_key(each.span.trace_id, each.span.span_id): each for each in found}
    derivers: dict[str, Deriver] = {}
    done = []
    for (place, file), span in zip(rows, ids, strict=True):
        if place.dataset not in derivers:
            definition = workspace.sound_dataset(place.dataset)
            derivers[place.dataset] = Deriver(workspace, definition.dataset)
        done.append(_verified(derivers[place.dataset], place, file, picked[span.lower()]))
    return done


def _verified(deriver: Deriver, place: RowPlace, file: RowFile, picked: Picked) -> Verified:
    row = file.row or Row(place.path.stem)
    found = compare(deriver, row, file.data, deriver.derive(picked))
    return Verified(deriver.workspace.config.relative(place.path), found)


def _span_of(workspace: Workspace, place: RowPlace, file: RowFile) -> str:
    """`TRACE/SPAN`, as the row's source names it."""
    source = file.row.source if file.row else None
    if source is None or not source.trace_id or not source.span_id:
        path = workspace.config.relative(place.path)
        kind = f" (its source is {source.kind})" if source else ""
        raise UsageError(f"{path} came from no span{kind}", fix="there is no trace to verify it by")
    return f"{source.trace_id}/{source.span_id}"


def _key(trace_id: str, span_id: str) -> str:
    return f"{trace_id}/{span_id}".lower()
