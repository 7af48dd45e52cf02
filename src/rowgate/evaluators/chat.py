"""Asking a language model: what a model-graded evaluator asks of whoever can.

The evaluators know this protocol alone; `endpoint` speaks to a server, and a caller may
lend `PanelJudge` any other object that answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rowgate.model import Json


class Question(NamedTuple):
    """One question to a model, with everything that its answer may depend on."""

    messages: Sequence[dict[str, str]]
    schema: dict[str, Json]
    """JSON Schema that the answer must fit."""
    model: str | None = None
    """None: whichever the chat uses unless told otherwise."""
    temperature: float | None = None
    repeat: int = 0
    """Tells repeated votes on the same question apart, so that a cache cannot merge them."""


class NoAnswerError(Exception):
    """The model gave no usable answer. The message may be shown: it quotes nothing."""


class Chat(Protocol):
    """Answers questions; safe to call from several threads."""

    def ask(self, question: Question) -> Json:
        """The answer, which fits the question's schema. Raises NoAnswerError."""
