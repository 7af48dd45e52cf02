"""DeepEval goldens as JSONL: `input`, `expected_output`, `actual_output` and others as texts.

Source: deepeval 4.3 (`Golden`, `EvaluationDataset.add_goldens_from_jsonl_file`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import Envelope, NoCaseError, Read, Say
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Json

_OWN = {"expected_output", "actual_output", "additional_metadata", "retrieval_context",
        "expected_tools", "tools_called"}  # fmt: skip
_KNOWN = ("name", "input", "expected_output", "actual_output", "additional_metadata", "comments",
          "tools_called")  # fmt: skip


class DeepEval(Envelope):
    """Goldens of a DeepEval dataset. Conversational ones are no case of a model call."""

    name = "deepeval"
    tool = "DeepEval"
    home = ("additional_metadata",)

    def detect(self, entry: Json) -> bool:
        """A field that only goldens have."""
        if not isinstance(entry, dict):
            return False
        return "scenario" in entry or ("input" in entry and bool(_OWN & entry.keys()))

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        made: dict[str, Json] = {"name": name.rpartition("/")[2]}
        made["input"] = inputs.as_text(data.get("variables", {}), say, self.tool)
        response = data.get("response")
        text = response.get("text") if isinstance(response, dict) else response
        if text is not None:
            made["actual_output"] = text
        answer = answers.as_answer(data, say, self.tool)
        if answer is not None:
            made["expected_output"] = answer
        if "note" in data:
            made["comments"] = data["note"]
        calls = response.get("tool_calls") if isinstance(response, dict) else None
        if calls:
            made["tools_called"] = [_tool(call) for call in calls]
        metadata = answers.metadata_of(data)
        return made | ({"additional_metadata": metadata} if metadata else {})

    def fields(self, entry: dict[str, Json]) -> Read:
        if entry.get("scenario"):
            raise NoCaseError("is a conversation to be simulated, no case of a model call")
        fields: dict[str, Json] = {"variables": inputs.variables_of(entry.get("input"))}
        texts = {"response": "actual_output", "expected": "expected_output", "note": "comments"}
        for field, theirs in texts.items():
            if entry.get(theirs) not in (None, ""):
                fields[field] = entry[theirs]
        calls = entry.get("tools_called")
        if isinstance(calls, list) and calls:
            text = fields.get("response")
            fields["response"] = {**({"text": text} if text else {}),
                                  "tool_calls": [_call(call) for call in calls]}  # fmt: skip
        fields |= answers.read_metadata(entry.get("additional_metadata"))
        name = entry.get("name")
        return Read(fields, name if isinstance(name, str) else None, others(entry, _KNOWN))


def _tool(call: Json) -> dict[str, Json]:
    made: dict[str, Json] = {"name": str(call.get("name", ""))}
    arguments = call.get("arguments")
    return made | ({"input_parameters": arguments} if isinstance(arguments, dict) else {})


def _call(tool: Json) -> dict[str, Json]:
    if not isinstance(tool, dict):
        raise NoCaseError("calls a tool that is no mapping")
    made: dict[str, Json] = {"name": str(tool.get("name", ""))}
    arguments = tool.get("input_parameters", tool.get("inputParameters"))
    return made | ({"arguments": arguments} if isinstance(arguments, dict) else {})


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """DeepEval is built in."""
    register(DeepEval())
