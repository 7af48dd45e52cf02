"""A valid row and a valid dataset to start from, as nouns; overrides are plain data.

`row(labels=[])` is the row with that field replaced; `None` removes a field. In `source` and
`review` single entries are replaced. The review approves whatever the row then holds, unless
a digest is given.
"""

from __future__ import annotations

from typing import Any

from rowgate.model import Dataset, Row
from rowgate.rows.datasetfile import dataset_of
from rowgate.rows.identity import digest_of, row_id, span_ending
from rowgate.rows.rowfile import row_of

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"

ROW: dict[str, Any] = {
    "why": "incorrect-answer",
    "note": "The assistant promised 60 days; the policy says 30.",
    "labels": ["refunds"],
    "variables": {"question": "How long do I have to return headphones?"},
    "response": "You have 60 days to return them.",
    "response_was": "wrong",
    "expected": "Returns are accepted within 30 days.",
    "evaluators": [{"contains": "30 days"}],
    "review": {"status": "approved", "by": "ada@example.com", "date": "2026-11-21"},
    "source": {
        "kind": "span",
        "format": "otlp/genai",
        "project": "support-bot",
        "trace_id": TRACE,
        "span_id": SPAN,
        "added_by": "ada@example.com",
        "added_on": "2026-11-20",
    },
}

DATASET: dict[str, Any] = {
    "project": "support-bot",
    "purpose": "Refund answers follow the written policy.",
    "scope": {"workflow": "refunds"},
    "owners": ["ada@example.com"],
    "gate": "release",
    "columns": {"question": "text"},
    "response": "text",
    "evaluators": [{"max-words": 200}],
}

_MERGED = ("review", "source")


def row(id: str = row_id("refunds", span_ending(TRACE, SPAN)), **overrides: Any) -> Row:  # noqa: A002
    """The valid row with these fields replaced."""
    data = _replaced(ROW, overrides)
    if data.get("review", {}).get("status") == "approved" and "digest" not in overrides.get(
        "review", {}
    ):
        data["review"] = {**data["review"], "digest": digest_of(row_of(id, data))}
    return row_of(id, data)


def dataset(name: str = "refund-policy", **overrides: Any) -> Dataset:
    """The valid dataset with these fields replaced."""
    return dataset_of(name, _replaced(DATASET, overrides))


def _replaced(data: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    found = {**data, **overrides}
    for name in _MERGED:
        if isinstance(overrides.get(name), dict):
            merged = {**data[name], **overrides[name]}
            found[name] = {key: value for key, value in merged.items() if value is not None}
    return {key: value for key, value in found.items() if value is not None}
