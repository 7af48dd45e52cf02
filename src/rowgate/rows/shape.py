"""The fields of a row and of a dataset, in canonical order."""

from __future__ import annotations

from rowgate.model import COLUMN_TYPES, GATES, RESPONSE_WAS, SOURCE_KINDS
from rowgate.rows.mapping import Expression
from rowgate.shapes import AnyJson, Either, Fields, Flag, ListOf, MapOf, Number, Text

_TEXT = Text()
_ANY = AnyJson()
_EVALUATORS = ListOf(
    Either("a name, or a mapping of one name to its parameters", text=_TEXT, mapping=MapOf(_ANY))
)

RESPONSE = Either(
    "text or {text, tool_calls, refusal}",
    text=Text(empty=True),
    mapping=Fields({"text": Text(empty=True), "tool_calls": ListOf(MapOf(_ANY)), "refusal": _TEXT}),
)

SOURCE = Fields(
    {
        "kind": Text(choices=SOURCE_KINDS),
        "format": _TEXT,
        "file": Fields(
            {"name": _TEXT, "digest": _TEXT, "line": Number(least=1), "item": Number(least=1)}
        ),
        "project": _TEXT,
        "project_stated": Flag(),
        "trace_id": _TEXT,
        "span_id": _TEXT,
        "name": _TEXT,
        "provider": _TEXT,
        "model": _TEXT,
        "parameters": MapOf(_ANY),
        "prompt": MapOf(_ANY),
        "system": _ANY,
        "tools_offered": ListOf(_TEXT),
        "variables_from": _TEXT,
        "incomplete": _TEXT,
        "started_at": _TEXT,
        "duration_ms": Number(real=True, least=0),
        "finish_reason": _TEXT,
        "usage": MapOf(_ANY),
        "redactions": MapOf(Number(least=1)),
        "redacted_by": MapOf(ListOf(_TEXT)),
        "added_by": _TEXT,
        "added_on": _TEXT,
        "tool": _TEXT,
        "also_seen": ListOf(MapOf(_ANY)),
    },
    required=("kind",),
)

REVIEW = Fields(
    {
        "status": Text(choices=("pending", "approved")),
        "by": _TEXT,
        "date": _TEXT,
        "digest": _TEXT,
        "proof": MapOf(_ANY),
    },
    required=("status",),
)

ROW = Fields(
    {
        "format": Number(least=1),
        # A wrong `why` has a rule of its own (RG103), which also knows the row's source.
        "why": _TEXT,
        "note": _TEXT,
        "labels": ListOf(_TEXT),
        "variables": MapOf(_ANY),
        "response": RESPONSE,
        "response_was": Text(choices=RESPONSE_WAS),
        "expected": _ANY,
        "evaluators": _EVALUATORS,
        "repeat": Fields({"runs": Number(least=1), "pass": Number(least=1)}, required=("runs",)),
        "advisory": Flag(),
        "known_failing": Fields({"reason": _TEXT, "until": _TEXT}),
        "links": MapOf(_ANY),
        "metadata": MapOf(Text(empty=True)),
        "kept": ListOf(Fields({"type": _TEXT, "path": _TEXT, "reason": _TEXT})),
        "review": REVIEW,
        "source": SOURCE,
    },
    required=("format", "variables"),
)

_COLUMN = Either(
    f"one of {', '.join(COLUMN_TYPES)}, or {{type, optional}}",
    text=Text(choices=COLUMN_TYPES),
    mapping=Fields({"type": Text(choices=COLUMN_TYPES), "optional": Flag()}, required=("type",)),
)

DATASET = Fields(
    {
        "format": Number(least=1),
        "project": Either("a name or a list of names", text=_TEXT, items=ListOf(_TEXT)),
        "purpose": _TEXT,
        "scope": Fields({"workflow": _TEXT, "behavior": _TEXT, "risk": _TEXT}),
        "owners": ListOf(_TEXT),
        "gate": Text(choices=GATES),
        "unit": Text(choices=("model-call", "application")),
        "columns": MapOf(_COLUMN),
        "response": Text(choices=("text", "none")),
        "mapping": MapOf(Expression()),
        "prompt": _TEXT,
        "evaluators": _EVALUATORS,
        "labels": ListOf(_TEXT),
        "assets": Fields({"allow": Flag(), "max_bytes": Number(least=1)}),
    },
    required=("format", "gate"),
)
