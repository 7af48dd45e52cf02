"""`rowgate show`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from rowgate.cli.add import removed_lines
from rowgate.cli.progress import Progress, told
from rowgate.errors import UsageError

if TYPE_CHECKING:
    from rowgate.model import Row
    from rowgate.spans.detection import Bad


@click.command("show")
@click.argument("named", metavar="TRACE|SPAN|ROW")
@click.option("--from", "places", multiple=True, metavar="FILE", help="Trace files; - for input.")
@click.option("--json", "as_json", is_flag=True, help="Full spans, one JSON object a line.")
@click.option("--skip-bad", is_flag=True, help="Entries that cannot be read are no failure.")
def command(named: str, places: tuple[str, ...], as_json: bool, skip_bad: bool) -> int:
    """Show a trace as a tree, a span or a row as a conversation.

    Without --from, a row of that name, or a span of the traces folder. ROW@REF shows the row
    as a commit, tag or branch has it.
    """
    from rowgate.flows.show import find_row, find_spans, neither
    from rowgate.reports import conversation
    from rowgate.reports import spans as report

    row = None if places or as_json else find_row(named)
    bad: list[Bad] = []
    code = 0
    if row is not None:
        lines = row_lines(row)
    else:
        progress = Progress()
        try:
            found = find_spans(named, places, bad.append, progress)
        except UsageError as error:
            raise error if places or as_json else neither(named, error) from None
        finally:
            progress.clear()
            code = told(bad, skip_bad=skip_bad)
        if as_json:
            click.echo(b"".join(map(report.json_line, found)), nl=False)
            return code
        one = len(found) == 1
        lines = conversation.span_lines(found[0]) if one else report.tree_lines(found)
    for line in lines:
        click.echo(line)
    return code


def row_lines(row: Row) -> Iterator[str]:
    """A row as a conversation, and where in it something was taken out, as `add` said it."""
    from rowgate.flows.show import placeholders_of
    from rowgate.reports import conversation

    yield from conversation.row_lines(row)
    places = removed_lines(placeholders_of(row))
    if places:
        yield ""
        yield "placeholders"
        yield from (f"    {conversation.printable(line)}" for line in places)
