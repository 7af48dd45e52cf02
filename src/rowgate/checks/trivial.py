"""Outputs that answer nothing: what RG406 tries on a row's criteria."""

from __future__ import annotations

from collections.abc import Iterator

from rowgate.checks.messages import is_conversation, last_turn, text_of
from rowgate.model import Row

LONGEST = 1000
"""Characters. A whole document given back is no answer that a model would try; and where the
answer stands in it, as in retrieval, any good criterion passes it."""


def trivial_outputs(row: Row) -> Iterator[tuple[str, str]]:
    """The empty output and the texts of the case: how each is called, and its text.

    One that is the `expected`, or the response where that was right, is left out.
    """
    right = {row.expected} if isinstance(row.expected, str) else set()
    if row.response_was == "right" and isinstance(row.response, str):
        right.add(row.response)
    seen = set(right)
    for name, text in (("an empty output", ""), *_echoes(row)):
        if text not in seen:
            seen.add(text)
            yield name, text


def _echoes(row: Row) -> Iterator[tuple[str, str]]:
    for name, value in row.variables.items():
        if isinstance(value, str):
            if value.strip() and len(value) <= LONGEST:
                yield f"`{name}` given back", value
        elif is_conversation(value):
            message = value[last_turn(value)]
            text = text_of(message)
            if message.get("role") == "user" and text.strip() and len(text) <= LONGEST:
                yield "the user's message given back", text
