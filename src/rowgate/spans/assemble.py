"""Records of one trace → its spans.

Children come before their parents, the same span comes twice (a live and a final copy, two
files of one folder), content comes in log records, and session, user and prompt variables
stand on other spans: here they come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rowgate.hookspecs import Dialect
from rowgate.model import Json, Record, Span, Trace
from rowgate.spans import completeness
from rowgate.spans.fields import SESSION, USER, first_string, mark, start, string
from rowgate.spans.nesting import Family, keep_innermost
from rowgate.spans.outputs import response_of
from rowgate.spans.panel import Panel
from rowgate.spans.pieces import combined
from rowgate.spans.times import sortable

NOT_SPANS = ("log", "trace")
"""Kinds of records that are no spans: log records, and what a vendor says of a whole trace."""

_ONLY_LOGS = "only the log records of this span were found, not the span itself"


def assemble(
    records: Sequence[Record], dialects: Sequence[Dialect], project: str | None = None
) -> list[Span]:
    """The spans of one trace; `Assembler` is for many."""
    return Assembler(dialects, project).spans(records)


class Assembler:
    """Turns the records of a trace into its spans, with the same dialects for every trace."""

    def __init__(self, dialects: Iterable[Dialect], project: str | None = None) -> None:
        """`project` is the configured one; it wins over the resource's `service.name`."""
        self._project = project
        self._panel = Panel(list(dialects))

    def spans(self, records: Sequence[Record]) -> list[Span]:
        """The spans of one trace, in the order their records were read.

        A dialect that raises on a record leaves a plain span that says so; the other spans are
        unharmed.
        """
        trace = Trace(_joined(_merged(records)))
        own = [record for record in trace.records if record.kind not in NOT_SPANS]
        spans = [_apply(record, trace, self._panel) for record in own]
        family = Family(spans)
        _take_over_variables(spans)
        keep_innermost(spans, family)
        scored = any(span.scores for span in spans)
        for record, span in zip(own, spans, strict=True):
            if self._project is not None:
                span.project = self._project
            _inherit(span, family, record.resource)
            if span.kind == "model":
                if scored:
                    _take_over_scores(span, family)
                for message in span.messages:
                    message.pop("finish_reason", None)  # of an earlier answer
                span.response = response_of(span.outputs)
                completeness.examine(span)
        return spans


# --- records ----------------------------------------------------------------


def _merged(records: Sequence[Record]) -> list[Record]:
    """The records with each span once: of several copies, the one that knows most."""
    best: dict[str, int] = {}
    kept: list[Record] = []
    for record in records:
        if record.kind in NOT_SPANS or not record.span_id:
            kept.append(record)
            continue
        known = best.setdefault(record.span_id, len(kept))
        if known == len(kept):
            kept.append(record)
        elif record.partial or kept[known].partial:
            kept[known] = combined(kept[known], record)
        elif _weight(record) > _weight(kept[known]):
            kept[known] = record
    return kept


def _weight(record: Record) -> tuple[bool, int, int]:
    return (record.ended_ns is not None, len(record.attributes), len(record.events))


def _joined(records: list[Record]) -> list[Record]:
    """Log records as events of their spans; a span of which only logs were found is made up."""
    logs = [record for record in records if record.kind == "log"]
    if not logs:
        return records
    spans = {record.span_id: record for record in records if record.kind not in NOT_SPANS}
    made: list[Record] = []
    for log in _once(logs):
        span = spans.get(log.span_id)
        if span is None:
            if not log.span_id or not log.name.startswith("gen_ai."):
                continue
            span = spans[log.span_id] = _from_log(log)
            made.append(span)
        span.events.append(
            {
                "name": log.name,
                "time_ns": log.started_ns,
                "attributes": log.attributes,
                "body": log.body,
            }
        )
    return [*records, *made]


def _once(logs: list[Record]) -> Iterator[Record]:
    """Each log record once, though two files of a folder hold it."""
    seen: set[tuple[Json, ...]] = set()
    for log in logs:
        key = (log.span_id, log.name, log.started_ns, str(log.body), len(log.attributes))
        if key not in seen:
            seen.add(key)
            yield log


def _from_log(log: Record) -> Record:
    return Record(
        container=log.container,
        trace_id=log.trace_id,
        span_id=log.span_id,
        parent_id=None,
        name=string(log.attributes.get("gen_ai.operation.name")) or log.name,
        attributes=dict(log.attributes),
        resource=log.resource,
        scope=log.scope,
        started_ns=log.started_ns,
        status="error" if log.attributes.get("error.type") else "unknown",
        marks=[*log.marks, _ONLY_LOGS],
        origin=log.origin,
    )


def _apply(record: Record, trace: Trace, panel: Panel) -> Span:
    """The record as its dialect reads it; a plain span where it speaks none."""
    for dialect in panel.asked_of(record):
        try:
            if dialect.detect(record):
                return dialect.apply(record, trace)
        except Exception as error:  # noqa: BLE001 - a trace is foreign input, a dialect may be a plugin's
            span = start(record)
            mark(span, f"the dialect {dialect.name} failed on it ({type(error).__name__})")
            return span
    return start(record)


# --- spans ------------------------------------------------------------------


def _take_over_variables(spans: list[Span]) -> None:
    """A prompt span's variables go to the model spans that follow it under the same parent.

    A dialect sets `variables` on a span that is no model span exactly where it renders a
    prompt (LangChain's prompt templates).
    """
    prompts = [span for span in spans if span.variables and span.kind != "model"]
    for span in spans if prompts else ():
        if span.kind == "model":
            source = prompt_span(span, prompts)
            if source is not None:
                span.variables = {**source.variables, **span.variables}
                span.prompt = span.prompt or source.prompt


def prompt_span(span: Span, spans: Sequence[Span]) -> Span | None:
    """The span that rendered the prompt of a model span: its last sibling before it that has
    variables and is no model span; None without one."""
    before = [
        other
        for other in spans
        if other.variables
        and other.kind != "model"
        and other.parent_id == span.parent_id
        and other.parent_id is not None
        and sortable(other.started_at) <= (sortable(span.started_at) or "~")
    ]
    return max(before, key=lambda other: sortable(other.started_at), default=None)


def _inherit(span: Span, family: Family, resource: dict[str, Json]) -> None:
    """Session and user from the nearest ancestor that has them, else from the resource."""
    if not (span.session_id and span.user_id):
        for above in family.ancestors(span):
            span.session_id = span.session_id or above.session_id
            span.user_id = span.user_id or above.user_id
        span.session_id = span.session_id or first_string(resource, SESSION)
        span.user_id = span.user_id or first_string(resource, USER)


def _take_over_scores(span: Span, family: Family) -> None:
    """What was said of a run or an application's answer is said of the call behind it: feedback
    and annotations are mostly given at the root. Of two of one name the nearer counts."""
    for above in family.ancestors(span):
        span.scores = {**above.scores, **span.scores}
