"""`rowgate init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.option(
    "--ci", multiple=True, type=click.Choice(["github", "gitlab", "pre-commit-ci"]),
    help="The gate for this service, too. May be repeated.",
)  # fmt: skip
def command(ci: tuple[str, ...]) -> None:
    """Set the repository up: rowgate.yaml, folders, the commit hook, git's own files.

    Files that are there are left alone; what they lack is printed.
    """
    from rowgate.flows.setup import set_up

    for done in set_up(Path.cwd(), ci):
        if done.state == "lacks":
            click.echo(f"left     {done.path}: it is yours; add:")
            for line in done.lines:
                click.echo(f"           {line}")
        else:
            click.echo(f"{done.state:8} {done.path}")
    click.echo("Next: rowgate new DATASET --project PROJECT --purpose '…'; pre-commit install")
