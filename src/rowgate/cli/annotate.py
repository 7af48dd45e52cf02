"""`rowgate annotate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rowgate.flows.annotate import Annotated
    from rowgate.flows.annotation import Annotation


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
    "--from-response", is_flag=True, help="The right answer is the response: it was right."
)
@click.option(
    "--evaluator", "evaluators", multiple=True, metavar="YAML",
    help="Add an evaluator: 'contains-any: [30 days, thirty days]'.",
)  # fmt: skip
@click.option(
    "--replace-evaluator", "other_evaluators", multiple=True, metavar="YAML",
    help="The same, in the place of the row's evaluator of that name.",
)  # fmt: skip
@click.option(
    "--remove-evaluator", "less_evaluators", multiple=True, metavar="NAME|YAML",
    help="Take evaluators away, by name or as they stand in the row.",
)  # fmt: skip
@click.option("--behavior", help="What production monitoring calls the pattern.")
@click.option("--incident", help="The ticket.")
@click.option("--metadata", multiple=True, metavar="KEY=VALUE")
@click.option("--repeat", metavar="RUNS|PASS/RUNS", help="Ask for several runs: 4 of 5 pass: 4/5.")
@click.option("--advisory/--no-advisory", default=None, help="The row only warns at the gate.")
@click.option("--known-failing", metavar="REASON", help="The row may fail, with --until DATE.")
@click.option("--until", metavar="YYYY-MM-DD", help="The last day on which it may fail.")
@click.option(
    "--clear", multiple=True, metavar="FIELD",
    help="Take away note, expected, repeat, advisory, known-failing, behavior, incident, "
    "metadata.KEY.",
)  # fmt: skip
@click.option(
    "--edit", is_flag=True, help="Open the row in your editor, and check what comes back."
)
def command(rows: tuple[str, ...], edit: bool, **options: object) -> None:
    """Give rows labels, the expected answer and evaluators. Comments and order survive.

    A ROW is a file, an id, DATASET/ID or a unique beginning of an id. With several, all of
    them are changed or none. --edit takes git's editor (GIT_EDITOR, core.editor, VISUAL,
    EDITOR); the other options are written into what it shows.
    """
    from rowgate.flows.annotate import annotate
    from rowgate.flows.part import part_of

    annotation = _annotation(**options)  # type: ignore[arg-type]
    if edit:
        _edit(rows, annotation)
        return
    if annotation.is_empty:
        raise click.UsageError("nothing is said of the row: give an option, or --edit")
    for done in annotate(*part_of(rows), annotation):
        _print(done)


def _edit(rows: tuple[str, ...], annotation: Annotation) -> None:
    from rowgate.cli.terminal import edit_again, is_terminal
    from rowgate.flows.editing import edit_rows
    from rowgate.flows.part import part_of

    again = edit_again if is_terminal() else _no
    for done in edit_rows(*part_of(rows), annotation, again=again, say=_say):
        _print(done)


def _no(problems: list[str]) -> bool:
    for line in problems:
        _say(line)
    return False


def _say(line: str) -> None:
    click.echo(line, err=True)


def _print(done: Annotated) -> None:
    said = ", ".join(done.fields) if done.fields else "nothing to change"
    click.echo(f"{done.path}: {said}")
    if done.stale:
        click.echo("  its approval no longer covers this: rowgate approve it again")


def _annotation(
    why: str | None,
    response_was: str | None,
    note: str | None,
    labels: tuple[str, ...],
    less_labels: tuple[str, ...],
    expected: str | None,
    expected_file: Path | None,
    from_response: bool,
    evaluators: tuple[str, ...],
    other_evaluators: tuple[str, ...],
    less_evaluators: tuple[str, ...],
    behavior: str | None,
    incident: str | None,
    metadata: tuple[str, ...],
    repeat: str | None,
    advisory: bool | None,
    known_failing: str | None,
    until: str | None,
    clear: tuple[str, ...],
) -> Annotation:
    from rowgate.flows.annotation import Annotation, parse_evaluator, parse_exemption, parse_repeat

    return Annotation(
        why=why,
        response_was=response_was,
        note=note,
        expected=_expected(expected, expected_file, from_response),
        from_response=from_response,
        add_labels=labels,
        remove_labels=less_labels,
        add_evaluators=[parse_evaluator(text) for text in evaluators],
        replace_evaluators=[parse_evaluator(text) for text in other_evaluators],
        remove_evaluators=[parse_evaluator(text) for text in less_evaluators],
        behavior=behavior,
        incident=incident,
        repeat=parse_repeat(repeat) if repeat is not None else None,
        advisory=advisory,
        known_failing=parse_exemption(known_failing, until),
        metadata=dict(_pair(text) for text in metadata),
        clear=clear,
    )


def _expected(text: str | None, file: Path | None, from_response: bool) -> str | None:
    if (text is not None) + (file is not None) + from_response > 1:
        raise click.UsageError("--expected, --expected-file and --from-response exclude each other")
    if file is None:
        return text
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file}: is not UTF-8 text (byte {error.start})") from None


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise click.UsageError(f"--metadata {text}: write KEY=VALUE")
    return key, value
