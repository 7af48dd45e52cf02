"""What a problem may say aloud: nothing that a scan would take out of the row."""

from __future__ import annotations

from rowgate.checks.context import Context
from rowgate.model import DataPath, Json, Problem

_OF_FINDINGS = ("RG301", "RG302")
"""They name types and places only, and `email@note` in a fix looks like an address."""


def discreet(problem: Problem, title: str, context: Context) -> Problem:
    """The problem, without its details where these quote a secret or personal data.

    A rule may quote a label, a name or a parameter, and a plugin's rule anything.
    """
    if problem.code in _OF_FINDINGS:
        return problem
    place = speakable(problem.at, context)
    if place == problem.at and not _found(f"{problem.message}\n{problem.fix}", context):
        return problem
    message = f"{title}; the details hold what may not be shown"
    fix = f"rowgate redact {problem.row}" if problem.row else "take it out of dataset.yaml"
    return problem._replace(message=message, fix=fix, at=place)


def speakable(at: DataPath, context: Context) -> DataPath:
    """The place, cut before the first key that is itself a finding and may not be shown."""
    for index, part in enumerate(at):
        if isinstance(part, str) and _found(part, context):
            return at[:index]
    return at


def _found(data: Json, context: Context) -> bool:
    return any(True for _ in context.scan_data(data))
