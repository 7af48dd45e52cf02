"""`rowgate prove`."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from rowgate.errors import INCONCLUSIVE, PROBLEMS

if TYPE_CHECKING:
    from rowgate.flows.prove import Proven


@click.command("prove")
@click.argument("rows", nargs=-1)
@click.option(
    "--runs", type=click.IntRange(1, 25), default=1, show_default=True,
    help="How often a model judges each answer; all runs must agree.",
)  # fmt: skip
@click.option(
    "--max-cost", type=click.FloatRange(min=0), metavar="USD",
    help="Ask no further once the next question could cost more than this in all.",
)  # fmt: skip
@click.option("--fresh", is_flag=True, help="Ask the judge again, whatever it said before.")
@click.option("--dry-run", is_flag=True, help="Write no review.proof.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text",
    show_default=True,
)  # fmt: skip
def command(
    rows: tuple[str, ...],
    runs: int,
    max_cost: float | None,
    fresh: bool,
    dry_run: bool,
    no_plugins: bool,
    form: str,
) -> int:
    """Show that each row's criteria fail the wrong and pass the right answer.

    A ROW is a row or a whole dataset; with none, every row. Model-graded evaluators are asked
    too, and a proof that holds is recorded in the row's review.proof, so that check can ask
    for it offline. Exit code 1 where an answer gets the opposite of what it should, 4 where
    nobody can tell.
    """
    from rowgate.flows.chats import open_chat
    from rowgate.flows.part import others_said, part_of
    from rowgate.flows.prove import Options, prove
    from rowgate.reports.proof import FORMS, summary

    workspace, rows = part_of(rows, local_plugins=not no_plugins)
    for line in [] if rows else others_said(workspace):
        click.echo(line, err=True)
    standings: Counter[str] = Counter()
    with open_chat(os.environ, max_cost=max_cost, fresh=fresh) as chat:
        found = prove(workspace, rows, Options(runs, record=not dry_run), chat)
        for line in FORMS[form](_counted(found, standings)):
            click.echo(line)
        click.echo(summary(standings, chat.spent if chat else None), err=True)
    if standings["refuted"]:
        return PROBLEMS
    return INCONCLUSIVE if standings["unproven"] or not standings else 0


def _counted(found: Iterable[Proven], standings: Counter[str]) -> Iterator[Proven]:
    for one in found:
        standings[one.standing] += 1
        yield one
