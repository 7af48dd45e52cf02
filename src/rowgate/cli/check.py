"""`rowgate check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rowgate.cli.reporting import Wanted, report_option, write_report
from rowgate.errors import INCONCLUSIVE, PROBLEMS

if TYPE_CHECKING:
    from rowgate.flows.check import Options, Report

STAGED = "@staged"
WORKTREE = "@worktree"
FORMS = ("text", "json", "github", "gitlab", "junit")


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--require-approval", is_flag=True, help="An unapproved row is an error.")
@click.option("--thorough", is_flag=True, help="Scan with every redactor, as CI does.")
@click.option(
    "--fix", is_flag=True, help="Mend what is mechanical: form, order of fields, label spelling."
)
@click.option("--select", multiple=True, metavar="CODE", help="Only rules that begin with this.")
@click.option("--ignore", multiple=True, metavar="CODE", help="No rules that begin with this.")
@click.option("--no-plugins", is_flag=True, help="Leave the repository's own plugins out.")
@click.option("--staged", is_flag=True, help="Look at the index, whatever lies on disk.")
@click.option("--ref", metavar="REF", help="Look at a commit, tag or branch instead.")
@click.option(
    "--history", is_flag=False, flag_value="--all", metavar="[REF..REF]",
    help="Scan what past commits hold instead, by every redactor.",
)  # fmt: skip
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@report_option(FORMS)
@click.option("--statistics", is_flag=True, help="Say how often each rule was hit.")
def command(
    files: tuple[Path, ...],
    require_approval: bool,
    thorough: bool,
    fix: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    no_plugins: bool,
    staged: bool,
    ref: str | None,
    history: str | None,
    form: str,
    reports: tuple[Wanted, ...],
    statistics: bool,
) -> int:
    """Find what is wrong with rows: what pre-commit runs.

    With FILES, those rows; with a dataset.yaml among them, its whole dataset; with none,
    everything git tracks or would track. DATASET@REF and ROW@REF are of that version.
    Exit code 1 where there is an error.
    """
    if sum((staged, ref is not None, history is not None, fix)) > 1:
        raise click.UsageError("--staged, --ref, --history and --fix look at different things")
    if history is not None and files:
        raise click.UsageError("--history looks at everything that was committed: name no files")
    named = any("@" in str(one) and not one.exists() for one in files)
    if named and (staged or fix or ref is not None):
        raise click.UsageError("DATASET@REF says which version: leave --staged, --ref, --fix out")
    if history is not None:
        return _history(history, local_plugins=not no_plugins)
    from rowgate.flows.check import Options
    from rowgate.reports import problems as report
    from rowgate.reports.formats import reporter

    if form == "text" and sys.stdout.isatty():
        form = "terminal"
    options = Options(
        require_approval, thorough, not no_plugins, select, ignore, excerpts=form == "terminal"
    )
    if fix:
        _fix(files, options, aside=form not in ("text", "terminal"))
    found = _found(files, options, STAGED if staged else ref, named=named)
    for line in reporter(form)(found):
        click.echo(line)
    for wanted in reports:
        write_report(wanted.file, reporter(wanted.form)(found))
    for line in report.statistics(found) if statistics else ():
        click.echo(line, err=True)
    click.echo(report.summary(found), err=True)
    if found.errors:
        return PROBLEMS
    return INCONCLUSIVE if not files and not found.rows else 0


def _found(files: tuple[Path, ...], options: Options, ref: str | None, *, named: bool) -> Report:
    if named:
        from rowgate.flows.versioned import check_named

        return check_named([str(one) for one in files], options)
    if ref is None or ref == WORKTREE:
        from rowgate.flows.check import check

        return check(files, options)
    from rowgate.flows.versioned import check_at

    return check_at(ref, files, options)


def _fix(files: tuple[Path, ...], options: Options, *, aside: bool) -> None:
    """Mends, and says what; `aside` where standard output is for a machine."""
    from rowgate.flows.fix import fix_rows

    for fixed in fix_rows(files, options):
        click.echo(f"fixed    {fixed.path}: {'; '.join(fixed.what)}", err=aside)


def _history(span: str, *, local_plugins: bool) -> int:
    from rowgate.flows.history_check import check_history
    from rowgate.flows.part import others_said, part_of
    from rowgate.reports.history import past_lines, past_summary

    workspace, _ = part_of([], local_plugins=local_plugins)
    for line in others_said(workspace):
        click.echo(line, err=True)
    found = check_history(workspace, span)
    for line in past_lines(found.findings):
        click.echo(line)
    click.echo(past_summary(len(found.findings), found.versions), err=True)
    if found.cut:
        said = "this clone is shallow: what older commits brought was not scanned"
        click.echo(f"{said}; git fetch --unshallow", err=True)
    if found.findings:
        return PROBLEMS
    return 0 if found.versions and not found.cut else INCONCLUSIVE
