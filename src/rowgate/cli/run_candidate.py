"""`rowgate run`."""

from __future__ import annotations

from pathlib import Path

import click

from rowgate.errors import INCONCLUSIVE


@click.command("run")
@click.argument("datasets", nargs=-1)
@click.option("--candidate", metavar="NAME", help="One of `candidates:` in rowgate.yaml.")
@click.option("--out", type=click.Path(path_type=Path), help="The run file; else below runs/.")
@click.option("--shard", metavar="PART/PARTS", help="Only a part of the rows, as 2/8.")
@click.option(
    "--resume", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Go on with this run file: what is missing or unknown is asked for again.",
)  # fmt: skip
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(
    datasets: tuple[str, ...],
    candidate: str | None,
    out: Path | None,
    shard: str | None,
    resume: Path | None,
    no_plugins: bool,
) -> int:
    """Ask a candidate for its outputs, and judge them.

    With DATASETS, those; with none, all release datasets. Writes a run file, redacted, which
    `gate --run` decides on. Ctrl-C keeps what is done. Exit code 4 where an output is missing
    or could not be judged.
    """
    from rowgate.cli.progress import watcher
    from rowgate.flows.part import others_said, part_of
    from rowgate.flows.run import RunOptions, run
    from rowgate.flows.run_files import parse_shard
    from rowgate.reports.runs import run_summary

    if resume is not None and (out is not None or shard is not None):
        raise click.UsageError("--resume goes on with its own file and shard")
    options = RunOptions(candidate, out, parse_shard(shard) if shard else None, resume)
    workspace, datasets = part_of(datasets, local_plugins=not no_plugins)
    for line in [] if datasets else others_said(workspace):
        click.echo(line, err=True)
    ran = run(workspace, datasets, options, watcher())
    for line in ran.broken:
        click.echo(f"not run: {line}", err=True)
    if ran.unused:
        said = "output belongs" if ran.unused == 1 else "outputs belong"
        click.echo(f"{ran.unused} recorded {said} to no row that was run", err=True)
    for line in ran.remarks:
        click.echo(line, err=True)
    path = workspace.config.relative(ran.path)
    click.echo(run_summary(path, ran.counts, shard=shard is not None))
    if ran.counts["unknown"]:
        click.echo(f"next: rowgate run --resume {path}", err=True)
    empty = not sum(ran.counts.values()) and shard is None
    return INCONCLUSIVE if ran.counts["unknown"] or ran.broken or empty else 0
