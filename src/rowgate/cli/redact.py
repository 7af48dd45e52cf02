"""`rowgate redact`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rowgate.flows.redact import RedactedRow


@click.command("redact")
@click.argument("rows", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would go, change nothing.")
@click.option("--keep", multiple=True, metavar="TYPE@PATH", help="Leave a false hit in.")
@click.option("--reason", help="Why what is kept is no secret.")
def command(rows: tuple[str, ...], dry_run: bool, keep: tuple[str, ...], reason: str | None) -> int:
    """Take secrets and personal data out of ROWS that exist, or of all rows.

    Every redactor is used, comments are redacted too. Prints places, types and counts, never a
    value. What stands in evaluators, in the name of a row or in dataset.yaml is left for a person
    to write anew: exit code 1.
    """
    from rowgate.flows.part import others_said, part_of
    from rowgate.flows.redact import redact_rows

    workspace, rows = part_of(rows)
    for line in [] if rows else others_said(workspace):
        click.echo(line, err=True)
    done = redact_rows(workspace, rows, keep=keep, reason=reason, dry_run=dry_run)
    for line in (line for row in done for line in _lines(row, dry_run=dry_run)):
        click.echo(line)
    if not done:
        click.echo("nothing to redact")
    return 1 if any(row.by_hand for row in done) else 0


def _lines(row: RedactedRow, *, dry_run: bool) -> Iterator[str]:
    from rowgate.cli.add import removed_lines

    verb = "would redact" if dry_run else "redacted"
    for line in removed_lines(row.removed):
        yield f"{row.path}: {verb} {line}"
    for one in row.comments:
        by = f", by {one.detector}" if one.detector else ""
        yield f"{row.path}:{one.path[0]}: {verb} {one.type} in a comment ({one.times}{by})"
    for told in row.left_out:
        yield f"{row.path}: {told}"
    for told in row.by_hand:
        yield f"{row.path}: {told}"
