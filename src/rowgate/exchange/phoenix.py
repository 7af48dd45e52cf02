"""Phoenix dataset examples as JSONL: `id`, `input`, `output` and `metadata` as mappings.

Source: arize-phoenix-client 3.5 (`Datasets.create_dataset(examples=…)`, `GET
/v1/datasets/{id}/examples`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import Envelope, Read, Say
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Json

ANSWER = "output"
_KNOWN = ("id", "input", "output", "metadata", "span_id")
_THEIRS = ("updated_at", "created_at", "node_id", "splits", "example_id")


class Phoenix(Envelope):
    """Examples of a Phoenix dataset."""

    name = "phoenix"
    tool = "Phoenix"

    def detect(self, entry: Json) -> bool:
        """`input` and `output`, both mappings."""
        if not isinstance(entry, dict):
            return False
        return isinstance(entry.get("input"), dict) and isinstance(entry.get("output"), dict)

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        made: dict[str, Json] = {"id": name.rpartition("/")[2], "input": data.get("variables", {})}
        made["output"] = {ANSWER: data["expected"]} if "expected" in data else {}
        metadata = answers.metadata_of(data)
        if metadata:
            made["metadata"] = metadata
        source = data.get("source", {})
        return made | ({"span_id": source["span_id"]} if "span_id" in source else {})

    def fields(self, entry: dict[str, Json]) -> Read:
        fields: dict[str, Json] = {"variables": inputs.variables_of(entry.get("input"))}
        answer = answers.unwrapped(entry.get("output") or None)
        if answer is not None:
            fields["expected"] = answer
        fields |= answers.read_metadata(entry.get("metadata"))
        name = entry.get("id")
        lost = others(entry, (*_KNOWN, *_THEIRS))
        return Read(fields, name if isinstance(name, str) else None, lost)


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Phoenix is built in."""
    register(Phoenix())
