"""`rowgate remove`."""

from __future__ import annotations

import click


@click.command("remove")
@click.argument("rows", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why: it goes into the commit message.")
def command(rows: tuple[str, ...], reason: str) -> None:
    """Remove rows, and the assets that no other row needs.

    It prints the `git commit` line that records the reason.
    """
    from rowgate.flows.part import part_of
    from rowgate.flows.remove import remove
    from rowgate.reports.commits import commit_line, named

    workspace, rows = part_of(rows)
    removed = remove(workspace, rows, reason)
    for path in (*removed.rows, *removed.assets):
        click.echo(f"removed  {path}")
    for path in removed.lost:
        click.echo(f"         {path} was never committed: nothing brings it back")
    for dataset, left in removed.weakened.items():
        click.echo(
            f"weakened {dataset}: {left} row{'' if left == 1 else 's'} left to block a change"
        )
    paths = [workspace.config.relative(path) for path in removed.changed]
    if paths:
        click.echo(f"Next: {commit_line(f'Remove {named(removed.rows)}: {reason}', paths)}")
        click.echo(f"Back: git restore --source=HEAD --staged --worktree -- {' '.join(paths)}")
