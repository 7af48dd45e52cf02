"""Inspect samples as JSONL: `id`, `input` (text or messages), `target`, `metadata`.

Source: inspect_ai 0.3.285 (`json_dataset`, `Sample`): an input that is a mapping is not read, and
what is no field of a sample is dropped, so everything else stands under `metadata`.
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
from rowgate.model.exchange import Lost

_ADDED = ("id", "source", "model", "metadata")
_KNOWN = ("id", "input", "target", "metadata", "description", "choices")


class Inspect(Envelope):
    """Samples of an Inspect dataset."""

    name = "inspect"
    tool = "Inspect"

    def detect(self, entry: Json) -> bool:
        """`target` beside `input`."""
        return isinstance(entry, dict) and "input" in entry and "target" in entry

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        row = name.rpartition("/")[2]
        variables = data.get("variables", {})
        # A text of digits becomes a number there.
        made: dict[str, Json] = {"id": f"row-{row}" if row.isdigit() else row}
        made["input"] = inputs.as_chat(variables, say, self.tool) or inputs.as_text(
            variables, say, self.tool
        )
        made["target"] = answers.as_answer(data, say, self.tool) or ""
        metadata = answers.metadata_of(data)
        return made | ({"metadata": metadata} if metadata else {})

    def fields(self, entry: dict[str, Json]) -> Read:
        given: Json = entry.get("input")
        if inputs.is_chat(given):
            given = [_message(message) for message in given]
        variables, system = inputs.without_system(inputs.variables_of(given))
        lost: list[Lost] = []
        choices = texts(entry.get("choices"))
        if choices:
            variables["choices"] = choices
        fields: dict[str, Json] = {"variables": variables}
        target = entry.get("target")
        if isinstance(target, list) and len(target) == 1:
            target = target[0]
        if target not in (None, "", []):
            fields["expected"] = target
        if isinstance(target, list):
            lost.append(Lost("target", "several are right there; an expected answer is one value"))
        if system is not None:
            fields["source"] = {"system": system}
        fields |= answers.read_metadata(entry.get("metadata"))
        name = entry.get("id")
        found = others(entry, _KNOWN)
        return Read(fields, None if name is None else str(name), [*lost, *found])


def _message(message: dict[str, Json]) -> dict[str, Json]:
    """A message without what Inspect adds to it: an id anew for each, where it came from."""
    given = {key: value for key, value in message.items() if value is not None}
    return {"role": given.pop("role"), **{k: v for k, v in given.items() if k not in _ADDED}}


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """Inspect is built in."""
    register(Inspect())
