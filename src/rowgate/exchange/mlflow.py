"""MLflow evaluation datasets as JSONL: `inputs`, `expectations`, `tags`, `source`.

Source: mlflow 3.17 (`EvaluationDataset.merge_records`, `DatasetRecord`). Tags are texts, so the
envelope is JSON in one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import KEY, Envelope, Read, Say
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Json
from rowgate.model.exchange import Lost

ANSWER = "expected_response"
_ALSO = ("expected_output", "ground_truth", "expected_answer", "answer")
_KNOWN = ("inputs", "expectations", "tags", "source")
_THEIRS = (
    "dataset_id", "dataset_record_id", "created_time", "last_update_time", "source_id",
    "source_type", "created_by", "last_updated_by", "create_time",
)  # fmt: skip


class MLflow(Envelope):
    """Records of an MLflow evaluation dataset."""

    name = "mlflow"
    tool = "MLflow"
    home = ("tags",)
    encoded = True

    def detect(self, entry: Json) -> bool:
        """`inputs` with `expectations`, or what only its records have."""
        if not isinstance(entry, dict) or not isinstance(entry.get("inputs"), dict):
            return False
        return "expectations" in entry or "dataset_record_id" in entry

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        made: dict[str, Json] = {"inputs": data.get("variables", {})}
        made["expectations"] = {ANSWER: data["expected"]} if "expected" in data else {}
        metadata = answers.metadata_of(data, labels=False)
        if metadata:
            made["tags"] = metadata
        made["source"] = {"source_type": "DOCUMENT", "source_data": {"doc_uri": name}}
        return made

    def fields(self, entry: dict[str, Json]) -> Read:
        fields: dict[str, Json] = {"variables": inputs.variables_of(entry.get("inputs"))}
        found = entry.get("expectations")
        expectations = found if isinstance(found, dict) else {}
        key = next((key for key in (ANSWER, *_ALSO) if expectations.get(key) is not None), None)
        if key is not None:
            fields["expected"] = expectations[key]
        lost = [
            Lost(f"expectation {name[:40]}", "a row has one expected answer")
            for name, value in expectations.items()
            if name != key and value is not None
        ]
        tags = entry.get("tags")
        if isinstance(tags, dict):
            tags = {name: item for name, item in tags.items() if name != KEY}
        fields |= answers.read_metadata(tags, labels=False)
        trace = _source(entry).get("trace_id")
        if isinstance(trace, str):
            fields["source"] = {"trace_id": trace}
        return Read(fields, _doc(entry), [*lost, *others(entry, (*_KNOWN, *_THEIRS))])


def _source(entry: dict[str, Json]) -> dict[str, Json]:
    source = entry.get("source")
    data = source.get("source_data") if isinstance(source, dict) else None
    return data if isinstance(data, dict) else {}


def _doc(entry: dict[str, Json]) -> str | None:
    uri = _source(entry).get("doc_uri")
    return uri.rpartition("/")[2] if isinstance(uri, str) else None


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """MLflow is built in."""
    register(MLflow())
