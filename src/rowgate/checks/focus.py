"""Focus (RG504-RG507): a row is one small case that belongs in its dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from rowgate.checks import fixes
from rowgate.checks.context import Context
from rowgate.checks.messages import is_conversation
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import Json, Row
from rowgate.shapes import path_text

_TRACE_KEYS = frozenset((
    "resourceSpans", "resource_spans", "scopeSpans", "scope_spans", "instrumentationLibrarySpans",
    "spans", "observations", "child_runs", "dotted_order", "batches",
))  # fmt: skip


@rule("RG504", "outside the dataset's scope", release="warning", exploratory="notice")
def outside_scope(row: Row, context: Context) -> Iterator[Found]:
    """A row has to do with the workflow, behavior or risk that the dataset is about.

    For each entry of `scope` the row says so in a label, in `links` or in `metadata`: there
    is a text that holds all words of the scope's value (in any case and order, so label
    `refunds` and behavior `overpromising-refunds` are both about `refunds`). Of `links` and
    `metadata` the entry of the same name and `behavior` are read.

    Bad:
        # dataset.yaml
        scope: {workflow: refunds}
        # row.yaml
        labels: [shipping]
        links: {}

    Good:
        # dataset.yaml
        scope: {workflow: refunds}
        # row.yaml
        labels: [shipping]
        links: {behavior: overpromising-refunds}
    """
    if not row.labels:
        return  # RG101 asks for labels already
    for kind, value in context.dataset.scope.items():
        wanted = _words(value)
        if not any(wanted <= _words(text) for text in _said_of(row, kind)):
            message = f"nothing in the row has to do with the dataset's {kind} `{value}`"
            fix = f"{fixes.annotate(row, f'--label {value!r}')}, or: rowgate move {row.id} --to …"
            yield Found(message, fix, ("labels",))


def _said_of(row: Row, kind: str) -> Iterator[str]:
    yield from row.labels
    for holder, key in ((row.links, kind), (row.links, "behavior"), (row.metadata, kind)):
        value = holder.get(key)
        yield from (one for one in _listed(value) if isinstance(one, str))


@rule("RG505", "a whole noisy trace", release="warning", exploratory="notice")
def noisy_trace(row: Row, context: Context) -> Iterator[Found]:
    """A row is one model call, not the trace around it.

    A variable that holds spans, a conversation of more than 50 messages, or more than 30 tool
    calls is evidence nobody has cut down to the case. Find the span that matters and add that.

    Bad:
        # dataset.yaml
        columns: {question: json}
        # row.yaml
        variables: {question: {resourceSpans: [{scopeSpans: []}]}}

    Good:
        # dataset.yaml
        columns: {question: json}
        # row.yaml
        variables: {question: [{role: user, content: "How long do I have to return them?"}]}
    """
    limits = context.limits
    fix = f"find the span that matters: rowgate show {row.id}, then rowgate add it instead"
    for name, value in row.variables.items():
        if isinstance(value, str) or not isinstance(value, dict | list):
            continue
        at = ("variables", name)
        if _holds_spans(value):
            yield Found(f"{path_text(at)} holds a trace", fix, at)
        elif is_conversation(value):
            calls = sum(len(one.get("tool_calls") or ()) for one in value)
            if len(value) > limits.messages:
                yield Found(f"{path_text(at)} has {len(value)} messages", fix, at)
            elif calls > limits.tool_calls:
                yield Found(f"{path_text(at)} has {calls} tool calls", fix, at)


def _holds_spans(value: Json) -> bool:
    """Whether a value, or an entry of it, is a container of spans."""
    entries = value if isinstance(value, list) else [value]
    return any(
        isinstance(one, dict)
        and any(
            isinstance(one.get(key), list | str) and one[key] for key in one.keys() & _TRACE_KEYS
        )
        for one in entries
    )


@rule("RG506", "very large row", release="warning", exploratory="notice")
def large_row(row: Row, context: Context) -> Iterator[Found]:
    """A row is small enough to be read in a review: 100 KiB of variables and response.

    What nobody can read, nobody can approve. Large inputs that are the case belong in assets,
    or a smaller span shows the same.

    Bad:
        # a row whose context is a copy of the whole manual
        variables: {question: (more than 100 KiB)}

    Good:
        variables: {question: "How long do I have to return headphones?"}
    """
    size = _size(row.variables) + _size(row.response)
    most = context.limits.row_bytes
    if size > most:
        message = f"the case has {size:,} bytes, more than {most:,}"
        yield Found(message, "add a smaller span that shows the same", ("variables",))


def _size(value: Json) -> int:
    """Bytes, counting a character of text as one: cheap, and near enough for a limit."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum([len(key) + _size(item) for key, item in value.items()])
    if isinstance(value, list):
        return sum(map(_size, value))
    return len(str(value))


@rule("RG507", "several incidents in one row", release="warning", exploratory="notice")
def several_incidents(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001
    """A row is about one behavior and one incident.

    When a row of two incidents fails, nobody can say which of them came back, and
    `gate --fixes incident:…` asks for both.

    Bad:
        links: {incident: [INC-1042, INC-1077]}

    Bad:
        links: {incident: "INC-1042, INC-1077"}

    Good:
        links: {incident: INC-1042}
    """
    for name in ("incident", "behavior"):
        several = _listed(row.links.get(name))
        if name == "incident" and len(several) == 1 and isinstance(several[0], str):
            several = _tickets(several[0])
        if len(several) > 1:
            fix = f"keep one link, and make a row of its own for each other {name}"
            yield Found(f"the row mixes {len(several)} {name}s", fix, ("links", name))


def _listed(value: Json) -> list[Json]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _tickets(text: str) -> list[str]:
    """The tickets that a text names: numbers and addresses, apart by commas or blanks."""
    names = text.replace(",", " ").replace(";", " ").split()
    return [name for name in names if "://" in name or any(map(str.isdigit, name))]


@lru_cache(maxsize=1024)  # the rows of a dataset share their labels
def _words(text: str) -> frozenset[str]:
    return frozenset("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (outside_scope, noisy_trace, large_row, several_incidents):
        register(one)
