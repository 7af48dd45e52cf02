"""`rowgate annotate`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("annotate")
@click.argument("rows", nargs=-1, required=True)
@click.option("--why", help="The reason the row exists.")
@click.option("--response-was", help="wrong, right or unjudged: what the recorded response was.")
@click.option("--note", help="What happened, in a sentence.")
@click.option("--label", "labels", multiple=True, help="Add a label.")
@click.option("--remove-label", "less_labels", multiple=True, help="Take a label away.")
@click.option("--expected", help="The right answer.")
@click.option(
    "--expected-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The right answer, from a file, byte for byte.",
)  # fmt: skip
@click.option(
    "--evaluator", "evaluators", multiple=True, metavar="YAML",
    help="Add an evaluator: 'contains-any: [30 days, thirty days]'.",
)  # fmt: skip
@click.option("--remove-evaluator", "less_evaluators", multiple=True, metavar="NAME")
@click.option("--behavior", help="What production monitoring calls the pattern.")
@click.option("--incident", help="The ticket.")
@click.option("--metadata", multiple=True, metavar="KEY=VALUE")
def command(
    rows: tuple[str, ...],
    why: str | None,
    response_was: str | None,
    note: str | None,
    labels: tuple[str, ...],
    less_labels: tuple[str, ...],
    expected: str | None,
    expected_file: Path | None,
    evaluators: tuple[str, ...],
    less_evaluators: tuple[str, ...],
    behavior: str | None,
    incident: str | None,
    metadata: tuple[str, ...],
) -> None:
    """Give rows labels, the expected answer and evaluators. Comments and order survive.

    A ROW is a file, an id, DATASET/ID or a unique beginning of an id.
    """
    from rowgate.flows.annotate import Annotation, annotate, parse_evaluator
    from rowgate.flows.workspace import open_workspace

    if expected is not None and expected_file is not None:
        raise click.UsageError("--expected and --expected-file say the same thing twice")
    if expected_file is not None:
        expected = expected_file.read_bytes().decode()
    annotation = Annotation(
        why=why,
        response_was=response_was,
        note=note,
        expected=expected,
        add_labels=labels,
        remove_labels=less_labels,
        add_evaluators=[parse_evaluator(text) for text in evaluators],
        remove_evaluators=less_evaluators,
        behavior=behavior,
        incident=incident,
        metadata=dict(_pair(text) for text in metadata),
    )
    for done in annotate(open_workspace(), rows, annotation):
        said = ", ".join(done.fields) if done.fields else "nothing to change"
        click.echo(f"{done.path}: {said}")
        if done.stale:
            click.echo("  its approval no longer covers this: rowgate approve it again")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise click.UsageError(f"--metadata {text}: write KEY=VALUE")
    return key, value
