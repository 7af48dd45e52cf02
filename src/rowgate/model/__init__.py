"""The nouns of rowgate: what the rooms pass to each other.

Nothing here reads a file, runs git or knows a plugin. The nouns of traces stand in
`trace.py` and are imported when first asked for: the commit hook needs none of them, and
their classes cost milliseconds to make. A value that came out of
YAML or JSON stays plain (`Json`), so that the walk of a redactor, a digest and a
diff see the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from rowgate.model.trace import Record as Record
    from rowgate.model.trace import Span as Span
    from rowgate.model.trace import Trace as Trace

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


# --- datasets and rows ------------------------------------------------------


class Column(NamedTuple):
    """A variable's name and type in a dataset."""

    name: str
    type: ColumnType
    optional: bool = False


class Source(NamedTuple):
    """Provenance: where a row came from. Evidence, never an input of a candidate."""

    kind: str
    format: str | None = None
    file: Mapping[str, Json] = {}
    """Of an import: the file's `name`, its `digest`, and the `line` or `item` in it."""
    project: str | None = None
    project_stated: bool = False
    trace_id: str | None = None
    span_id: str | None = None
    name: str | None = None
    provider: str | None = None
    model: str | None = None
    parameters: Mapping[str, Json] = {}
    prompt: Mapping[str, Json] = {}
    system: Json = None
    tools_offered: Sequence[str] = ()
    variables_from: str | None = None
    incomplete: str | None = None
    started_at: str | None = None
    duration_ms: float | int | None = None
    finish_reason: str | None = None
    usage: Mapping[str, Json] = {}
    redactions: Mapping[str, int] = {}
    redacted_by: Mapping[str, Sequence[str]] = {}
    """The detectors that found something of a type."""
    added_by: str | None = None
    added_on: str | None = None
    tool: str | None = None
    also_seen: Sequence[Mapping[str, Json]] = ()


class Review(NamedTuple):
    """The standing of a row: pending, or approved by whom, when and of which content."""

    status: str = "pending"
    by: str | None = None
    date: str | None = None
    digest: str | None = None
    proof: Mapping[str, Json] = {}


class Row(NamedTuple):
    """One case. `id` is the file's stem. Absent fields hold their default."""

    id: str
    why: str | None = None
    note: str | None = None
    labels: Sequence[str] = ()
    variables: Mapping[str, Json] = {}
    response: Json = None
    response_was: str = "unjudged"
    expected: Json = None
    evaluators: Sequence[Json] = ()
    repeat: Mapping[str, int] | None = None
    advisory: bool = False
    known_failing: Mapping[str, str] | None = None
    links: Mapping[str, Json] = {}
    metadata: Mapping[str, str] = {}
    kept: Sequence[Mapping[str, Json]] = ()
    review: Review = Review()
    source: Source | None = None


class Dataset(NamedTuple):
    """A folder of rows and what holds for all of them (`dataset.yaml`)."""

    name: str
    projects: Sequence[str] = ()
    purpose: str | None = None
    scope: Mapping[str, str] = {}
    owners: Sequence[str] = ()
    gate: Gate = "release"
    unit: str = "model-call"
    columns: Mapping[str, Column] = {}
    response_column: str | None = None
    """Its type, `none` where responses stay out, None where nothing is bootstrapped yet."""
    mapping: Mapping[str, str] = {}
    prompt: str | None = None
    evaluators: Sequence[Json] = ()
    labels: Sequence[str] | None = None
    """The only labels allowed; None: any."""
    assets: Mapping[str, Json] = {}
    rows: Sequence[Row] = ()


# --- judging ----------------------------------------------------------------


class Output(NamedTuple):
    """What a candidate, or production, answered on one row."""

    text: str | None = None
    tool_calls: Sequence[Mapping[str, Json]] = ()
    refusal: str | None = None
    finish_reason: str | None = None
    usage: Mapping[str, Json] = {}
    latency_ms: float | None = None
    cost: float | None = None
    recorded: bool = False
    """True for the response of a row: latency, cost and finish reason do not apply to it."""
    version: str | None = None
    """What the candidate says that it is: one that changes within a run decides nothing."""

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

    def graded(self, evaluator: Json) -> bool:
        """Whether a model grades it: it judges recorded responses too, but not offline."""

    def tools(self, evaluator: Json) -> Sequence[str]:
        """The names of the tools whose calls it looks at."""

    def loosened(self, before: Json, after: Json) -> Sequence[str]:
        """The parameters by which one entry of an evaluator lets more pass than another of it."""


# --- redaction --------------------------------------------------------------


class Finding(NamedTuple):
    """Characters `start` to `end` of a text are of this type. Never carries the value."""

    start: int
    end: int
    type: str
    detector: str = ""


PERSONAL = frozenset((
    "address", "bank-account", "card", "coordinates", "credit-card", "date-of-birth", "date-time",
    "driver-license", "email", "email-address", "health-id", "iban", "iban-code", "identity-card",
    "imei", "ip-address", "location", "long-number", "mac-address", "name", "national-id", "nrp",
    "organization", "passport", "person", "phone", "phone-number", "postal-code",
    "street-address", "tax-id", "us-ssn", "user-id", "username", "vat-number", "vehicle-plate",
))  # fmt: skip
"""Types of findings about people. Every other type, a plugin's too, counts as a secret."""

Scan: TypeAlias = Callable[[str], Iterable[Finding]]
"""Finds secrets and personal data in one text; raises where a detector failed."""


class Redacted(NamedTuple):
    """One removed value: where it stood, its type, who found it, how often."""

    path: DataPath
    type: str
    detector: str
    times: int


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


def __getattr__(name: str) -> Any:
    if name in ("Record", "Span", "Trace"):
        from rowgate.model import trace

        return getattr(trace, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
