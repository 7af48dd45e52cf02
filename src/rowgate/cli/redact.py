"""`rowgate redact`."""

from __future__ import annotations

import click


@click.command("redact")
@click.argument("rows", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Show what would go, change nothing.")
@click.option("--keep", multiple=True, metavar="TYPE@PATH", help="Leave a false hit in.")
@click.option("--reason", help="Why what is kept is no secret.")
def command(rows: tuple[str, ...], dry_run: bool, keep: tuple[str, ...], reason: str | None) -> int:
    """Take secrets and personal data out of ROWS that exist, or of all rows.

    Every redactor is used. Prints places, types and counts, never a value. What stands in
    evaluators is left for a person to write anew: exit code 1.
    """
    from rowgate.cli.add import removed_lines
    from rowgate.flows.part import part_of
    from rowgate.flows.redact import redact_rows

    done = redact_rows(*part_of(rows), keep=keep, reason=reason, dry_run=dry_run)
    verb = "would redact" if dry_run else "redacted"
    for row in done:
        for line in removed_lines(row.removed):
            click.echo(f"{row.path}: {verb} {line}")
        for place in row.by_hand:
            click.echo(f"{row.path}: {place} is part of a criterion: write it anew")
    if not done:
        click.echo("nothing to redact")
    return 1 if any(row.by_hand for row in done) else 0
