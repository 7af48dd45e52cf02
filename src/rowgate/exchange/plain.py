"""Plain files: JSONL with the fields of rows, and the JSONL and CSV that people have.

Sources: jsonlines.org; RFC 4180. A record without a mapping `variables` is flat: columns with
the name of a row's field are that field, all others are variables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import KEY, Envelope, Read, Say
from rowgate.exchange.flat import Flat, columns_of
from rowgate.exchange.plaindata import FIELDS, text_mapping, texts
from rowgate.exchange.tables import csv_text, is_formula, unguarded
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Dataset, Json
from rowgate.model.exchange import Form, Lost, Written


class Jsonl(Envelope):
    """One row a line, with everything that an export carries."""

    name = "jsonl"
    tool = "the file"
    takes = ("jsonl", "json", "yaml", "parquet")
    home = ()

    def detect(self, entry: Json) -> bool:
        """Any mapping."""
        return isinstance(entry, dict)

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        fields = {key: data[key] for key in FIELDS if key in data and key != "source"}
        return {"id": name.rpartition("/")[2], **fields}

    def fields(self, entry: dict[str, Json]) -> Read:
        if not isinstance(entry.get("variables"), dict):
            return _flat(entry)
        fields = {key: entry[key] for key in FIELDS if entry.get(key) is not None}
        if isinstance(fields.get("metadata"), dict):
            fields["metadata"] = text_mapping(fields["metadata"])
        name = entry.get("id")
        known = ("id", "format", "review", "kept", *FIELDS)
        return Read(fields, str(name) if name is not None else None, others(entry, known))


class Csv(Flat):
    """A column a variable."""

    name = "csv"
    tool = "CSV"
    forms = ("csv",)
    takes = ("csv",)

    def detect(self, entry: Json) -> bool:
        """Any row of a table."""
        return isinstance(entry, dict)

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        found = super().native(data, name, say)
        made = {column: value for column, value in found.items() if value != ""}
        for column, value in made.items():
            if is_formula(value):
                say(f"column {column}", "begins as a formula does: ' stands before it", "metadata")
        return made

    def file(
        self, entries: list[dict[str, Json]], dataset: Dataset, form: Form, lost: list[Lost]
    ) -> Written:
        return Written(csv_text(columns_of(entries), entries), lost)

    def opened(self, entry: dict[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
        if KEY in entry:  # of our own making: others mean their apostrophes
            entry = {key: unguarded(value) for key, value in entry.items() if value != ""}
        return super().opened(entry)


def _flat(entry: dict[str, Json]) -> Read:
    """A flat record: columns with the name of a row's field are that field, where they fit it."""
    read = _FLAT.fields(entry)
    labels = texts(entry.get("labels"))
    if labels is not None:
        read.fields["labels"] = [one for one in labels if one]
    _split_chat(read.fields)
    return read


def _split_chat(fields: dict[str, Json]) -> None:
    """A conversation that is the whole record, as files for fine-tuning hold it: what the
    assistant says last is the answer, and no candidate may see it."""
    rest, system = inputs.without_system(fields["variables"])
    messages: Json = rest.get(inputs.MESSAGES)
    if set(rest) != {inputs.MESSAGES} or not inputs.is_chat(messages):
        return
    if system is not None:
        fields |= {"variables": rest, "source": {"system": system}}
    last = messages[-1]
    answers_it = set(last) == {"role", "content"} and last["role"] == "assistant"
    if answers_it and isinstance(last["content"], str) and messages[:-1]:
        fields["variables"] = {inputs.MESSAGES: messages[:-1]}
        fields.setdefault("expected", last["content"])


_FLAT = Flat()


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Plain files are built in."""
    register(Jsonl())
    register(Csv())
