"""Which spans a user asks for: every condition of `find` in one object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans.absent import NAMES, Absent
from rowgate.spans.ids import typed_id
from rowgate.spans.moments import moment
from rowgate.spans.needles import Needle, beginning_of_id
from rowgate.spans.needles import text as needle_of_text
from rowgate.spans.texts import regex_search, text_search, texts
from rowgate.spans.times import sortable
from rowgate.spans.where import Learnt, Where

Test = Callable[[Span], bool]

_AROUND = 200
"""Characters kept on either side of what was found."""


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions, all of which must hold. None and empty ask for nothing.

    `name`, `model` and `prompt` are found anywhere in the field, whatever the case; `text`
    (whatever the case) and `regex` (RE2) in a text of the messages or the outputs; the other
    fields must be equal. `trace` is the beginning of a trace id, `tags` must all be there,
    `where` are conditions as in where.py, `score` the same of scores by their name.
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
    score: tuple[str, ...] = ()


def select(spans: Iterable[Span], query: Query, *, now: datetime | None = None) -> Iterator[Span]:
    """The spans that fulfil the query, in their order.

    Raises UsageError for a condition that cannot be, and at the end where none fulfilled it
    because no span had one of its fields.
    """
    selection = Selection(query, now=now)
    found = False
    for span in spans:
        if selection.takes(span):
            found = True
            yield span
    if not found:
        selection.check_seen()


class Hit(NamedTuple):
    """Where a text or a regular expression was found: what stands before it, it, what follows."""

    before: str
    match: str
    after: str


class Selection:
    """A query, ready to be asked of spans."""

    def __init__(self, query: Query, *, now: datetime | None = None) -> None:
        """Raises UsageError for a condition that cannot be."""
        if "" in (query.text, query.regex):
            raise UsageError("there is no text to look for", fix="write --text 'refund'")
        self._where = [*map(Where, query.where), *map(Where.of_score, query.score)]
        self._searches = [
            search
            for search in (
                query.text and text_search(query.text),
                query.regex and regex_search(query.regex),
            )
            if search
        ]
        self._tests = _tests(query, now or datetime.now(UTC))
        self._kind = query.kind
        self.absent = Absent(_named(query))
        """What of the query no span has."""
        self.elsewhere: Counter[str] = Counter()
        """How many spans of another kind fulfil all the rest."""

    def takes(self, span: Span) -> bool:
        """Whether the span fulfils every condition."""
        if self.absent.values:
            self.absent.look_at(span)
        # every `where` sees every span: it must know whether its field is ever there
        held = [condition(span) for condition in self._where]
        if held and not all(held):
            return False
        if self._kind is not None and span.kind != self._kind:
            self.elsewhere[span.kind] += self._fits(span)
            return False
        return self._fits(span)

    def _fits(self, span: Span) -> bool:
        for test in self._tests:
            if not test(span):
                return False
        return all(any(map(search, texts(span))) for search in self._searches)

    def hit(self, span: Span) -> Hit | None:
        """Where the text or the regular expression is found first in a span; None without one."""
        for search in self._searches:
            for text in texts(span):
                place = search(text)
                if place:
                    start, stop = place
                    return Hit(text[max(0, start - _AROUND) : start], text[start:stop][:_AROUND],
                               text[stop : stop + _AROUND])  # fmt: skip
        return None

    def learnt(self) -> list[Learnt]:
        """What the conditions remember of the spans they were asked of."""
        return [condition.learnt() for condition in self._where]

    def learn(self, learnt: list[Learnt]) -> None:
        """Remembers what the conditions of an equal selection did, for `check_seen`."""
        for condition, one in zip(self._where, learnt, strict=True):
            condition.learn(one)

    def check_seen(self) -> None:
        """Where nothing was found: raises UsageError for a field that no span had."""
        for condition in self._where:
            condition.check_seen()


def _named(query: Query) -> Iterator[tuple[str, str]]:
    """The fields of spans that the query names, and what they must be."""
    for name in NAMES:
        values = query.tags if name == "tag" else (getattr(query, name),)
        yield from ((name, value) for value in values if value)


def needles_of(query: Query) -> list[Needle]:
    """What the bytes of a file must hold of a span that fulfils the query; nothing where they
    need not hold anything certain. Conditions on fields must see every span."""
    if query.where or query.score:
        return []
    if query.trace:
        needle = beginning_of_id(typed_id(query.trace))
        return [needle] if needle else []
    wanted = [value for value in (query.text, query.session, query.user) if value]
    needle = needle_of_text(max(wanted, key=len, default=""))
    return [needle] if needle else []


def _tests(query: Query, now: datetime) -> list[Test]:
    tests = [
        _equals("status", query.status),
        _equals("project", query.project),
        _equals("environment", query.environment),
        _equals("session_id", query.session),
        _equals("user_id", query.user),
        _within("model", query.model),
        _within("name", query.name),
    ]
    if query.provider is not None:
        provider = query.provider.casefold()
        tests.append(lambda span: (span.provider or "").casefold() == provider)
    if query.trace:
        start = typed_id(query.trace)
        tests.append(lambda span: span.trace_id.lower().startswith(start))
    if query.tags:
        wanted = set(query.tags)
        tests.append(lambda span: wanted.issubset(span.tags))
    if query.prompt:
        tests.append(_prompt(query.prompt.casefold()))
    tests += _times(query, now)
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
    since = sortable(moment(query.since, now)) if query.since else ""
    until = sortable(moment(query.until, now)) if query.until else ""
    if until and since >= until:
        raise UsageError(f"--since {query.since} is not before --until {query.until}")
    if since:
        yield lambda span: sortable(span.started_at) >= since
    if until:
        yield lambda span: "" < sortable(span.started_at) < until
