"""`rowgate find`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, get_args

import click

from rowgate.cli.progress import Progress, told
from rowgate.cli.terminal import has_colour
from rowgate.model import Kind, Status

if TYPE_CHECKING:
    from rowgate.flows.find import Found


@click.command("find")
@click.argument("files", nargs=-1)
@click.option(
    "--kind", type=click.Choice([*get_args(Kind), "all"]), default="model", show_default=True
)
@click.option("--model", help="Part of the model's name.")
@click.option("--provider")
@click.option("--name", help="Part of the span's name.")
@click.option("--status", type=click.Choice(get_args(Status)))
@click.option("--project")
@click.option("--environment")
@click.option("--session", help="A session id.")
@click.option("--user", help="A user id.")
@click.option("--tag", "tags", multiple=True, help="A tag; several must all be there.")
@click.option("--trace", help="The beginning of a trace id.")
@click.option("--prompt", help="Part of the prompt's name.")
@click.option("--since", metavar="TIME", help="2026-11-20, 2026-11-20T09:00Z or '2 days ago'.")
@click.option("--until", metavar="TIME")
@click.option("--text", help="Anywhere in a message or answer, whatever the case.")
@click.option("--regex", help="The same, as an RE2 regular expression.")
@click.option("--where", multiple=True, help="'usage.output_tokens > 500'")
@click.option("--score", multiple=True, help="'helpfulness < 0.5'")
@click.option("--sort", metavar="FIELD", help="By a field; -FIELD for the largest first.")
@click.option("--limit", type=click.IntRange(1), help="No more than this many.")
@click.option("--json", "form", flag_value="json", help="Full spans, one JSON object a line.")
@click.option("--ids", "form", flag_value="ids", help="TRACE/SPAN a line: what `add` takes.")
@click.option("--skip-bad", is_flag=True, help="Entries that cannot be read are no failure.")
def command(files: tuple[str, ...], form: str | None, skip_bad: bool, **conditions: Any) -> int:
    """List the model spans of trace FILES: files, folders, globs, or - for standard input.

    Without FILES, those of the traces folder. Formats are told from the content.
    """
    from rowgate.flows.find import find
    from rowgate.reports import spans as report

    progress = Progress()
    if form is None:
        found = _table(files, conditions, progress)
    else:
        line_of = report.json_line if form == "json" else report.ids
        found = find(files, conditions, lambda span, _: line_of(span), progress)
        for lines in progress.around(found.parts):
            click.echo(b"".join(lines), nl=False)
    return told(found.bad, skip_bad=skip_bad)


def _table(files: tuple[str, ...], conditions: dict[str, Any], progress: Progress) -> Found[Any]:
    from rowgate.flows.find import find
    from rowgate.reports import spans as report

    found = find(files, conditions, report.cells, progress)
    lines = report.table_lines(found.rows, colour=sys.stdout.isatty() and has_colour())
    shown = 0
    for line in progress.around(lines):
        shown += 1
        click.echo(line)
    shown = max(0, shown - 1)
    absent = [] if shown else found.absent()
    click.echo(report.counted(shown, found.looked_at, found.elsewhere, absent), err=True)
    return found
