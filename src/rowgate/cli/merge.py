"""`rowgate merge`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("merge")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The whole run's file.")
def command(files: tuple[Path, ...], out: Path) -> None:
    """Join the run FILES of shards.

    Refuses shards of different runs, one that is missing or there twice, and gaps.
    """
    from rowgate.flows.merge import merge
    from rowgate.reports.problems import counted

    done = merge(files, out)
    outputs, shards = counted(done.lines, "output"), counted(len(files), "shard")
    click.echo(f"{done.path}: {outputs} of {shards}")
