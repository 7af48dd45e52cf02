"""What the user of `add` says, and what is said to the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from rowgate.model import DataPath, Redacted

if TYPE_CHECKING:
    from rowgate.flows.comparing import Field

Outcome = Literal["added", "there", "noted-there", "updated", "noted"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user says of the rows to be made."""

    why: str | None
    labels: Sequence[str] = ()
    name: str | None = None
    note: str | None = None
    response_was: str | None = None
    project: str | None = None
    keep: Sequence[str] = ()
    reason: str | None = None
    incomplete: bool = False
    """Whether a span that its format lost something of may be added all the same."""
    update: bool = False
    """Whether the derived fields of rows that are there are written again."""
    note_seen: bool = False
    """Whether a span whose case is there is noted in that row instead of made a second one."""


class Added(NamedTuple):
    """What became of one span."""

    span_id: str
    path: str
    outcome: Outcome
    """`there`: the span is a row, `noted-there`: noted in one; nothing was changed."""
    variables_from: str = ""
    removed: Sequence[Redacted] = ()
    unfilled: Sequence[str] = ()
    unused_keeps: Sequence[str] = ()
    same_case: str | None = None
    """The row that holds the same variables, from another span."""
    columns: Sequence[str] = ()
    """The columns that were bootstrapped from this span."""
    incomplete: str | None = None
    remarks: Sequence[str] = ()
    root: bool = False
    """Whether the row is of the root span above the one that was named."""
    changed: Sequence[Field] = ()
    hidden: Sequence[DataPath] = ()
    stale: bool = False
