"""`rowgate review`: rows, one after another, and a key for all that may be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rowgate.cli import keys, terminal
from rowgate.errors import RowgateError, UsageError

if TYPE_CHECKING:
    from rowgate.cli.reviewing import Reviewing


@click.command("review")
@click.argument("dataset", required=False)
def command(dataset: str | None) -> None:
    """Walk through the rows that wait for a person, one at a time.

    Those that are pending, or were changed after their approval, of DATASET or of all
    datasets. Every answer is written at once, so it can be left at any point. It needs a
    terminal.
    """
    from rowgate.cli.reviewing import Reviewing
    from rowgate.flows.part import others_said, part_of
    from rowgate.flows.review import waiting

    workspace, names = part_of([dataset] if dataset else [])
    for line in [] if names else others_said(workspace):
        click.echo(line, err=True)
    found = waiting(workspace, names[0] if names else None)
    if not terminal.is_terminal():
        raise UsageError(
            "review needs a terminal to ask in",
            fix="in a script: rowgate check, rowgate annotate ROW, rowgate approve ROW",
        )
    if not found.places:
        click.echo(f"no row waits for its review ({found.rows} looked at)")
        return
    reviewing = Reviewing(workspace, found.places)
    try:
        _walk(reviewing)
    except (EOFError, KeyboardInterrupt):
        click.echo()
    finally:
        for line in reviewing.summary():
            click.echo(line)


def _walk(reviewing: Reviewing) -> None:
    """From row to row until there are no more, or the reviewer leaves."""
    while reviewing.here is not None:
        if not reviewing.arrive():
            continue
        _show_rest(reviewing)
        here = reviewing.here
        while reviewing.here == here:
            pressed = _key(reviewing)
            if pressed == "q":
                return
            _act(reviewing, pressed)
            if reviewing.here == here and pressed not in "?o":
                _show_rest(reviewing)


def _act(reviewing: Reviewing, pressed: str) -> None:
    """What a key asks for. An answer that cannot be is said, and the row stays where it is."""
    if pressed == "?":
        reviewing.say(f"  {pressed:7} {what}" for pressed, what in keys.HELP)
        return
    try:
        reviewing.actions()[pressed]()
    except RowgateError as error:
        reviewing.say([f"rowgate: {error.line}"])
    except (EOFError, KeyboardInterrupt):
        # Out of a question is back to the row; out of the row is out of the review.
        terminal.say()
        terminal.say("  nothing was changed")


def _key(reviewing: Reviewing) -> str:
    while True:
        click.echo("> ", nl=False)
        pressed = terminal.key().lower()
        known = pressed == "q" or pressed == "?" or pressed in reviewing.actions()
        click.echo(pressed if known else "")
        if known:
            return pressed
        if pressed not in ("\r", "\n", "escape", " "):
            terminal.say("no such key: ? explains them")


def _show_rest(reviewing: Reviewing) -> None:
    width, height = terminal.size()
    menu = keys.menu(width)
    for line in reviewing.below(width, height - len(menu) - 2):
        reviewing.say([line])
    reviewing.say(menu, dim=True)
