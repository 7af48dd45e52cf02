"""Which spans a user asks for: every condition of `find` in one object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rowgate.errors import UsageError
from rowgate.model import Json, Span
from rowgate.spans.moments import moment
from rowgate.spans.times import sortable
from rowgate.spans.where import Where

Test = Callable[[Span], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions, all of which must hold. None and empty ask for nothing.

    `name`, `model` and `prompt` are found anywhere in the field, whatever the case; `text`
    (whatever the case) and `regex` (RE2) in a text of the messages or the outputs; the other
    fields must be equal. `trace` is the beginning of a trace id, `tags` must all be there,
    `where` are conditions as in where.py.
    """

    kind: str | None = None
    model: str | None = None
    provider: str | None = None
    name: str | None = None
    status: str | None = None
    project: str | None = None
    environment: str | None = None
    session: str | None = None
    user: str | None = None
    tags: tuple[str, ...] = ()
    trace: str | None = None
    prompt: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None
    regex: str | None = None
    where: tuple[str, ...] = ()


def select(spans: Iterable[Span], query: Query, *, now: datetime | None = None) -> Iterator[Span]:
    """The spans that fulfil the query, in their order.

    Raises UsageError for a condition that cannot be, and at the end where none fulfilled it
    because no span had one of its fields.
    """
    where = [Where(text) for text in query.where]
    tests = _tests(query, now or datetime.now(UTC))
    found = False
    for span in spans:
        # every condition sees every span: it must know whether its field is ever there
        held = [condition(span) for condition in where]
        if all(held) and all(test(span) for test in tests):
            found = True
            yield span
    if not found:
        for condition in where:
            condition.check_seen()


def _tests(query: Query, now: datetime) -> list[Test]:
    tests = [
        _equals("kind", query.kind),
        _equals("provider", query.provider),
        _equals("status", query.status),
        _equals("project", query.project),
        _equals("environment", query.environment),
        _equals("session_id", query.session),
        _equals("user_id", query.user),
        _within("model", query.model),
        _within("name", query.name),
    ]
    if query.trace:
        start = query.trace.lower()
        tests.append(lambda span: span.trace_id.lower().startswith(start))
    if query.tags:
        wanted = set(query.tags)
        tests.append(lambda span: wanted.issubset(span.tags))
    if query.prompt:
        tests.append(_prompt(query.prompt.casefold()))
    tests += _times(query, now)
    if query.text:
        tests.append(_text(query.text.casefold()))
    if query.regex:
        tests.append(_regex(query.regex))
    return [test for test in tests if test is not None]


def _equals(field: str, value: str | None) -> Test | None:
    return None if value is None else lambda span: bool(getattr(span, field) == value)


def _within(field: str, value: str | None) -> Test | None:
    if value is None:
        return None
    low = value.casefold()
    return lambda span: low in (getattr(span, field) or "").casefold()


def _prompt(low: str) -> Test:
    return lambda span: low in str((span.prompt or {}).get("name") or "").casefold()


def _times(query: Query, now: datetime) -> Iterator[Test]:
    if query.since:
        since = sortable(moment(query.since, now))
        yield lambda span: sortable(span.started_at) >= since
    if query.until:
        until = sortable(moment(query.until, now))
        yield lambda span: "" < sortable(span.started_at) < until


def _text(low: str) -> Test:
    return lambda span: any(low in text.casefold() for text in texts(span))


def _regex(pattern: str) -> Test:
    import re2

    engine: Any = re2  # has no types
    try:
        compiled = engine.compile(pattern)
    except engine.error as error:
        raise UsageError(f"{pattern}: no regular expression ({error})", fix="RE2 syntax") from None
    return lambda span: any(compiled.search(text) for text in texts(span))


def texts(span: Span) -> Iterator[str]:
    """Every text of a span's messages and outputs, tool calls' names and arguments with them."""
    for message in (*span.messages, *span.outputs):
        for part in message["content"]:
            if "text" in part:
                yield part["text"]
        for call in message.get("tool_calls") or ():
            yield from _leaves(call)


def _leaves(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str):
        yield value
    elif value is not None:
        yield str(value)
