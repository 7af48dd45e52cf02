"""LangSmith examples as JSONL: `id` (a UUID), `inputs`, `outputs`, `metadata`.

Source: langsmith 0.15 (`Client.create_examples`, `ExampleCreate`) and its dataset export. An id
is the UUIDv5 (RFC 9562) of the row's dataset and id, so that the same row is the same example.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import Envelope, Read, Say
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Json

OURS = UUID("5b0e2a1c-52b7-5c0f-8f1e-3d9e6a3f7c11")
"""The namespace of rowgate's rows: fixed, since ids must stay."""
ANSWER = "output"
_KNOWN = ("id", "inputs", "outputs", "metadata", "reference_outputs")
_THEIRS = (
    "dataset_id", "created_at", "modified_at", "source_run_id", "runs", "name", "attachments",
    "split",
)  # fmt: skip


class LangSmith(Envelope):
    """Examples of a LangSmith dataset."""

    name = "langsmith"
    tool = "LangSmith"

    def detect(self, entry: Json) -> bool:
        """`inputs` and `outputs`, both mappings."""
        both = isinstance(entry, dict) and isinstance(entry.get("inputs"), dict)
        return both and ("outputs" in entry or "reference_outputs" in entry)

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        made: dict[str, Json] = {"id": str(uuid5(OURS, name)), "inputs": data.get("variables", {})}
        made["outputs"] = {ANSWER: data["expected"]} if "expected" in data else None
        metadata = answers.metadata_of(data)
        return made | ({"metadata": metadata} if metadata else {})

    def fields(self, entry: dict[str, Json]) -> Read:
        fields: dict[str, Json] = {"variables": inputs.variables_of(entry.get("inputs"))}
        answer = answers.unwrapped(entry.get("outputs") or entry.get("reference_outputs"))
        if answer is not None:
            fields["expected"] = answer
        metadata = entry.get("metadata")
        if isinstance(metadata, dict):
            # What LangSmith writes into every example's metadata.
            metadata = {key: item for key, item in metadata.items() if key != "dataset_split"}
        fields |= answers.read_metadata(metadata)
        name = entry.get("name")
        return Read(fields, name if isinstance(name, str) else None,
                    others(entry, (*_KNOWN, *_THEIRS)))  # fmt: skip


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """LangSmith is built in."""
    register(LangSmith())
