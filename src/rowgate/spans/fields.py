"""What every dialect needs: a span begun from its record, texts and numbers of values, marks.

A dialect is `start(record, NAME)`, then its own fields. Session, user, project and environment
that a record does not hold itself are inherited later (assemble.py), as are the general
findings about missing content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rowgate.model import Json, Record, Span
from rowgate.spans.scores import scores_of
from rowgate.spans.times import rfc3339

SESSION = (
    "session.id", "gen_ai.conversation.id", "conversation.id", "gen_ai.thread.id",
    "langfuse.session.id", "traceloop.association.properties.session_id",
)  # fmt: skip
USER = (
    "user.id", "enduser.id", "langfuse.user.id", "traceloop.association.properties.user_id",
)  # fmt: skip
"""Attributes that name the session and the user in any dialect."""

_ENVIRONMENT = ("deployment.environment.name", "deployment.environment")

SESSION_NAMES = (
    "session_id", "sessionId", "conversation_id", "conversationId", "thread_id", "threadId",
)  # fmt: skip
USER_NAMES = ("user_id", "userId")
"""The names people give session and user in free metadata."""


def start(record: Record, dialect: str = "") -> Span:
    """A span with everything a record says in any dialect: ids, name, times, status, attributes.

    `format` is `container/dialect`, or one word where they are the same.
    """
    attributes = record.attributes
    resource = record.resource
    family = record.container
    span = Span(
        f"{family}/{dialect}" if dialect and dialect != family else family,
        record.trace_id,
        record.span_id,
        record.parent_id,
        record.name,
        "other",
        string(resource.get("service.name")),
        first_string(resource, _ENVIRONMENT),
        rfc3339(record.started_ns),
        rfc3339(record.ended_ns),
        record.status,
        record.status_message,
        attributes=attributes,
    )
    span.session_id = first_string(attributes, SESSION)
    span.user_id = first_string(attributes, USER)
    if record.events:
        span.scores = scores_of(record.events)
    for reason in record.marks:
        mark(span, reason)
    return span


def read_people(span: Span, metadata: Json) -> None:
    """Session and user out of free metadata, where the span has none."""
    if isinstance(metadata, Mapping):
        span.session_id = span.session_id or first_string(metadata, SESSION + SESSION_NAMES)
        span.user_id = span.user_id or first_string(metadata, USER + USER_NAMES)


def mark(span: Span, reason: str) -> None:
    """Adds to why the span is incomplete, in plain words, once."""
    if span.incomplete is None:
        span.incomplete = reason
    elif reason not in span.incomplete:
        span.incomplete += "; " + reason


def string(value: Json) -> str | None:
    """The value as a string: text, or a number written out; None for anything else or empty."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return None


def first_string(attributes: Mapping[str, Json], keys: Iterable[str]) -> str | None:
    """The first of these attributes that holds text."""
    for key in keys:
        value = attributes.get(key)
        if value is not None:
            found = string(value)
            if found:
                return found
    return None


def strings(value: Json) -> list[str]:
    """A list of texts (tags), of a list or of one text."""
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def number(value: Json) -> float | int | None:
    """A finite number of a number or numeric string; integral values as int."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() else value
    return value if isinstance(value, int) else None


def prompt(
    name: Json = None, version: Json = None, template: Json = None
) -> dict[str, Json] | None:
    """`Span.prompt`: what is known of the prompt; None where nothing is."""
    facts = {"name": string(name), "version": string(version), "template": template or None}
    return {key: value for key, value in facts.items() if value is not None} or None
