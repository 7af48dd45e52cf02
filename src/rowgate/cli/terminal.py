"""A terminal that a person sits at: keys, lines, pages. Needs no colour and no library.

Ctrl-C and Ctrl-D arrive as KeyboardInterrupt and EOFError.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence

import click


def is_terminal() -> bool:
    """Whether a person can answer: both input and output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def size() -> tuple[int, int]:
    """Columns and lines, of a window that may be resized at any time."""
    found = shutil.get_terminal_size((80, 24))
    return max(found.columns, 40), max(found.lines, 12)


def has_colour() -> bool:
    """Whether text may be set off by more than its characters (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def styled(text: str, **style: bool | str) -> str:
    """The text in a style, or as it is where there is no colour."""
    return click.style(text, **style) if has_colour() else text  # type: ignore[arg-type]


def say(text: str = "") -> None:
    """One line; more where it is longer than the window is wide."""
    click.echo(text, color=has_colour())


def key() -> str:
    """The next key that is pressed: one character, or `escape` for arrows and the like.

    It is read byte by byte, so that what was typed ahead is there for the next question.
    """
    import select
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setraw(descriptor, termios.TCSADRAIN)
        found = os.read(descriptor, 1)
        if found == b"\x1b":
            while select.select([descriptor], [], [], 0.02)[0]:
                os.read(descriptor, 1)
            return "escape"
        for _ in range(_more_bytes(found)):
            found += os.read(descriptor, 1)
    except OSError:  # the window was closed
        raise EOFError from None
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
    if found == b"\x03":
        raise KeyboardInterrupt
    if found in (b"\x04", b""):
        raise EOFError
    return found.decode(errors="replace")


def _more_bytes(first: bytes) -> int:
    """How many bytes of a UTF-8 character follow its first one."""
    lead = first[0] if first else 0
    return 3 if lead >= 0xF0 else 2 if lead >= 0xE0 else 1 if lead >= 0xC0 else 0


def line(question: str, *, proposed: str = "", words: Sequence[str] = ()) -> str:
    """One line of text, with the keys of a shell to edit it; Tab completes `words`.

    `proposed` stands there already, to be mended.
    """
    import readline

    def complete(text: str, state: int) -> str | None:
        fitting = [word for word in words if word.startswith(text)]
        return fitting[state] if state < len(fitting) else None

    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
    readline.set_startup_hook(lambda: readline.insert_text(proposed))
    try:
        return input(f"{question}: ").strip()
    finally:
        readline.set_startup_hook(None)


def yes(question: str, *, default: bool | None = None) -> bool:
    """Yes or no, by one key. Enter is the default; without one it is asked again."""
    choices = {True: "Y/n", False: "y/N", None: "y/n"}[default]
    click.echo(f"{question} [{choices}] ", nl=False)
    while True:
        pressed = key().lower()
        answer = {"y": True, "n": False, "\r": default, "\n": default}.get(pressed)
        if answer is not None:
            say("yes" if answer else "no")
            return answer


def page(lines: Iterable[str]) -> None:
    """All the lines in the user's pager (PAGER)."""
    click.echo_via_pager("\n".join(lines) + "\n", color=has_colour())


def edit_again(problems: list[str], show: Callable[[str], None] = say) -> bool:
    """Shows what is wrong with an edit, and asks whether to open it again."""
    for problem in problems:
        show(problem)
    try:
        return yes("the problems are marked in the text: edit again?", default=True)
    except (EOFError, KeyboardInterrupt):
        show("")
        return False
