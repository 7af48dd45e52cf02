"""Flat records for Hugging Face's `datasets`: JSONL, or parquet with `rowgate[parquet]`.

Source: datasets 5.2 (`load_dataset("json" | "parquet")`): a column has one type, so every value
is a text, and what is nested is JSON in it, named in the column `json`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.exchange import answers
from rowgate.exchange.envelope import KEY, Say
from rowgate.exchange.flat import JSON, Flat, columns_of
from rowgate.exchange.plaindata import lines_of
from rowgate.exchange.tables import parquet_bytes
from rowgate.hookspecs import hookimpl
from rowgate.model import Dataset, Json
from rowgate.model.exchange import Form, Lost, Written


class HuggingFace(Flat):
    """Records of a Hugging Face dataset."""

    name = "huggingface"
    tool = "datasets"
    forms = ("jsonl", "parquet")
    takes = ("jsonl", "json", "parquet")

    def detect(self, entry: Json) -> bool:
        """Records of our own; those of others are plain."""
        return isinstance(entry, dict) and isinstance(entry.get(KEY), str) and JSON in entry

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        return super().native(data, name, say)

    def file(
        self, entries: list[dict[str, Json]], dataset: Dataset, form: Form, lost: list[Lost]
    ) -> Written:
        columns = columns_of(entries)
        rows = [{column: entry.get(column) for column in columns} for entry in entries]
        content = parquet_bytes(columns, rows) if form == "parquet" else lines_of(rows)
        return Written(content, lost)


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Hugging Face is built in."""
    register(HuggingFace())
