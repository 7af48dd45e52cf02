"""`rowgate add`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from rowgate.model import RESPONSE_WAS, WHYS

if TYPE_CHECKING:
    from rowgate.flows.add import Added
    from rowgate.model import Redacted


@click.command("add")
@click.argument("spans", nargs=-1, required=True)
@click.option("--from", "places", multiple=True, metavar="FILE", help="Trace files; - for input.")
@click.option("--to", "dataset", required=True, help="The dataset.")
@click.option("--why", type=click.Choice(WHYS), required=True, help="Why the rows exist.")
@click.option("--label", "labels", multiple=True, help="A label; several are fine.")
@click.option("--name", help="The readable part of the id.")
@click.option("--note", help="What happened, in a sentence.")
@click.option("--response-was", type=click.Choice(RESPONSE_WAS), help="What the response was.")
@click.option("--project", help="The project of spans that name none.")
@click.option("--keep", multiple=True, metavar="TYPE@PATH", help="Leave a false hit in.")
@click.option("--reason", help="Why what is kept is no secret.")
@click.option("--incomplete", is_flag=True, help="Take spans that their format lost part of.")
def command(
    spans: tuple[str, ...],
    places: tuple[str, ...],
    dataset: str,
    why: str,
    labels: tuple[str, ...],
    name: str | None,
    note: str | None,
    response_was: str | None,
    project: str | None,
    keep: tuple[str, ...],
    reason: str | None,
    incomplete: bool,
) -> None:
    """Turn spans into rows: redacted before anything is written, all of them or none.

    A SPAN is an id or a unique beginning of one; TRACE/SPAN where several traces share it.
    """
    from rowgate.flows.add import Wish, add
    from rowgate.flows.traces import pick
    from rowgate.flows.workspace import open_workspace

    workspace = open_workspace()
    workspace.folder(dataset)
    found = pick(spans, places, on_bad=lambda bad: click.echo(_bad(bad), err=True))
    wish = Wish(why, labels, name, note, response_was, project, keep, reason, incomplete)
    for done in add(workspace, dataset, found, wish):
        _print(done, dataset)


def _print(done: Added, dataset: str) -> None:
    if not done.new:
        click.echo(f"there     {done.path} (span {done.span_id} is this row; nothing changed)")
        return
    click.echo(f"added     {done.path}")
    click.echo(f"          variables from {done.variables_from}")
    if done.columns:
        click.echo(f"          columns of {dataset}: {', '.join(done.columns)}")
    for line in removed_lines(done.removed):
        click.echo(f"          redacted {line}")
    if done.incomplete:
        click.echo(f"          incomplete: {done.incomplete}")
    if done.unfilled:
        click.echo(f"          still to fill in: {', '.join(done.unfilled)}")
    for text in done.unused_keeps:
        click.echo(f"          --keep {text} kept nothing: nothing of that type is there")
    if done.same_case:
        click.echo(f"          the same case as {done.same_case}, from another span")


def removed_lines(removed: Sequence[Redacted]) -> list[str]:
    """`email at variables.question (2, by emails)`: where, what, how often, who found it."""
    from rowgate.shapes import path_text

    return [
        f"{one.type} at {path_text(one.path)} ({one.times}, by {one.detector})" for one in removed
    ]


def _bad(bad: object) -> str:
    line = getattr(bad, "line", None)
    where = f"{getattr(bad, 'file', '')}{f':{line}' if line else ''}"
    return f"rowgate: {where}: {getattr(bad, 'reason', '')}"
