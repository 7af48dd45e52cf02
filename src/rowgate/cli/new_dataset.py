"""`rowgate new`."""

from __future__ import annotations

import click

from rowgate.model import GATES


@click.command("new")
@click.argument("dataset")
@click.option("--project", "projects", multiple=True, help="Spans of other projects are refused.")
@click.option("--purpose", help="What a row of this dataset is to hold, in a sentence.")
@click.option(
    "--gate", type=click.Choice(GATES), default="release", show_default=True,
    help="release blocks a change, exploratory does not.",
)  # fmt: skip
@click.option(
    "--unit", type=click.Choice(("model-call", "application")), default="model-call",
    show_default=True, help="What a row is: one call of a model, or of the whole application.",
)  # fmt: skip
@click.option("--workflow", help="The scope: what a row must have to do with.")
@click.option("--behavior", help="The scope, as a behavior that monitoring names.")
@click.option("--risk", help="The scope, as a risk.")
@click.option("--owner", "owners", multiple=True, help="E-mail address of an owner.")
@click.option("--allow-label", "labels", multiple=True, help="The only labels allowed.")
def command(
    dataset: str,
    projects: tuple[str, ...],
    purpose: str | None,
    gate: str,
    unit: str,
    workflow: str | None,
    behavior: str | None,
    risk: str | None,
    owners: tuple[str, ...],
    labels: tuple[str, ...],
) -> None:
    """Create an empty dataset: its columns come from the first span that is added."""
    from rowgate.flows.setup import create_dataset
    from rowgate.flows.workspace import open_workspace

    workspace = open_workspace()
    scope = {"workflow": workflow, "behavior": behavior, "risk": risk}
    path = create_dataset(
        workspace,
        dataset,
        gate=gate,
        unit=unit,
        projects=projects,
        purpose=purpose,
        scope={key: value for key, value in scope.items() if value},
        owners=owners,
        labels=labels,
    )
    click.echo(f"written  {workspace.config.relative(path)} (an empty {gate} dataset)")
    lacking = [
        name
        for name, given in (
            ("purpose", purpose),
            ("scope", any(scope.values())),
            ("owners", owners),
        )
        if not given
    ]
    if lacking:
        click.echo(f"It has no {', no '.join(lacking)} yet: write them into the file.")
    click.echo(f"Next: rowgate find TRACES; rowgate add SPAN --from FILE --to {dataset} --why …")
