"""Provenance (RG107, RG111): where a row came from can be looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.checks.context import Context
from rowgate.checks.forms import is_date, is_hex_id, is_plain_id, is_time
from rowgate.checks.rule import Found, Rule, rule
from rowgate.hookspecs import hookimpl
from rowgate.model import SOURCE_KINDS, Row, Source
from rowgate.shapes import meant

_ADDED = ("added_by", "added_on")
_REQUIRED = {
    "span": ("format", "trace_id", "span_id", *_ADDED),
    "import": ("format", *_ADDED),
    "manual": _ADDED,
    "synthetic": _ADDED,
}
_DIGITS = {"trace_id": 32, "span_id": 16}


@rule("RG107", "no provenance", release="error", exploratory="error")
def provenance(row: Row, context: Context) -> Iterator[Found]:  # noqa: ARG001
    """`source` says where the row came from, precisely enough to find it again.

    A row from a span names its `format`, `trace_id`, `span_id`, `added_by` and `added_on`; one
    that was imported `format`, `added_by` and `added_on`; one that is manual or synthetic who
    added it, and when. Ids from OTLP are lower-case hex of 32 and 16 digits.

    Bad:
        source: null

    Bad:
        source: {trace_id: null}

    Bad:
        source: {span_id: 00F067AA0BA902B7}

    Good:
        source: {kind: span, trace_id: 4bf92f3577b34da6a3ce929d0e0e4736, span_id: 00f067aa0ba902b7}
    """
    fix = f"rowgate verify {row.id} --from FILE shows what the trace says; or add the span again"
    source = row.source
    if source is None:
        yield Found("the row does not say where it came from", fix, ("source",))
        return
    if source.kind not in SOURCE_KINDS:
        hint = meant(source.kind, SOURCE_KINDS) or "known: " + ", ".join(SOURCE_KINDS)
        yield Found("source.kind is none of the list; " + hint, hint, ("source", "kind"))
        return
    missing = [name for name in _REQUIRED[source.kind] if not getattr(source, name)]
    if missing:
        yield Found(f"source does not say {', '.join(missing)}", fix, ("source",))
    for name, what in malformed(source):
        yield Found(f"source.{name} is no {what}", fix, ("source", name))


@rule("RG111", "row of another project", release="error", exploratory="error")
def project(row: Row, context: Context) -> Iterator[Found]:
    """A row from a span belongs to a project that its dataset is for.

    Answers of another product follow other rules; a row of them blocks the wrong team.

    Bad:
        # dataset.yaml
        project: support-bot
        # row.yaml
        source: {project: billing-bot}

    Good:
        # dataset.yaml
        project: [support-bot, support-bot-next]
        # row.yaml
        source: {project: support-bot}
    """
    projects = context.dataset.projects
    source = row.source
    if not projects or source is None or source.kind != "span" or source.project in projects:
        return
    fix = f"rowgate move {row.id} --to DATASET, or add the project to dataset.yaml"
    which = f"of project `{source.project}`" if source.project else "of a project it does not name"
    message = f"the row is {which}; the dataset is for {', '.join(projects)}"
    yield Found(message, fix, ("source", "project"))


def malformed(source: Source) -> Iterator[tuple[str, str]]:
    """The typed fields of a source whose text has another form: name, and what it should be."""
    otlp = (source.format or "").startswith("otlp")
    for name, digits in _DIGITS.items():
        value = getattr(source, name)
        if not value:
            continue
        if otlp and not is_hex_id(value, digits):
            yield name, f"id of {digits} lower-case hex digits"
        elif not otlp and not is_plain_id(value):
            yield name, "id: it holds blanks or is far too long"
    if source.added_on and not is_date(source.added_on):
        yield "added_on", "date as YYYY-MM-DD"
    if source.started_at and not is_time(source.started_at):
        yield "started_at", "RFC 3339 time in UTC"


@hookimpl
def rowgate_rules(register: Callable[[Rule], None]) -> None:
    for one in (provenance, project):
        register(one)
