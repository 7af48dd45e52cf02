"""OpenAI evals samples as JSONL, `input` (messages) and `ideal`, with their registry entry.

Source: github.com/openai/evals, docs/build-eval.md; `evals.elsuite.basic.match`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rowgate import yamltext
from rowgate.exchange import answers, inputs
from rowgate.exchange.envelope import Envelope, Read, Say
from rowgate.exchange.plaindata import texts
from rowgate.exchange.unknown import others
from rowgate.hookspecs import hookimpl
from rowgate.model import Dataset, Json
from rowgate.model.exchange import Form, Lost, Written


class OpenAIEvals(Envelope):
    """Samples of an eval of OpenAI's framework."""

    name = "openai-evals"
    tool = "openai/evals"

    def detect(self, entry: Json) -> bool:
        """`ideal` beside `input`."""
        return isinstance(entry, dict) and "input" in entry and "ideal" in entry

    def file(
        self, entries: list[dict[str, Json]], dataset: Dataset, form: Form, lost: list[Lost]
    ) -> Written:
        written = super().file(entries, dataset, form, lost)
        return written._replace(beside={".registry.yaml": _registry(dataset.name)})

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        answers.unjudged(data, say, self.tool)
        variables = data.get("variables", {})
        chat = inputs.as_chat(variables, say, self.tool)
        made: dict[str, Json] = {"input": chat or _question(variables, say, self.tool)}
        made["ideal"] = answers.as_answer(data, say, self.tool) or ""
        metadata = answers.metadata_of(data)
        return made | ({"metadata": metadata} if metadata else {})

    def fields(self, entry: dict[str, Json]) -> Read:
        variables, system = inputs.without_system(inputs.variables_of(entry.get("input")))
        fields: dict[str, Json] = {"variables": variables}
        ideal, lost = entry.get("ideal"), others(entry, ("input", "ideal", "metadata"))
        many = texts(ideal)
        if many is not None and len(many) > 1:
            # Any of them is right: that is what its matching says.
            fields["evaluators"] = [{"any-of": [{"starts-with": one} for one in many]}]
        elif ideal not in (None, "", []):
            fields["expected"] = many[0] if many else ideal
        if system is not None:
            fields["source"] = {"system": system}
        fields |= answers.read_metadata(entry.get("metadata"))
        return Read(fields, None, lost)


def _question(variables: Json, say: Say, tool: str) -> list[dict[str, Json]]:
    return [{"role": "user", "content": inputs.as_text(variables, say, tool)}]


def _registry(dataset: str) -> bytes:
    """What stands in `evals/registry/evals/`; the samples go below `evals/registry/data/`."""
    version = f"{dataset}.rows.v0"
    arguments = {"samples_jsonl": f"{dataset}/samples.jsonl"}
    return yamltext.write(
        {
            dataset: {"id": version, "metrics": ["accuracy"]},
            version: {"class": "evals.elsuite.basic.match:Match", "args": arguments},
        }
    ).encode()


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """openai/evals is built in."""
    register(OpenAIEvals())
