"""Spans inside each other: the ways between them, and which of several model spans is the call.

An application's framework, an instrumentation and the provider's own SDK each trace the same
call of a model, one inside the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rowgate.model import Span
from rowgate.spans.times import sortable

_BOUNDARIES = ("tool", "agent", "retrieval", "embedding")
"""Kinds below which a call of its own begins."""


class Family:
    """The ways between the spans of one trace."""

    def __init__(self, spans: list[Span]) -> None:
        self.by_id = {span.span_id: span for span in spans}

    def ancestors(self, span: Span) -> Iterator[Span]:
        """Parent, grandparent … ; stops at a missing parent and at a loop."""
        seen = {span.span_id}
        while span.parent_id is not None and span.parent_id not in seen:
            above = self.by_id.get(span.parent_id)
            if above is None:
                return
            yield above
            seen.add(above.span_id)
            span = above


def keep_innermost(spans: list[Span], family: Family) -> None:
    """Of model spans inside each other, the innermost with content stays one; its repeats above
    become chains. A tool or agent in between starts a call of its own: then both stay."""
    for span in spans:
        if span.kind != "model":
            continue
        if _embeds(span):
            span.kind = "embedding"
            continue
        if not _has_content(span) and (same := _call_around(span, spans)) is not None:
            _hand_over(span, same)
            continue
        for above in family.ancestors(span):
            if above.kind in _BOUNDARIES:
                break
            if above.kind == "model":
                if _has_content(above) and not _has_content(span):
                    _hand_over(span, above)
                    break
                _take_over(span, above)


_EMBEDS = re.compile(r"(?<![a-z])embed(?:ding)?s?(?![a-z])")


def _embeds(span: Span) -> bool:
    """Whether it is an embedding that its writer takes for a model's call (Bedrock's InvokeModel
    is both): every provider says so in the name of such a model."""
    return span.model is not None and "embed" in span.model and bool(_EMBEDS.search(span.model))


def _call_around(span: Span, spans: list[Span]) -> Span | None:
    """The span beside one without content that has it, and lasted longer: an instrumentation
    that works by callbacks (LangChain's) is not the parent of what it traces."""
    if span.parent_id is None:
        return None
    started, ended = sortable(span.started_at), sortable(span.ended_at)
    for other in spans:
        if (
            other.parent_id == span.parent_id
            and other.kind == "model"
            and _has_content(other)
            and sortable(other.started_at) <= started
            and ended <= sortable(other.ended_at)
        ):
            return other
    return None


def _has_content(span: Span) -> bool:
    return bool(span.messages or span.outputs)


def _take_over(span: Span, above: Span) -> None:
    above.kind = "chain"
    span.variables = {**above.variables, **span.variables}
    span.prompt = span.prompt or above.prompt


def _hand_over(span: Span, above: Span) -> None:
    """A call without content inside the one that has it is the same call once more, as the
    provider's own SDK (Anthropic, Mistral) traces it: what it knows goes to the other."""
    span.kind = "other"
    above.model = above.model or span.model
    above.provider = above.provider or span.provider
    above.parameters = {**span.parameters, **above.parameters}
    above.usage = above.usage or span.usage
