"""Braintrust datasets as JSONL: `id, input, expected, tags, metadata`.

Source: braintrust 0.47 (`Dataset.insert`, `EvalCase`) and its dataset export.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import Envelope, Read, Say
from rowgate.exchange.plaindata import texts
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Json

_KNOWN = ("id", "input", "expected", "tags", "metadata")
_THEIRS = (
    "_xact_id", "created", "dataset_id", "project_id", "root_span_id", "span_id", "is_root",
    "origin", "_pagination_key", "comments", "audit_data",
)  # fmt: skip


class Braintrust(Envelope):
    """Rows of a Braintrust dataset."""

    name = "braintrust"
    tool = "Braintrust"

    def detect(self, entry: Json) -> bool:
        """`expected` beside `input`, or what only Braintrust's export has."""
        if not isinstance(entry, dict) or "input" not in entry:
            return False
        return bool({"expected", "tags", "_xact_id"} & entry.keys())

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        made = {"id": name.rpartition("/")[2], "input": data.get("variables", {})}
        if "expected" in data:
            made["expected"] = data["expected"]
        if "labels" in data:
            made["tags"] = data["labels"]
        metadata = answers.metadata_of(data, labels=False)
        return made | ({"metadata": metadata} if metadata else {})

    def fields(self, entry: dict[str, Json]) -> Read:
        fields: dict[str, Json] = {"variables": inputs.variables_of(entry.get("input"))}
        if entry.get("expected") is not None:
            fields["expected"] = entry["expected"]
        tags = [tag for tag in texts(entry.get("tags")) or () if tag]
        if tags:
            fields["labels"] = tags
        fields |= answers.read_metadata(entry.get("metadata"), labels=False)
        return Read(fields, _text(entry.get("id")), others(entry, (*_KNOWN, *_THEIRS)))


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Braintrust is built in."""
    register(Braintrust())
