"""The one exception for what the user can mend."""

from __future__ import annotations

PROBLEMS = 1
USAGE = 2
BUG = 3
INCONCLUSIVE = 4


class RowgateError(Exception):
    """What went wrong, where, and what to type next, in one line.

    `code` is the process's exit code: 1 refused, 2 wrong usage or unreadable input,
    4 inconclusive. The message never holds a value that was or would be redacted.
    """

    def __init__(self, message: str, *, fix: str = "", code: int = PROBLEMS) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.code = code

    @property
    def line(self) -> str:
        """Message and fix, as they are printed."""
        return in_a_line(self.message, self.fix)


def in_a_line(message: str, fix: str) -> str:
    """What went wrong and what to type next, whatever the message ends in."""
    if not fix:
        return message
    return f"{message} ({fix})" if message.endswith("?") else f"{message}; {fix}"


class UsageError(RowgateError):
    """Wrong usage or unreadable input: exit code 2."""

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message, fix=fix, code=USAGE)
