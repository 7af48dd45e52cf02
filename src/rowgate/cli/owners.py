"""`rowgate owners`."""

from __future__ import annotations

from pathlib import Path

import click

from rowgate.errors import INCONCLUSIVE, PROBLEMS


@click.command("owners")
@click.option(
    "--check", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Print only what this CODEOWNERS file lacks; exit code 1 where it lacks something.",
)  # fmt: skip
def command(file: Path | None) -> int:
    """Print a CODEOWNERS line for every dataset, from the `owners:` of its dataset.yaml.

    An owner is an e-mail address or, where you write one, a name like @team/refunds.
    """
    from rowgate.flows.owners import missing, owned
    from rowgate.flows.workspace import open_workspace

    found = owned(open_workspace())
    for one in found:
        if not one.owners:
            click.echo(f"{one.dataset} has no owners: add `owners:` to its dataset.yaml", err=True)
    shown = missing(found, file) if file else [one for one in found if one.owners]
    for one in shown:
        click.echo(one.line)
    if not found:
        click.echo("there are no datasets", err=True)
        return INCONCLUSIVE
    return PROBLEMS if file and shown else 0
