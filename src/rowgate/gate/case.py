"""What a candidate gets, and how it says that there is no output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rowgate.model import Json


class Case(NamedTuple):
    """One row as a candidate sees it: its variables under an opaque number, and nothing else."""

    number: int
    variables: Mapping[str, Json]
    """Placeholders are filled with synthetic values; the `path` of media is absolute."""
    session: str
    """Fresh for every row and repeat, so that no conversation leaks into another."""


def too_long(seconds: float) -> str:
    """Why there is no output of a candidate that took longer than it may."""
    return f"no answer within {seconds:g} second{'' if seconds == 1 else 's'}"


class NoOutputError(Exception):
    """The candidate gave no output. The message may be shown: it quotes no answer.

    `retry`: it may go better another time; `after`: not before so many seconds.
    """

    def __init__(self, reason: str, *, retry: bool = False, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.after = after
