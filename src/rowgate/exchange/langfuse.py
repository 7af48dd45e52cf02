"""Langfuse dataset items as JSONL, in the names of its API.

`datasetName, id, input, expectedOutput, metadata, sourceTraceId, sourceObservationId, status`.
Source: langfuse 5.0 (`CreateDatasetItemRequest`, `create_dataset_item`, whose names with `_` are
read, too), and the pages of `GET /api/public/dataset-items`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import Envelope, NoCaseError, Read, Say
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Json

_LONGEST_ID = 255
_NAMES = {
    "datasetName": "dataset_name",
    "expectedOutput": "expected_output",
    "sourceTraceId": "source_trace_id",
    "sourceObservationId": "source_observation_id",
}
_THEIRS = ("datasetId", "createdAt", "updatedAt", "projectId", "dataset_id", "created_at",
           "updated_at", "project_id", "validFrom", "isDeleted", "mediaReferences")  # fmt: skip


class Langfuse(Envelope):
    """Items of a Langfuse dataset."""

    name = "langfuse"
    tool = "Langfuse"

    def detect(self, entry: Json) -> bool:
        """A field that only Langfuse's items have."""
        if not isinstance(entry, dict) or "input" not in entry:
            return False
        ours = {"datasetName", "dataset_name", "sourceTraceId", "source_trace_id", "datasetId"}
        return bool(ours & entry.keys())

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        dataset, _, row = name.rpartition("/")
        made: dict[str, Json] = {"datasetName": dataset, "id": row[-_LONGEST_ID:]}
        made["input"] = data.get("variables", {})
        if "expected" in data:
            made["expectedOutput"] = data["expected"]
        metadata = answers.metadata_of(data)
        if metadata:
            made["metadata"] = metadata
        source = data.get("source", {})
        if "trace_id" in source:
            made["sourceTraceId"] = source["trace_id"]
        if "span_id" in source:
            made["sourceObservationId"] = source["span_id"]
        return {**made, "status": "ACTIVE"}

    def fields(self, entry: dict[str, Json]) -> Read:
        found = {ours: entry.get(ours, entry.get(theirs)) for ours, theirs in _NAMES.items()}
        if entry.get("status") == "ARCHIVED":
            raise NoCaseError("it is archived there", meant=True)
        fields: dict[str, Json] = {"variables": inputs.variables_of(entry.get("input"))}
        if found["expectedOutput"] is not None:
            fields["expected"] = found["expectedOutput"]
        fields |= answers.read_metadata(entry.get("metadata"))
        source = {
            "trace_id": found["sourceTraceId"],
            "span_id": found["sourceObservationId"],
        }
        source = {key: value for key, value in source.items() if isinstance(value, str) and value}
        if source:
            fields["source"] = source
        known = ("id", "input", "metadata", "status", *_NAMES, *_NAMES.values(), *_THEIRS)
        name = entry.get("id")
        return Read(fields, name if isinstance(name, str) else None, others(entry, known))


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Langfuse is built in."""
    register(Langfuse())
