"""`rowgate export`."""

from __future__ import annotations

import sys

import click

from rowgate.errors import PROBLEMS


@click.command("export")
@click.argument("dataset", metavar="DATASET[@REF]")
@click.option(
    "--format", "wanted", required=True, metavar="NAME", help="docs/exchange.md lists them."
)
@click.option(
    "--output", "-o", metavar="FILE",
    help="Where to; its suffix may choose a form of the format. Without it, standard output.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(dataset: str, wanted: str, output: str | None, as_json: bool, no_plugins: bool) -> int:
    """Write a dataset as the file of another tool, and say what it cannot carry.

    A line a kind: `lost` is not in the file; `metadata` is, and comes back by an import, but the
    tool does nothing with it. Exit code 1 where whole rows are left out, such as those that hold
    what redaction takes out. Placeholders of redaction stay. Formats, besides those of plugins:

    jsonl, csv, promptfoo, pydantic-evals, inspect, openai-evals, deepeval, langfuse, langsmith,
    braintrust, phoenix, mlflow, huggingface, adaline (docs/exchange.md).
    """
    from rowgate.flows.exporting import export
    from rowgate.flows.workspace import open_workspace
    from rowgate.reports.exchange import exported_json, lost_lines
    from rowgate.reports.problems import counted

    if as_json and output is None:
        raise click.UsageError("--json needs --output: both would go to standard output")
    done = export(open_workspace(local_plugins=not no_plugins), dataset, wanted, output)
    if as_json:
        click.echo(exported_json(done))
        return PROBLEMS if done.left_out else 0
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(done.content)
        sys.stdout.flush()
    report = output is None
    for file in done.files:
        click.echo(f"written   {file}")
    for line in lost_lines(done.lost, "row"):
        click.echo(line, err=report)
    for name in done.beside:
        click.echo(f"not here  a file that ends in {name}: --output FILE writes it, too", err=True)
    left = f", {done.left_out} left out" if done.left_out else ""
    click.echo(f"{counted(done.rows, 'row')} of {dataset} as {done.format}{left}", err=True)
    return PROBLEMS if done.left_out else 0
