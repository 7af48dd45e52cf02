"""`rowgate move`."""

from __future__ import annotations

import click

from rowgate.errors import PROBLEMS


@click.command("move")
@click.argument("rows", nargs=-1, required=True)
@click.option("--to", "dataset", required=True, metavar="DATASET", help="Where they go.")
def command(rows: tuple[str, ...], dataset: str) -> int:
    """Move rows to another dataset, with their provenance, history and assets.

    They must fit it, as spans must. An approval stays where the new dataset adds the same to a
    row: evaluators, types of columns, unit, and no stricter gate. Otherwise the row is pending
    again. Exit code 1 where the rows have errors in their new place.
    """
    from rowgate.flows.move import move
    from rowgate.flows.part import part_of
    from rowgate.reports.commits import commit_line, named
    from rowgate.reports.problems import said

    workspace, (dataset, *named_rows) = part_of([dataset, *rows])
    moved = move(workspace, named_rows, dataset)
    if moved.columns:
        click.echo(f"columns of {dataset}: {', '.join(moved.columns)}")
    for row in moved.rows:
        click.echo(f"moved    {row.before} → {row.after}")
        if row.review_again:
            click.echo(f"         pending again: {', '.join(row.review_again)}")
        if row.weakened:
            click.echo(f"         weakened: it no longer blocks, {dataset} is exploratory")
    for asset in moved.assets:
        click.echo(f"         with assets/{asset}")
    for placed in moved.problems:
        place = f"{placed.path}:{placed.line}:{placed.column}"
        click.echo(f"{place}: {placed.problem.code} {said(placed.problem)}")
    relative = workspace.config.relative
    line = commit_line(
        f"Move {named([row.after for row in moved.rows])} to {dataset}",
        [relative(path) for path in (*moved.new, *moved.old)],
        new=[relative(path) for path in moved.new],
    )
    click.echo(f"Next: {line}")
    return PROBLEMS if moved.problems else 0
