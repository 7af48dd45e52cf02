"""How much a change can let through: the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterable

from rowgate.model import Change

BROKEN = "broken"
WEAKENED = "weakened"
CRITERIA = "criteria"
EVIDENCE = "evidence"
ADDED = "added"
LABELS = "labels"

RISKS = (BROKEN, WEAKENED, CRITERIA, EVIDENCE, ADDED, LABELS)
"""Riskiest first. `broken` stands above `weakened`: nobody knows what such a row still asks for."""

MEANINGS = {
    BROKEN: "cannot be read any more",
    WEAKENED: "lets more pass than before",
    CRITERIA: "changed criteria",
    EVIDENCE: "changed evidence",
    ADDED: "added",
    LABELS: "labels and notes",
}


def rank(risk: str) -> int:
    """The place of a risk in the order, 0 the riskiest."""
    return RISKS.index(risk)


def by_risk(changes: Iterable[Change]) -> list[Change]:
    """The changes, riskiest first; within a risk by row, as they came."""
    return sorted(changes, key=lambda one: (rank(one.risk), one.row or ""))
