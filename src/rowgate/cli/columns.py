"""`rowgate columns`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rowgate.flows.columns import Changed


@click.command("columns")
@click.argument("dataset")
@click.option("--add", "added", multiple=True, metavar="NAME:TYPE", help="Add a column.")
@click.option("--optional", is_flag=True, help="Rows may lack the columns that are added.")
@click.option("--rename", "renamed", multiple=True, metavar="OLD=NEW", help="Give it a new name.")
@click.option("--drop", "dropped", multiple=True, metavar="NAME", help="Drop it and its values.")
@click.option("--retype", "retyped", multiple=True, metavar="NAME:TYPE", help="Change a type.")
def command(
    dataset: str,
    added: tuple[str, ...],
    optional: bool,
    renamed: tuple[str, ...],
    dropped: tuple[str, ...],
    retyped: tuple[str, ...],
) -> None:
    """Show or change the columns of DATASET: text, json, image, pdf.

    All changes or none, in dataset.yaml and in every row; comments stay. A row whose variables
    are renamed or dropped is another case: its approval becomes stale.
    """
    from rowgate.flows.columns import Wish, change_columns, parse_column, parse_renames
    from rowgate.flows.part import part_of

    wish = Wish(
        parse_renames(renamed),
        dropped,
        [parse_column(text) for text in retyped],
        [parse_column(text, optional=optional) for text in added],
    )
    workspace, (dataset,) = part_of([dataset])
    changed = change_columns(workspace, dataset, wish)
    for column in changed.columns:
        click.echo(f"{column.name}: {column.type}{' (optional)' if column.optional else ''}")
    if not changed.columns:
        click.echo(f"{dataset} has no columns: the first row that is added brings them")
    _say(changed, dataset)


def _say(changed: Changed, dataset: str) -> None:
    if changed.rows:
        click.echo(f"changed  {_rows(len(changed.rows))}")
    for path in changed.assets:
        click.echo(f"removed  {path}: no row needs it")
    for path in changed.stale:
        click.echo(f"stale    {path}: its case changed; rowgate approve it again")
    if changed.lacking:
        click.echo(
            f"lacking  {_rows(changed.lacking)} without a value: fill it in, or add the column "
            f"with --optional (rowgate check datasets/{dataset})"
        )
    for name, path in changed.mapped.items():
        click.echo(f"mapped   {name}: {path}, for the rows that are added later")
    for name in changed.unmapped:
        click.echo(
            f"unmapped {name}: rows added later lack it, unless mapping: in dataset.yaml says "
            "where it stands in a span (docs/variables.md)"
        )
    for path in changed.left:
        click.echo(f"left     rowgate.yaml names {path} under redaction: it is for every dataset")


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"
