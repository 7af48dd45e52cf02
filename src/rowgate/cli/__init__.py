"""The command line: a file a command, each imported when it is called."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from rowgate import __version__
from rowgate.cli.streams import give_up, prepare
from rowgate.errors import BUG, USAGE, RowgateError, in_a_line

# A module named `run` would hide the function below.
# In the order people use them; the file is `cli/<name>.py`, the function `<name>`.
COMMANDS = {
    "init": "Set a repository up.",
    "new": "Create an empty dataset.",
    "find": "List the spans of trace files.",
    "show": "Show a trace, a span or a row as people read it.",
    "add": "Turn spans into rows.",
    "annotate": "Give rows labels, the expected answer and evaluators.",
    "review": "Walk through the rows that wait for a person.",
    "approve": "Approve rows, under your git identity.",
    "move": "Move rows to another dataset.",
    "remove": "Remove rows, for a reason.",
    "columns": "Change the columns of a dataset.",
    "redact": "Take secrets and personal data out of rows that exist.",
    "verify": "Compare rows with the trace they came from.",
    "check": "Find what is wrong with rows: what pre-commit runs.",
    "prove": "Show that criteria fail the wrong and pass the right answer.",
    "run": "Ask a candidate for its outputs, and judge them.",
    "merge": "Join the run files of shards.",
    "gate": "Approve or reject a candidate.",
    "diff": "Show what changed in datasets, riskiest first.",
    "log": "Show the life of a dataset or a row.",
    "tag": "Name a version of a dataset, with the digest of its content.",
    "status": "Show where the team stands.",
    "import": "Turn other tools' datasets into rows.",
    "export": "Write a dataset as the file of another tool.",
    "owners": "Print who owns which dataset, as a CODEOWNERS file says it.",
    "plugins": "List what is loaded, and from where.",
    "rule": "Explain a rule of check.",
    "evaluators": "List and explain the evaluators.",
    "schema": "Print or write JSON Schemas for editors.",
}
_MODULES = {"import": "import_cases", "new": "new_dataset", "run": "run_candidate"}


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class _ReaderGone(Exception):  # noqa: N818 - nobody's error
    """Whoever read our output went away."""


class _Commands(click.Group):
    """Commands in the order of use, each imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"rowgate.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from rowgate.shapes import meant

        name = args[0] if args else ""
        if name not in COMMANDS and not name.startswith("-"):
            hint = meant(name, COMMANDS) or "rowgate --help lists them"
            raise click.UsageError(f"no command {name}: {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:  # before click makes an exit with code 1 of it
            raise _ReaderGone from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="rowgate %(version)s")
def cli() -> None:
    """Turn the production span that matters into a reviewed row that gates every change."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code: 0, 1, 2, 3 or 4 (docs/format.md)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare(given[0] if given else "")
    try:
        os.getcwd()  # noqa: PTH109 - a folder that was removed has a word of its own
    except FileNotFoundError:
        _complain("the current folder is no more", "cd to one that is there")
        return USAGE
    try:
        code = cli.main(given, prog_name="rowgate", standalone_mode=False)
    except RowgateError as error:
        _complain(error.message, error.fix)
        return error.code
    except click.ClickException as error:
        message = _said(error)
        _complain(message, "" if message.endswith("?") else _usage_of(error))
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("rowgate: stopped", err=True)
        return 130
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # of `--help`
            give_up()
            return 0
        # rowgate itself never leaves this way, and a plugin's exit code must not be the gate's.
        _complain("a plugin or candidate called exit()", "--no-plugins leaves plugins out")
        return USAGE
    except _ReaderGone:
        give_up()
        return 0
    except Exception as error:
        if os.environ.get("ROWGATE_DEBUG"):
            raise
        return _unforeseen(error)
    return code if isinstance(code, int) else 0


def main() -> None:
    """The console script."""
    # A short run makes a hundred thousand objects and drops none: collecting them costs 5 %.
    gc.set_threshold(100_000, 20, 20)
    _guard_exit()
    sys.exit(run())


def _guard_exit() -> None:
    """Code of a repository that ends the process at once must not choose the exit code: 0 would
    approve. Forked processes end as they like."""
    leave, own = os._exit, os.getpid()

    def guarded(status: int) -> NoReturn:
        if status == 0 and os.getpid() == own:
            os.write(2, b"rowgate: a plugin or candidate ended the process by os._exit()\n")
            leave(BUG)
        leave(status)

    os._exit = guarded


def _complain(message: str, fix: str) -> None:
    click.echo(f"rowgate: {in_a_line(message, fix)}", err=True)


def _said(error: click.ClickException) -> str:
    """What click says, and of options and words that are not there, the one that was meant."""
    from rowgate.shapes import meant

    if isinstance(error, click.NoSuchOption):
        hint = meant(error.option_name, error.possibilities or [])
        return f"no option {error.option_name}" + (f": {hint}" if hint else "")
    message = error.format_message().rstrip(".")
    kind = getattr(getattr(error, "param", None), "type", None)
    if not isinstance(kind, click.Choice) or not isinstance(error, click.BadParameter):
        return message
    word = error.message.split("'")[1:2]
    hint = meant(word[0], [str(one) for one in kind.choices]) if word else ""
    return f"{message}: {hint}" if hint else message


def _usage_of(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"see {context.command_path} --help" if context else ""


def _unforeseen(error: Exception) -> int:
    """A file or folder that the system refuses is the user's to mend, anything else is a bug."""
    if isinstance(error, OSError) and isinstance(error.filename, str | bytes | os.PathLike):
        _complain(f"{os.fsdecode(error.filename)}: {error.strerror}", "")
        return USAGE
    if isinstance(error, OSError) and error.errno in _FULL:
        give_up()
        _complain(f"the output cannot be written: {error.strerror}", "")
        return USAGE
    _report_bug(error)
    return BUG


def _report_bug(error: BaseException) -> None:
    """Where it happened and of what kind, never the message: it may hold what was redacted."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "?"
    if trace is not None:
        where = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119
    click.echo(
        f"rowgate {__version__}: a bug in rowgate: {type(error).__name__} at {where}; "
        "ROWGATE_DEBUG=1 shows the traceback (it may hold unredacted text)",
        err=True,
    )
