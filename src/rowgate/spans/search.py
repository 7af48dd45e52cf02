"""Finds the spans that ids name: whole ids of spans and traces, or unique beginnings of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rowgate.errors import UsageError
from rowgate.model import Span
from rowgate.spans.ids import typed_id
from rowgate.spans.needles import Needle, beginning_of_id
from rowgate.spans.roots import topmost

SHORTEST = 4
"""Characters a beginning of an id must have."""

_LISTED = 5


class Ids:
    """Looks for the ids a user wrote, trace by trace, and says what each stands for.

    `SPAN` and `TRACE` may be beginnings; `TRACE/SPAN` names a span where several traces have
    its id. A trace's id stands for its model span where it has just one; with `roots`, for its
    root span.
    """

    def __init__(self, named: Sequence[str], *, roots: bool = False) -> None:
        """Raises UsageError for an id too short to mean anything."""
        self._wanted = [_Wanted(text, roots=roots) for text in named]

    def look_at(self, spans: Sequence[Span]) -> bool:
        """Takes notice of the spans of one trace, and says whether an id may name one of them."""
        matched = [wanted.look_at(spans) for wanted in self._wanted]
        return any(matched)

    def needles(self) -> list[Needle]:
        """What to look for in the bytes of a file; nothing where only parsing can tell."""
        found = [beginning_of_id(wanted.ids) for wanted in self._wanted]
        return [needle for needle in found if needle] if all(found) else []

    def missing(self) -> list[str]:
        """The ids that name nothing of what was looked at."""
        return [one.text for one in self._wanted if not (one.exact or one.begun or one.traces)]

    def found(self) -> list[Span]:
        """The span of each id, in the order they were named, each once.

        Raises UsageError for an id that names nothing (with the nearest ids there are) or
        several spans (with their names).
        """
        picked: list[Span] = []
        for wanted in self._wanted:
            span = wanted.pick()
            if span not in picked:
                picked.append(span)
        return picked


class _Wanted:
    """One id, what matches it so far, and ids near to it."""

    def __init__(self, text: str, *, roots: bool = False) -> None:
        self.text = text
        self.roots = roots
        trace, _, span = text.strip().rpartition("/")
        self.traces_named, self.ids = typed_id(trace), typed_id(span)
        self.id = self.ids[-1]
        if len(self.id) < SHORTEST:
            raise UsageError(f"{text}: too short for an id", fix=f"give {SHORTEST} characters")
        self.exact: list[Span] = []
        self.begun: list[Span] = []
        self.traces: list[list[Span]] = []
        self.near: dict[str, int] = {}

    def look_at(self, spans: Sequence[Span]) -> bool:
        if not spans or not spans[0].trace_id.lower().startswith(self.traces_named):
            return False
        before = len(self.traces) + len(self.exact) + len(self.begun)
        trace_id = spans[0].trace_id.lower()
        if not self.traces_named[-1] and trace_id.startswith(self.ids):
            self.traces.append(list(spans))
        self._note(trace_id)
        for span in spans:
            span_id = span.span_id.lower()
            if span_id in self.ids:
                self.exact.append(span)
            elif span_id.startswith(self.ids):
                self.begun.append(span)
            self._note(span_id)
        return len(self.traces) + len(self.exact) + len(self.begun) > before

    def _note(self, known: str) -> None:
        """Remembers ids that begin or end like the one asked for: typing errors sit between."""
        if known[:3] == self.id[:3] or known[-4:] == self.id[-4:]:
            self.near[known] = likeness(known, self.id)
            if len(self.near) > 4 * _LISTED:
                self.near = dict(_best(self.near))

    def pick(self) -> Span:
        if self.exact or self.begun or self.traces:
            return self._one()
        close = ", ".join(known for known, _ in _best(self.near))
        fix = f"near to it: {close}" if close else "rowgate find --ids lists the ids there are"
        raise UsageError(f"no span or trace with the id {self.text}", fix=fix)

    def _one(self) -> Span:
        spans = self.exact or self.begun
        if len(spans) == 1 and (self.exact or not self.traces):
            return spans[0]
        if not spans and len(self.traces) == 1:
            return self._of_trace(self.traces[0])
        names = [f"{s.trace_id}/{s.span_id}" for s in spans]
        names += [trace[0].trace_id for trace in self.traces]
        raise UsageError(
            f"{self.text} is the beginning of {len(names)} ids: {_list(names)}",
            fix="give more characters, or TRACE/SPAN",
        )

    def _of_trace(self, spans: Sequence[Span]) -> Span:
        if self.roots:
            return topmost(spans[0], spans)
        model = [span for span in spans if span.kind == "model"]
        if len(model) == 1:
            return model[0]
        if len(spans) == 1:
            return spans[0]
        names = [f"{span.span_id} ({span.name})" for span in model or spans]
        kind = "model spans" if model else "spans and no model span"
        raise UsageError(
            f"the trace {self.text} has {len(names)} {kind}: {_list(names)}",
            fix="name one of them",
        )


def likeness(one: str, other: str) -> int:
    """How many characters two ids have in common, place by place."""
    return sum(a == b for a, b in zip(one, other, strict=False))


def nearest(wanted: str, known: Iterable[str], count: int = _LISTED) -> list[str]:
    """The known ids most like the wanted one, best first; for messages."""
    scored = {one: likeness(one, wanted) for one in known}
    return [one for one, _ in _best(scored, count)]


def _best(scored: dict[str, int], count: int = _LISTED) -> list[tuple[str, int]]:
    return sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:count]


def _list(names: Sequence[str]) -> str:
    rest = len(names) - _LISTED
    shown = ", ".join(names[:_LISTED])
    return f"{shown} and {rest} more" if rest > 0 else shown
