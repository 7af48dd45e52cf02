"""`rowgate verify`."""

from __future__ import annotations

import click


@click.command("verify")
@click.argument("rows", nargs=-1, required=True)
@click.option("--from", "places", multiple=True, metavar="FILE", help="Trace files; - for input.")
def command(rows: tuple[str, ...], places: tuple[str, ...]) -> int:
    """Derive ROWS again from their trace and show what differs: exit code 1 where something does.

    Columns, mapping and redaction are those of today; ROW@REF takes the row and its columns from
    that version. What people wrote (labels, note, criteria, review, columns filled in by hand) is
    not compared.
    """
    from rowgate.cli.add import bad_line, field_line
    from rowgate.flows.part import part_of
    from rowgate.flows.verify import verify
    from rowgate.shapes import path_text

    workspace, rows = part_of(rows)
    done = verify(workspace, rows, places, on_bad=lambda bad: click.echo(bad_line(bad), err=True))
    for row in done:
        click.echo(f"{'verified' if row.agrees else 'differs '}  {row.path}")
        for field in row.found.changed:
            click.echo(f"          {field_line(field)}")
        for at in row.found.hidden:
            click.echo(f"          {path_text(at)}: hides more than redaction takes out today")
        if row.found.by_hand:
            click.echo(f"          not from the span: {', '.join(row.found.by_hand)}")
    return 0 if all(row.agrees for row in done) else 1
