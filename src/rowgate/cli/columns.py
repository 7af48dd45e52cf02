"""`rowgate columns`."""

from __future__ import annotations

import click


@click.command("columns")
@click.argument("dataset")
@click.option("--add", "added", multiple=True, metavar="NAME:TYPE", help="Add a column.")
@click.option("--optional", is_flag=True, help="Rows may lack the columns that are added.")
@click.option("--retype", "retyped", multiple=True, metavar="NAME:TYPE", help="Change a type.")
def command(dataset: str, added: tuple[str, ...], optional: bool, retyped: tuple[str, ...]) -> None:
    """Show or change the columns of DATASET: text, json, image, pdf. All changes or none."""
    from rowgate.flows.columns import change_columns, parse_column
    from rowgate.flows.workspace import open_workspace

    columns = change_columns(
        open_workspace(),
        dataset,
        [parse_column(text, optional=optional) for text in added],
        [parse_column(text) for text in retyped],
    )
    for column in columns:
        click.echo(f"{column.name}: {column.type}{' (optional)' if column.optional else ''}")
    if not columns:
        click.echo(f"{dataset} has no columns yet: the first row that is added brings them")
