"""`rowgate log`."""

from __future__ import annotations

import click

from rowgate.errors import INCONCLUSIVE


@click.command("log")
@click.argument("named", metavar="[DATASET|ROW]", default="")
@click.option(
    "-n", "--max-count", "most", type=click.IntRange(min=1), help="At most so many commits."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a change and line.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(named: str, most: int | None, as_json: bool, no_plugins: bool) -> int:
    """Show the life of a dataset or a row: where it came from, who approved it, what weakened it.

    Commit by commit, newest first. A row is followed from dataset to dataset. DATASET@REF
    begins at that version.
    """
    from rowgate.flows.log import log
    from rowgate.flows.part import others_said, part_of
    from rowgate.reports.log import entry_json, entry_lines

    shown = 0
    workspace, names = part_of([named] if named else [], local_plugins=not no_plugins)
    for line in [] if names else others_said(workspace):
        click.echo(line, err=True)
    for entry in log(workspace, "".join(names), most=most):
        shown += 1
        if entry.cut:
            said = f"this clone is shallow: what {entry.commit[:12]} and those before it did"
            click.echo(f"{said} is not known; git fetch --unshallow", err=True)
            continue
        for line in entry_json(entry) if as_json else entry_lines(entry):
            click.echo(line)
    if shown:
        return 0
    click.echo("no commit changed any dataset yet", err=True)
    return INCONCLUSIVE
