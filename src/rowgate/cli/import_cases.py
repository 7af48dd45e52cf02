"""`rowgate import`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from rowgate.errors import INCONCLUSIVE, USAGE
from rowgate.model import RESPONSE_WAS, WHYS, WHYS_NOT_FROM_SPANS

if TYPE_CHECKING:
    from rowgate.flows.importing import Brought, Imported


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--to", "dataset", required=True, metavar="DATASET", help="The dataset.")
@click.option(
    "--why", type=click.Choice((*WHYS, *WHYS_NOT_FROM_SPANS)), metavar="WHY",
    help="Why the rows exist; needed unless the file says it: a reason of `rowgate add`, or "
    f"{' or '.join(WHYS_NOT_FROM_SPANS)}.",
)  # fmt: skip
@click.option("--format", "wanted", metavar="NAME", help="Unless the content tells it.")
@click.option("--label", "labels", multiple=True, help="A label for all; several are fine.")
@click.option("--note", help="What happened, in a sentence.")
@click.option("--response-was", type=click.Choice(RESPONSE_WAS), help="What the responses were.")
@click.option(
    "--map", "moves", multiple=True, metavar="FIELD=VARIABLE",
    help="A variable that is something else: expected, response, note, labels or metadata.",
)  # fmt: skip
@click.option("--drop", multiple=True, metavar="VARIABLE", help="A variable to leave out.")
@click.option("--keep", multiple=True, metavar="TYPE@PATH", help="Leave a false hit in.")
@click.option("--reason", help="Why what is kept is no secret.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--skip-bad", is_flag=True, help="Entries that cannot be read are no failure.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as one JSON object.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(
    files: tuple[str, ...],
    dataset: str,
    why: str | None,
    wanted: str | None,
    labels: tuple[str, ...],
    note: str | None,
    response_was: str | None,
    moves: tuple[str, ...],
    drop: tuple[str, ...],
    keep: tuple[str, ...],
    reason: str | None,
    dry_run: bool,
    skip_bad: bool,
    as_json: bool,
    no_plugins: bool,
) -> int:
    """Turn other tools' datasets into pending rows, redacted before anything is written.

    A FILE is JSONL, JSON, YAML, CSV or parquet, or - for standard input. A case that is a row
    already changes nothing. Lines that cannot be read are said and the others taken; then the
    exit code is 2. Formats, besides those of plugins:

    jsonl, csv, promptfoo, pydantic-evals, inspect, openai-evals, deepeval, langfuse, langsmith,
    braintrust, phoenix, mlflow, huggingface (docs/exchange.md).
    """
    from rowgate.flows.cased import Selection
    from rowgate.flows.importing import import_cases
    from rowgate.flows.wish import Wish
    from rowgate.flows.workspace import open_workspace
    from rowgate.reports.exchange import imported_json

    wish = Wish(why, labels, None, note, response_was, keep=keep, reason=reason)
    done = import_cases(
        open_workspace(local_plugins=not no_plugins), dataset, files, wish,
        Selection.of(moves, drop), wanted=wanted, dry_run=dry_run,
    )  # fmt: skip
    if as_json:
        click.echo(imported_json(done, dry_run=dry_run))
    else:
        _print(done, dataset, dry_run)
    if done.unread and not skip_bad:
        return USAGE
    return 0 if done.rows else INCONCLUSIVE


def _print(done: Imported, dataset: str, dry_run: bool) -> None:
    from rowgate.cli.add import UNFOUND
    from rowgate.reports.exchange import lost_lines, unread_lines

    for line in unread_lines(done.unread):
        click.echo(f"rowgate: {line}", err=True)
    for line in (line for one in done.rows for line in _lines(one, dry_run)):
        click.echo(line)
    if done.columns:
        click.echo(f"columns of {dataset}: {', '.join(done.columns)}")
    for line in lost_lines(done.lost, "case"):
        click.echo(line)
    click.echo(_summary(done, dataset, dry_run), err=True)
    if any(one.outcome == "added" for one in done.rows) and not dry_run:
        click.echo(UNFOUND, err=True)
        click.echo(f"Next: rowgate check; rowgate review {dataset}", err=True)


def _lines(one: Brought, dry_run: bool) -> Iterator[str]:
    from rowgate.cli.add import left_lines, removed_lines

    word = "would add" if dry_run and one.outcome == "added" else one.outcome
    same = " is this case; nothing changed" if one.outcome == "there" else ""
    yield f"{word:9} {one.path} ({one.place}{same})"
    for line in removed_lines(one.removed):
        yield f"          redacted {line}"
    for line in left_lines(one.unfilled, one.unused_keeps):
        yield f"          {line}"
    if one.differs:
        yield f"          not taken, the row says otherwise: {', '.join(one.differs)}"


def _summary(done: Imported, dataset: str, dry_run: bool) -> str:
    from rowgate.reports.problems import counted

    added = sum(one.outcome == "added" for one in done.rows)
    there = len(done.rows) - added
    read = ", ".join(f"{name} read as {form}" for name, form in done.formats.items())
    parts = [f"{counted(added, 'row')} {'would be ' if dry_run else ''}added to {dataset}"]
    parts += [f"{there} there"] if there else []
    parts += [f"{len(done.unread)} not read"] if done.unread else []
    return f"{', '.join(parts)} ({read})"
