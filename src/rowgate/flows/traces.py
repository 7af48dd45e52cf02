"""Reading trace files for `find`, `show` and `add`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rowgate.config import find_config, load_config
from rowgate.errors import UsageError
from rowgate.flows.plugged import registry_here
from rowgate.hookspecs import Dialect
from rowgate.model import Span
from rowgate.plugins import Registry
from rowgate.spans.detection import Bad
from rowgate.spans.ids import typed_id
from rowgate.spans.needles import near_id
from rowgate.spans.read import OnShare, Reading
from rowgate.spans.search import Ids
from rowgate.spans.sources import Place

OnBad = Callable[[Bad], None]


class Picked(NamedTuple):
    """A span that an id names, and every span of its trace."""

    span: Span
    trace: Sequence[Span]


def open_traces(
    places: Sequence[Place],
    *,
    on_bad: OnBad | None = None,
    on_share: OnShare = float,
    project: str | None = None,
) -> Reading:
    """The given files, or those of the `traces` folder, ready to be read.

    Works outside of any set-up repository too, with the built-in formats. Raises `UsageError`
    for a path that is not there or a file in no known format.
    """
    registry = registry_here()
    containers = [found.object for found in registry.objects("containers")]
    return Reading(
        list(places) or [_default_place()],
        containers,
        _dialects(registry),
        project=project,
        on_bad=on_bad,
        on_share=on_share,
    )


def _dialects(registry: Registry) -> Iterator[Dialect]:
    """Loaded when the first span is read: a search that finds nothing needs none."""
    for found in registry.objects("dialects"):
        yield found.object


def pick(
    named: Sequence[str],
    places: Sequence[Place],
    *,
    on_bad: OnBad | None = None,
    on_share: OnShare = float,
    roots: bool = False,
) -> list[Picked]:
    """The span that each id, or unique beginning of one, names, in the order asked for.

    `TRACE/SPAN` names a span where several traces have the id; with `roots` a trace's id names
    its root span. Raises `UsageError` for an id that is not there, with the nearest, and for
    one that names several.
    """
    wanted = Ids(named, roots=roots)
    traces: dict[str, list[Span]] = {}
    reading = open_traces(places, on_bad=on_bad, on_share=on_share)
    for spans in traces_with(wanted, reading):
        traces.setdefault(spans[0].trace_id, []).extend(spans)
    return [Picked(span, traces[span.trace_id]) for span in wanted.found()]


def traces_with(wanted: Ids, reading: Reading) -> Iterator[list[Span]]:
    """The traces that hold a span one of the ids may name; the others are not even parsed where
    their bytes tell. Raises `UsageError` for an id that is nowhere, with the nearest."""
    needles = wanted.needles()
    narrowed = bool(needles) and reading.narrow(needles)
    for spans in reading.traces():
        if wanted.look_at(spans):
            yield spans
    missing = wanted.missing()
    if narrowed and missing and reading.narrow([near_id(typed_id(text)[-1]) for text in missing]):
        nearly = Ids(missing)
        for spans in reading.traces():
            nearly.look_at(spans)
        nearly.found()


def _default_place() -> Path:
    config = find_config(Path.cwd())
    folder = load_config(Path.cwd()).traces if config else None
    if folder is None or not folder.is_dir():
        raise UsageError("no trace files named", fix="name files or folders, or - for input")
    return folder
