"""The judge of a workspace, made from its plugins."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from rowgate.errors import UsageError
from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.judge import PanelJudge
from rowgate.flows.redaction import scan_of
from rowgate.model import Judge
from rowgate.shapes import meant

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from rowgate.evaluators.chat import Chat
    from rowgate.flows.workspace import Workspace
    from rowgate.model import Finding
    from rowgate.model import Scan as AnyScan


def judge_of(workspace: Workspace, chat: Chat | None = None) -> PanelJudge:
    """The judge over every evaluator; built-in ones are imported when a row names them.

    `chat` answers the model-graded ones, which are unknown without it.
    """
    given = {}
    for found in workspace.registry.external("evaluators"):
        if found.object.name in EvaluatorClasses():
            raise UsageError(
                f"{found.object.name} is registered twice: by {found.origin} and built in",
                fix="rename the one in the plugin",
            )
        given[found.object.name] = found.object
    return PanelJudge(
        EvaluatorClasses(given), _left_out(workspace), scan=LaterScan(workspace), chat=chat
    )


Judges = Callable[[int], Judge]
"""The judge of a repeat, from 0: a model judges each anew, though the output be the same."""


def judges_of(workspace: Workspace, chat: Chat | None = None) -> Judges:
    """A judge for each repeat; without a `chat` one will do for all."""
    from rowgate.flows.chats import Repeated

    first = judge_of(workspace, chat)

    @cache
    def judge(repeat: int) -> Judge:
        return judge_of(workspace, Repeated(chat, repeat)) if chat and repeat else first

    return judge


class LaterScan:
    """The scan by every redactor, made when it is first asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._scan: AnyScan | None = None

    def __call__(self, text: str) -> Iterable[Finding]:
        if self._scan is None:
            self._scan = scan_of(self._workspace)
        return self._scan(text)


class _Unknowable:
    """Any name may be of a plugin that was left out, since nobody looked inside; one that is
    nearly that of a built-in evaluator is misspelt all the same."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and not meant(name, list(EvaluatorClasses()))


def _left_out(workspace: Workspace) -> Container[str]:
    return _Unknowable() if workspace.registry.left_out else frozenset()
