"""Spans as traces give them, for tests that start behind the reading."""

from __future__ import annotations

from typing import Any

from rowgate.model import Span


def model_span(**fields: Any) -> Span:
    """A model span of a support bot, with whatever a test sets differently."""
    question = fields.pop("question", "How long do I have to return headphones?")
    answer = fields.pop("answer", "You have 60 days to return them.")
    given: dict[str, Any] = {
        "format": "otlp/genai",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "span_id": "00f067aa0ba902b7",
        "name": "chat gpt-4o-mini",
        "kind": "model",
        "project": "support-bot",
        "status": "ok",
        "provider": "openai",
        "model": "gpt-4o-mini-2024-07-18",
        "started_at": "2026-11-20T09:12:44.123456789Z",
        "ended_at": "2026-11-20T09:12:44.935456789Z",
        "variables": {"question": question},
        "messages": [
            {"role": "system", "content": [{"type": "text", "text": "You are kind."}]},
            {"role": "user", "content": [{"type": "text", "text": question}]},
        ],
        "outputs": [
            {
                "role": "assistant",
                "content": [{"type": "text", "text": answer}],
                "finish_reason": "stop",
            }
        ],
        "response": answer,
    }
    return Span(**(given | fields))
