"""`--report FORMAT=FILE`: what is printed for people, written for a machine in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from rowgate.errors import RowgateError


class Wanted(NamedTuple):
    """A report that goes to a file."""

    form: str
    file: Path


def report_option(forms: Sequence[str]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The option, as `reports`, of a command that can print in these forms."""

    def wanted(_: click.Context, __: click.Parameter, given: Sequence[str]) -> list[Wanted]:
        return [_wanted(one, forms) for one in given]

    said = "Write a report to a file besides, in one of the formats; may be repeated."
    return click.option(
        "--report", "reports", multiple=True, callback=wanted, metavar="FORMAT=FILE", help=said
    )


def _wanted(given: str, forms: Sequence[str]) -> Wanted:
    form, _, file = given.partition("=")
    if form not in forms or not file:
        raise click.BadParameter(f"{given} is no FORMAT=FILE; formats: {', '.join(forms)}")
    return Wanted(form, Path(file))


def write_report(file: Path, lines: Iterable[str]) -> None:
    """Writes the lines. Raises `RowgateError` where that cannot be."""
    try:
        text = "".join(f"{line}\n" for line in lines)
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise RowgateError(f"{file}: cannot be written ({error.strerror})") from None
