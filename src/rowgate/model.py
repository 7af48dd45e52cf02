"""The nouns of rowgate: what the rooms pass to each other.

Nothing here reads a file, runs git or knows a plugin. A value that came out of
YAML or JSON stays plain (`Json`), so that the walk of a redactor, a digest and a
diff see the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

FORMAT = 1
"""The version of the row and dataset files that this rowgate writes."""

# `Any` inside: a recursive alias costs every caller a cast and finds no bug.
Json: TypeAlias = Any
"""None, bool, int, finite float, str, list of Json, or dict of str to Json."""

DataPath: TypeAlias = tuple[str | int, ...]
"""A place in parsed data: keys and indexes from the root, `()` the whole."""

Kind = Literal[
    "model", "tool", "retrieval", "embedding", "agent", "chain", "guardrail", "function", "other"
]
Status = Literal["ok", "error", "cancelled", "unknown"]
Outcome = Literal["pass", "fail", "unknown"]
Severity = Literal["error", "warning", "notice"]
Gate = Literal["release", "exploratory"]
ColumnType = Literal["text", "json", "image", "pdf"]

WHYS = (
    "incorrect-answer",
    "golden-example",
    "regression-case",
    "context-change",
    "evaluator-failure",
    "behavior-investigation",
    "improve-evidence",
)
WHYS_NOT_FROM_SPANS = ("adversarial", "edge-case")
RESPONSE_WAS = ("wrong", "right", "unjudged")
COLUMN_TYPES: tuple[ColumnType, ...] = ("text", "json", "image", "pdf")
GATES: tuple[Gate, ...] = ("release", "exploratory")
SOURCE_KINDS = ("span", "import", "manual", "synthetic")


# --- traces -----------------------------------------------------------------


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


# --- datasets and rows ------------------------------------------------------


class Column(NamedTuple):
    """A variable's name and type in a dataset."""

    name: str
    type: ColumnType
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Provenance: where a row came from. Evidence, never an input of a candidate."""

    kind: str
    format: str | None = None
    project: str | None = None
    project_stated: bool = False
    trace_id: str | None = None
    span_id: str | None = None
    name: str | None = None
    provider: str | None = None
    model: str | None = None
    parameters: Mapping[str, Json] = field(default_factory=dict)
    prompt: Mapping[str, Json] = field(default_factory=dict)
    system: Json = None
    tools_offered: Sequence[str] = ()
    variables_from: str | None = None
    incomplete: str | None = None
    started_at: str | None = None
    duration_ms: float | int | None = None
    finish_reason: str | None = None
    usage: Mapping[str, Json] = field(default_factory=dict)
    redactions: Mapping[str, int] = field(default_factory=dict)
    added_by: str | None = None
    added_on: str | None = None
    tool: str | None = None
    also_seen: Sequence[Mapping[str, Json]] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The standing of a row: pending, or approved by whom, when and of which content."""

    status: str = "pending"
    by: str | None = None
    date: str | None = None
    digest: str | None = None
    proof: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One case. `id` is the file's stem. Absent fields hold their default."""

    id: str
    why: str | None = None
    note: str | None = None
    labels: Sequence[str] = ()
    variables: Mapping[str, Json] = field(default_factory=dict)
    response: Json = None
    response_was: str = "unjudged"
    expected: Json = None
    evaluators: Sequence[Json] = ()
    repeat: Mapping[str, int] | None = None
    advisory: bool = False
    known_failing: Mapping[str, str] | None = None
    links: Mapping[str, Json] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    kept: Sequence[Mapping[str, Json]] = ()
    review: Review = field(default_factory=Review)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder of rows and what holds for all of them (`dataset.yaml`)."""

    name: str
    projects: Sequence[str] = ()
    purpose: str | None = None
    scope: Mapping[str, str] = field(default_factory=dict)
    owners: Sequence[str] = ()
    gate: Gate = "release"
    unit: str = "model-call"
    columns: Mapping[str, Column] = field(default_factory=dict)
    response_column: str | None = None
    """Its type, `none` where responses stay out, None where nothing is bootstrapped yet."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    prompt: str | None = None
    evaluators: Sequence[Json] = ()
    labels: Sequence[str] | None = None
    """The only labels allowed; None: any."""
    assets: Mapping[str, Json] = field(default_factory=dict)
    rows: Sequence[Row] = ()


# --- judging ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Output:
    """What a candidate, or production, answered on one row."""

    text: str | None = None
    tool_calls: Sequence[Mapping[str, Json]] = ()
    refusal: str | None = None
    finish_reason: str | None = None
    usage: Mapping[str, Json] = field(default_factory=dict)
    latency_ms: float | None = None
    cost: float | None = None
    recorded: bool = False
    """True for the response of a row: latency, cost and finish reason do not apply to it."""

    @classmethod
    def of_response(cls, response: Json) -> Output:
        """A row's response (a string or `{text, tool_calls, refusal}`) as an output."""
        if isinstance(response, dict):
            return cls(
                text=response.get("text"),
                tool_calls=tuple(response.get("tool_calls") or ()),
                refusal=response.get("refusal"),
                recorded=True,
            )
        return cls(text=response, recorded=True)


class Verdict(NamedTuple):
    """What one evaluator says of one output."""

    outcome: Outcome
    reason: str = ""
    score: float | None = None
    evaluator: str = ""
    advisory: bool = False


class EvaluatorFault(NamedTuple):
    """Why an evaluator written in YAML cannot be used."""

    kind: Literal["unknown", "parameters", "not-loaded"]
    """`not-loaded`: its plugin was left out on purpose (`--no-plugins`), so it is not judged."""
    message: str
    at: DataPath = ()
    """Where in the evaluator's YAML, relative to its entry."""


class Judge(Protocol):
    """Turns an output into verdicts. Never raises: what cannot be decided is `unknown`."""

    def __call__(self, output: Output, row: Row, evaluators: Sequence[Json]) -> list[Verdict]:
        """One verdict per entry of `evaluators`, in their order."""

    def fault(self, evaluator: Json) -> EvaluatorFault | None:
        """What is wrong with one entry of a YAML `evaluators` list, or None."""

    def reads_expected(self, evaluator: Json) -> bool:
        """Whether the evaluator compares with the row's `expected`."""

    def offline(self, evaluator: Json) -> bool:
        """Whether it can judge a recorded response here and now: deterministic and applicable."""


# --- redaction --------------------------------------------------------------


class Finding(NamedTuple):
    """Characters `start` to `end` of a text are of this type. Never carries the value."""

    start: int
    end: int
    type: str
    detector: str = ""


Scan: TypeAlias = Callable[[str], Iterable[Finding]]
"""Finds secrets and personal data in one text; raises where a detector failed."""


class Redacted(NamedTuple):
    """One removed value: where it stood, its type, who found it, how often."""

    path: DataPath
    type: str
    detector: str
    count: int


# --- check and diff ---------------------------------------------------------


class Problem(NamedTuple):
    """One finding of `check`, placed in the data. Lines are looked up only where it is shown."""

    code: str
    severity: Severity
    message: str
    fix: str = ""
    at: DataPath = ()
    row: str | None = None
    """The row's id; None: the dataset itself."""


class Change(NamedTuple):
    """One difference between two versions of a dataset, by row and field."""

    risk: str
    row: str | None
    field: DataPath
    before: Json
    after: Json
    message: str
