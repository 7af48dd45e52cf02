"""`rowgate show`."""

from __future__ import annotations

import click


@click.command("show")
@click.argument("named", metavar="TRACE|SPAN|ROW")
@click.option("--from", "places", multiple=True, metavar="FILE", help="Trace files; - for input.")
@click.option("--json", "as_json", is_flag=True, help="Full spans, one JSON object a line.")
def command(named: str, places: tuple[str, ...], as_json: bool) -> None:
    """Show a trace as a tree, a span or a row as a conversation.

    Without --from, a row of that name, or a span of the traces folder. ROW@REF shows the row
    as a commit, tag or branch has it.
    """
    from rowgate.flows.show import find_row, find_spans
    from rowgate.reports import conversation
    from rowgate.reports import spans as report

    row = None if places or as_json else find_row(named)
    if row is not None:
        lines = conversation.row_lines(row)
    else:
        found = find_spans(
            named,
            places,
            lambda bad: click.echo(f"rowgate: {bad.file}:{bad.line or ''} {bad.reason}", err=True),
        )
        if as_json:
            lines = map(report.json_line, found)
        elif len(found) == 1:
            lines = conversation.span_lines(found[0])
        else:
            lines = report.tree_lines(found)
    for line in lines:
        click.echo(line)
