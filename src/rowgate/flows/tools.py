"""The judge and the scans of a workspace, made from its plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rowgate.evaluators.judge import PanelJudge
from rowgate.redaction.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Container

    from rowgate.flows.workspace import Workspace


def judge_of(workspace: Workspace) -> PanelJudge:
    """The judge over every evaluator that is loaded, with the full scan lent to it."""
    classes = workspace.registry.named("evaluators")
    return PanelJudge(classes, _left_out(workspace), scan=scan_of(workspace))


def scan_of(workspace: Workspace, *, gate: bool = False, fast: bool = False) -> Scan:
    """A scan by every redactor, or by the fast ones of the commit hook.

    `gate` asks for the confident findings only, which is what `check` reports.
    """
    redactors = [found.object for found in workspace.registry.objects("redactors")]
    chosen = [each for each in redactors if getattr(each, "fast", False)] if fast else redactors
    return Scan(chosen, profile="gate" if gate else "redact")


class _Unknowable:
    """Any name may be of a plugin that was left out: nobody looked inside."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)


def _left_out(workspace: Workspace) -> Container[str]:
    return _Unknowable() if workspace.registry.left_out else frozenset()
