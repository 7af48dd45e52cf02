"""The runs of a proof: a judge each, asked ahead of the row's turn."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial

from rowgate.evaluators.chat import NoAnswerError, Question
from rowgate.evaluators.endpoint import Endpoint
from rowgate.flows.beside import Beside
from rowgate.flows.chats import of_repeat
from rowgate.flows.tools import judge_of
from rowgate.flows.workspace import Workspace
from rowgate.model import Json, Output, Row, Verdict


class ProofRun:
    """One of several runs: a judge whose repeats are its own, and that knows who answered."""

    def __init__(self, workspace: Workspace, chat: Endpoint | None, number: int) -> None:
        self._chat = chat
        self._number = number
        self._ahead: dict[str, Future[list[Verdict]]] = {}
        self.judge = judge_of(workspace, self if chat else None)
        self.asked: list[Question] = []

    def ask_ahead(self, beside: Beside, output: Output, row: Row, entry: Json) -> None:
        """Has a verdict made that will be wanted."""
        work = partial(self.judge, output, row, [entry])
        self._ahead[repr((output, entry))] = beside.call(work)

    def __call__(self, output: Output, row: Row, evaluators: Sequence[Json]) -> list[Verdict]:
        """The verdicts, where they were made ahead as soon as they are there."""
        ahead = [self._ahead.get(repr((output, entry))) for entry in evaluators]
        return [
            verdict
            for entry, made in zip(evaluators, ahead, strict=True)
            for verdict in (made.result() if made else self.judge(output, row, [entry]))
        ]

    def ask(self, question: Question) -> Json:
        if self._chat is None:
            raise NoAnswerError("no judge is set up: set ROWGATE_JUDGE_MODEL")
        question = of_repeat(question, self._number)
        self.asked.append(self._chat.resolved(question))
        return self._chat.ask(question)
