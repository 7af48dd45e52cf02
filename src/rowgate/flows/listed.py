"""What a comparison comes to: changes, and where each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rowgate.changes.risk import rank
from rowgate.model import Change, Json


class Listed(NamedTuple):
    """A change and where it stands."""

    dataset: str
    """Empty where it is of the configuration, a plugin, or what runs rowgate."""
    path: str
    """Of the file, from the top of the repository, where the newer version has it or had it."""
    change: Change
    accepted: str = ""
    """The reason that a commit gives for a weakening."""
    variables: Json = None
    """Those of the row, as the newer version has them or had them."""


class Comparison(NamedTuple):
    """What differs between two versions, riskiest first."""

    before: str
    after: str
    changes: Sequence[Listed]

    def failing(self, risk: str) -> list[Listed]:
        """The changes of this risk or a worse one that no commit accepts."""
        return [
            one for one in self.changes if rank(one.change.risk) <= rank(risk) and not one.accepted
        ]
