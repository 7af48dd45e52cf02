"""`rowgate add`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from rowgate.model import RESPONSE_WAS, WHYS

if TYPE_CHECKING:
    from rowgate.flows.comparing import Field
    from rowgate.flows.wish import Added
    from rowgate.model import Redacted


@click.command("add")
@click.argument("spans", nargs=-1, required=True)
@click.option("--from", "places", multiple=True, metavar="FILE", help="Trace files; - for input.")
@click.option("--to", "dataset", required=True, help="The dataset.")
@click.option("--why", type=click.Choice(WHYS), help="Why the rows exist; new ones need it.")
@click.option("--label", "labels", multiple=True, help="A label; several are fine.")
@click.option("--name", help="The readable part of the id.")
@click.option("--note", help="What happened, in a sentence.")
@click.option("--response-was", type=click.Choice(RESPONSE_WAS), help="What the response was.")
@click.option("--project", help="The project of spans that name none.")
@click.option("--keep", multiple=True, metavar="TYPE@PATH", help="Leave a false hit in.")
@click.option("--reason", help="Why what is kept is no secret.")
@click.option("--incomplete", is_flag=True, help="Take spans that their format lost part of.")
@click.option(
    "--update",
    is_flag=True,
    help="Write what comes from the span again in rows that are there; what people wrote stays.",
)
@click.option(
    "--note-seen", is_flag=True,
    help="Note a span whose case is there in that row, instead of making a second one.",
)  # fmt: skip
def command(
    spans: tuple[str, ...],
    places: tuple[str, ...],
    dataset: str,
    why: str | None,
    labels: tuple[str, ...],
    name: str | None,
    note: str | None,
    response_was: str | None,
    project: str | None,
    keep: tuple[str, ...],
    reason: str | None,
    incomplete: bool,
    update: bool,
    note_seen: bool,
) -> None:
    """Turn spans into rows: redacted before anything is written, all of them or none.

    A SPAN is an id or a unique beginning of one; TRACE/SPAN where several traces share it. In a
    dataset of `unit: application` the row is of the root span above it.
    """
    from rowgate.flows.add import add
    from rowgate.flows.part import part_of
    from rowgate.flows.traces import pick
    from rowgate.flows.wish import Wish

    workspace, (dataset,) = part_of([dataset])
    roots = workspace.sound_dataset(dataset).dataset.unit == "application"
    if why is None and not update:
        raise click.UsageError(f"--why is missing: one of {', '.join(WHYS)}")
    found = pick(spans, places, on_bad=lambda bad: click.echo(bad_line(bad), err=True), roots=roots)
    wish = Wish(
        why, labels, name, note, response_was, project, keep, reason, incomplete, update, note_seen
    )
    every = list(add(workspace, dataset, found, wish))
    for line in (line for done in every for line in _lines(done, dataset)):
        click.echo(line)
    if any(done.outcome in ("added", "updated") for done in every):
        click.echo(UNFOUND, err=True)


UNFOUND = "Names and street addresses are mostly not found: read the row before you approve it"


def _lines(done: Added, dataset: str) -> Iterator[str]:
    yield f"{done.outcome.removeprefix('noted-'):9} {done.path}{_aside(done)}"
    details = {
        "added": _added_lines,
        "updated": _updated_lines,
    }
    for line in details[done.outcome](done, dataset) if done.outcome in details else ():
        yield f"          {line}"


def _aside(done: Added) -> str:
    if done.outcome == "there":
        return f" (span {done.span_id} is this row; nothing changed)"
    if done.outcome == "noted-there":
        return f" (span {done.span_id} is noted in this row as seen again; nothing changed)"
    if done.outcome == "noted":
        return f" (span {done.span_id} is the same case: noted in source.also_seen)"
    return f" (the root span above {done.span_id})" if done.root else ""


def _added_lines(done: Added, dataset: str) -> Iterator[str]:
    yield f"variables from {done.variables_from}"
    yield from done.remarks
    if done.columns:
        yield f"columns of {dataset}: {', '.join(done.columns)}"
    for line in removed_lines(done.removed):
        yield f"redacted {line}"
    if done.incomplete:
        yield f"incomplete: {done.incomplete}"
    yield from left_lines(done.unfilled, done.unused_keeps)
    if done.same_case:
        yield f"the same case as {done.same_case}, from another span (--note-seen notes it there)"


def left_lines(unfilled: Sequence[str], unused_keeps: Sequence[str]) -> Iterator[str]:
    """What is left to do about a new row, a line each."""
    if unfilled:
        yield f"still to fill in: {', '.join(unfilled)}"
    for text in unused_keeps:
        yield f"--keep {text} kept nothing: nothing of that type is there"


def _updated_lines(done: Added, dataset: str) -> Iterator[str]:  # noqa: ARG001
    from rowgate.shapes import path_text

    yield f"variables from {done.variables_from}"
    yield from done.remarks
    for field in done.changed:
        yield field_line(field)
    for at in done.hidden:
        yield f"{path_text(at)}: left as it is, it hides more than redaction takes out today"
    if done.stale:
        yield "its approval no longer covers this: rowgate approve it again"


def field_line(field: Field) -> str:
    """One field of a row that differs from its trace, without what redaction takes out."""
    from rowgate.reports.fields import difference_line
    from rowgate.shapes import path_text

    if field.place != field.at:
        return f"{path_text(field.place)}: a name in it differs, one that redaction takes out"
    return difference_line(field.at, field.row, field.trace)


def removed_lines(removed: Sequence[Redacted]) -> list[str]:
    """`email at variables.question (2, by emails)`: where, what, how often, who found it, where
    that is known."""
    from rowgate.shapes import path_text

    return [
        f"{one.type} at {path_text(one.path)} "
        f"({one.times}{f', by {one.detector}' if one.detector else ''})"
        for one in removed
    ]


def bad_line(bad: object) -> str:
    """What could not be read, and where."""
    line = getattr(bad, "line", None)
    where = f"{getattr(bad, 'file', '')}{f':{line}' if line else ''}"
    return f"rowgate: {where}: {getattr(bad, 'reason', '')}"
