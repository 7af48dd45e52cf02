"""`rowgate diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rowgate.cli.reporting import Wanted, report_option, write_report
from rowgate.errors import PROBLEMS

if TYPE_CHECKING:
    from rowgate.flows.listed import Comparison

FORMS = ("text", "json", "markdown", "html", "github")
RISKS = ("broken", "weakened", "criteria", "evidence", "added", "labels")


@click.command("diff")
@click.argument("base", required=False)
@click.argument("head", required=False)
@click.option("--direct", is_flag=True, help="From BASE itself, not from where HEAD left it.")
@click.option("--dataset", "datasets", multiple=True, metavar="NAME", help="Of this dataset only.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@report_option(FORMS)
@click.option(
    "--fail-on", type=click.Choice(RISKS), metavar="RISK",
    help=f"Exit code 1 for changes of this risk or a worse one: {', '.join(RISKS)}.",
)  # fmt: skip
@click.option(
    "--run", "runs", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE", help="Score the outputs of this run under the old and new criteria, too.",
)  # fmt: skip
@click.option(
    "--message", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="The message of the commit being made, for a commit-msg hook: its trailer counts.",
)  # fmt: skip
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
def command(
    base: str | None,
    head: str | None,
    direct: bool,
    datasets: tuple[str, ...],
    form: str,
    reports: tuple[Wanted, ...],
    fail_on: str | None,
    runs: tuple[Path, ...],
    message: Path | None,
    no_plugins: bool,
) -> int:
    """Show what changed in datasets between BASE and HEAD, riskiest first.

    BASE and HEAD are commits, tags, branches, @staged or @worktree. Without HEAD the working
    tree; without BASE what is not committed. What weakens a row stands on top, and where its
    criteria changed, the answers that failed before and pass now. Parts of the repository below,
    with a rowgate.yaml of their own, are looked at too.
    """
    from rowgate.flows.diff_parts import Wanted, diff_parts
    from rowgate.reports import changes as report

    asked = Wanted(base, head, direct, datasets, runs, message, not no_plugins)
    found = diff_parts(asked)
    for line in report.reporter(form)(found):
        click.echo(line)
    for wanted in reports:
        write_report(wanted.file, report.reporter(wanted.form)(found))
    click.echo(report.summary(found), err=True)
    return _verdict(found, fail_on, _said(head, message))


def _said(head: str | None, message: Path | None) -> str:
    """Where the reason for a weakening is said: in the message, if that is still being written."""
    if message is not None:
        return "say why at the end of the message: Rowgate-Weakened: REASON"
    if head == "@staged":
        trailer = "git commit --trailer 'Rowgate-Weakened: REASON'"
        return f"say why: {trailer} (the hook is passed by SKIP=rowgate-weakened)"
    empty = "--allow-empty " if head else ""
    return f"say why: git commit {empty}--trailer 'Rowgate-Weakened: REASON'" + (
        "" if head else " (with --allow-empty, if it is committed)"
    )


def _verdict(found: Comparison, fail_on: str | None, said: str) -> int:
    failing = found.failing(fail_on) if fail_on else []
    if not failing:
        return 0
    weakened = any(one.change.risk == "weakened" for one in failing)
    fix = f"mend them, or {said}" if weakened else "mend them"
    click.echo(f"{len(failing)} of them fail --fail-on {fail_on}; {fix}", err=True)
    return PROBLEMS
