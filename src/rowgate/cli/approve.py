"""`rowgate approve`."""

from __future__ import annotations

import click


@click.command("approve")
@click.argument("rows", nargs=-1, required=True)
def command(rows: tuple[str, ...]) -> None:
    """Approve rows, under your git identity.

    The digest of case and criteria goes into the file: an edit of those makes the approval
    stale, a typo mended in the note does not.
    """
    from rowgate.flows.approve import approve
    from rowgate.flows.part import part_of

    for done in approve(*part_of(rows)):
        state = "approved by" if done.new else "was approved already, by"
        click.echo(f"{done.path}: {state} {done.by}")
