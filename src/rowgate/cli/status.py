"""`rowgate status`."""

from __future__ import annotations

import click


@click.command("status")
@click.option("--json", "as_data", is_flag=True, help="Everything, as one JSON object.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(as_data: bool, no_plugins: bool) -> None:
    """Where the team stands: rows by gate and review, open problems, what is covered."""
    from rowgate.flows.part import others_said, part_of
    from rowgate.flows.status import status
    from rowgate.reports.status import as_json, as_screen

    workspace, _ = part_of([], local_plugins=not no_plugins)
    for line in others_said(workspace):
        click.echo(line, err=True)
    found = status(workspace)
    for line in (as_json if as_data else as_screen)(found):
        click.echo(line)
