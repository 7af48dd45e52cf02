"""`rowgate gate`."""

from __future__ import annotations

from pathlib import Path

import click

from rowgate.errors import INCONCLUSIVE, PROBLEMS

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_CODES = {"approved": 0, "rejected": PROBLEMS, "inconclusive": INCONCLUSIVE}


@click.command("gate")
@click.argument("datasets", nargs=-1)
@click.option("--run", "run_file", type=_FILE, help="Decide on this run file.")
@click.option("--candidate", metavar="NAME", help="Run this candidate and decide on it.")
@click.option(
    "--fixes", multiple=True, metavar="ROW|behavior:NAME|incident:ID",
    help="What must pass whatever else.",
)  # fmt: skip
@click.option(
    "--baseline", metavar="RUN|REF",
    help="An earlier run file, or a version whose run it is: what was fixed, what regressed.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Where the run file goes.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "junit", "github"]),
    default="text", show_default=True,
)  # fmt: skip
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(
    datasets: tuple[str, ...],
    run_file: Path | None,
    candidate: str | None,
    fixes: tuple[str, ...],
    baseline: str | None,
    out: Path | None,
    form: str,
    no_plugins: bool,
) -> int:
    """Approve or reject a candidate.

    Every row of DATASETS, by default of all release datasets, must pass. Exit code 0 approved,
    1 rejected, 4 inconclusive: an output is missing, an evaluator could not decide, or there
    was nothing to judge.
    """
    from rowgate.cli.progress import watcher
    from rowgate.flows.gate import GateOptions, gate
    from rowgate.flows.part import part_of
    from rowgate.reports.gate import reporter

    if run_file is not None and (candidate is not None or out is not None):
        raise click.UsageError("give --run FILE, or --candidate NAME to run it now")
    workspace, datasets = part_of(datasets, local_plugins=not no_plugins)
    options = GateOptions(run_file, candidate, fixes, baseline, out)
    found = gate(workspace, datasets, options, watcher())
    for line in reporter(form)(found):
        click.echo(line)
    return _CODES[found.decision.status]
