"""The nouns of traces: records as files hold them, spans as rowgate sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rowgate.model import Json, Kind, Status


@dataclass(slots=True)
class Record:
    """One entry of a trace file as its container gives it, before a dialect reads it.

    `attributes` are flat and decoded (AnyValue unwrapped, never guessed at: a string
    that looks like JSON is a string). Times are nanoseconds since the epoch.
    """

    container: str
    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    attributes: dict[str, Json]
    resource: dict[str, Json] = field(default_factory=dict)
    scope: str = ""
    kind: str = ""
    started_ns: int | None = None
    ended_ns: int | None = None
    status: Status = "unknown"
    status_message: str | None = None
    events: list[dict[str, Json]] = field(default_factory=list)
    """Span events and joined log records: `{name, time_ns, attributes, body}`."""
    body: Json = None
    """The whole entry where the container is no attribute format (Langfuse, LangSmith …)."""
    partial: bool = False
    """One of several entries that make up a span (its start, its end, an update): what those
    with its id say is put together, in the order they were read."""
    marks: list[str] = field(default_factory=list)
    """What the container knows to be lost or odd; ends up in `Span.incomplete`."""
    origin: str = ""
    """The file it was read from; empty for standard input. Set by the reader, not the container."""


class Trace(Sequence[Record]):
    """All records of one trace, in the order they were read, with the ways between them.

    Records that are no spans (`kind` is `log` or `trace`) are in the sequence, but are
    nobody's parent, child or sibling.
    """

    __slots__ = ("_by_id", "_by_parent", "records")

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self._by_id: dict[str, Record] | None = None
        self._by_parent: dict[str | None, list[Record]] = {}

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, index: Any) -> Any:
        return self.records[index]

    def get(self, span_id: str | None) -> Record | None:
        """The span with this id."""
        if self._by_id is None:
            self._by_id = {}
            for record in self.records:
                if record.kind not in ("log", "trace"):
                    self._by_id.setdefault(record.span_id, record)
                    self._by_parent.setdefault(record.parent_id, []).append(record)
        return None if span_id is None else self._by_id.get(span_id)

    def children(self, record: Record) -> list[Record]:
        """The spans directly under it, in the order they were read."""
        self.get(None)
        return self._by_parent.get(record.span_id, [])

    def siblings(self, record: Record) -> list[Record]:
        """The other spans with the same parent; a root has none."""
        self.get(None)
        same = self._by_parent.get(record.parent_id, []) if record.parent_id else []
        return [other for other in same if other is not record]

    def ancestors(self, record: Record) -> Iterator[Record]:
        """Its parent, the parent's parent, up to the root."""
        seen = {record.span_id}
        above = self.get(record.parent_id)
        while above is not None and above.span_id not in seen:
            yield above
            seen.add(above.span_id)
            above = self.get(above.parent_id)


@dataclass(slots=True)
class Span:
    """One normalised span. Field for field what `find --json` prints (docs/formats.md).

    A message is `{role, content: [part…], tool_calls?, tool_call_id?, name?}`, an output
    the same with `finish_reason`. A part is `{type: text, text}`, `{type: reasoning, text}`,
    `{type: refusal, text}`, or media: `{type: image|pdf|audio|video|file, url|path|data|file_id,
    media_type?, name?}` where `data` is base64. A tool call is `{id, name, arguments}` with
    arguments decoded where they are JSON. Times are RFC 3339 in UTC, up to nanoseconds.
    """

    format: str
    trace_id: str
    span_id: str
    parent_id: str | None = None
    name: str = ""
    kind: Kind = "other"
    project: str | None = None
    environment: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    status: Status = "unknown"
    status_message: str | None = None
    provider: str | None = None
    model: str | None = None
    parameters: dict[str, Json] = field(default_factory=dict)
    prompt: dict[str, Json] | None = None
    variables: dict[str, Json] = field(default_factory=dict)
    messages: list[dict[str, Json]] = field(default_factory=list)
    outputs: list[dict[str, Json]] = field(default_factory=list)
    response: Json = None
    tools: list[str] = field(default_factory=list)
    """Names of the tools the model was offered."""
    usage: dict[str, Json] = field(default_factory=dict)
    cost: float | None = None
    session_id: str | None = None
    user_id: str | None = None
    tags: list[str] = field(default_factory=list)
    scores: dict[str, Json] = field(default_factory=dict)
    attributes: dict[str, Json] = field(default_factory=dict)
    incomplete: str | None = None

    def duration_ms(self) -> int | None:
        """Milliseconds it took; None where a time is missing or the clock ran backwards."""
        from datetime import datetime

        if not self.started_at or not self.ended_at:
            return None
        # Python reads microseconds; spans have nanoseconds.
        started, ended = (
            datetime.fromisoformat(f"{head}{dot}{tail[:6]}+00:00")
            for head, dot, tail in (
                time.rstrip("Z").partition(".") for time in (self.started_at, self.ended_at)
            )
        )
        milliseconds = round((ended - started).total_seconds() * 1000)
        return milliseconds if milliseconds >= 0 else None
