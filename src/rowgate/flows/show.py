"""`show`: the row, span or trace that a name stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rowgate.checks.scanned import scannable
from rowgate.config import find_config
from rowgate.errors import UsageError
from rowgate.flows.faulty import said_at
from rowgate.flows.part import part_of
from rowgate.flows.traces import OnBad, open_traces, traces_with
from rowgate.model import Redacted, Row, Span
from rowgate.redaction.placeholders import PLACEHOLDER
from rowgate.redaction.walk import leaves
from rowgate.rows import store
from rowgate.rows.rowfile import read_row
from rowgate.spans.read import OnShare
from rowgate.spans.search import Ids
from rowgate.spans.sources import Place


def find_row(named: str) -> Row | None:
    """The row of this name (`ROW@REF`: of that version), or None where there is none.

    Raises `UsageError` for a broken one, and where several have it.
    """
    try:
        workspace, (named,) = part_of([named])
    except UsageError:
        if find_config(Path.cwd()):
            raise
        return None
    if "@" in named:
        from rowgate.flows.named import row_at

        return row_at(workspace, named)
    try:
        place = workspace.row(named)
    except UsageError as error:
        if not error.message.startswith("no row"):
            raise
        return None
    file = read_row(place.path.stem, store.read_text(place.path))
    if file.row is None:
        path = workspace.config.relative(place.path)
        said = said_at(path, file.text, file.faults[0])
        raise UsageError(said, fix=f"rowgate check {path}")
    return file.row


def placeholders_of(row: Row) -> list[Redacted]:
    """Where placeholders stand in a row, of which type, how many, and by whom things of that type
    were found, in the row's order."""
    by = row.source.redacted_by if row.source else {}
    counted = Counter(
        (leaf.path, found[1].lower().replace("_", "-"))
        for leaf in leaves(scannable(row))
        for found in PLACEHOLDER.finditer(leaf.text)
    )
    return [
        Redacted(path, kind, " or ".join(by.get(kind, ())), times)
        for (path, kind), times in counted.items()
    ]


def find_spans(
    named: str, places: Sequence[Place], on_bad: OnBad, on_share: OnShare = float
) -> list[Span]:
    """All spans of the trace that a name is the beginning of, or the one span it names.

    Raises `UsageError` where there is none, with the nearest ids, or where there are several.
    """
    wanted = Ids([named])
    reading = open_traces(places, on_bad=on_bad, on_share=on_share)
    found = traces_with(wanted, reading)
    traces = [spans for spans in found if spans[0].trace_id.lower().startswith(named.lower())]
    return traces[0] if len(traces) == 1 else wanted.found()


def neither(named: str, error: UsageError) -> UsageError:
    """What to say of a name that is no row's, and that no span of the traces folder has."""
    return UsageError(f"there is no row {named}; of spans: {error.message}", fix=error.fix)
