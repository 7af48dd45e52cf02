"""pydantic-evals datasets as YAML: `name`, and `cases` of `name, inputs, expected_output, …`.

Source: pydantic-evals 2.62 (`Dataset.from_file`, `Case`, `evaluators.common`). An evaluator that
is not registered there fails the whole file, so only its own are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rowgate.exchange import answers, inputs
from rowgate.exchange.criteria import UnmatchedError, entry, folds_alike, only, parts
from rowgate.exchange.envelope import Envelope, Read, Say
from rowgate.exchange.plaindata import criteria
from rowgate.exchange.unknown import others
from rowgate.exchange.yamlout import yaml_bytes
from rowgate.hookspecs import hookimpl
from rowgate.model import Dataset, Json
from rowgate.model.exchange import Document, Form, Item, Lost, Unread, Written

_MATCHES = "matches-expected"
_KNOWN = ("name", "inputs", "expected_output", "metadata", "evaluators")


class PydanticEvals(Envelope):
    """Cases of a pydantic-evals dataset."""

    name = "pydantic-evals"
    tool = "pydantic-evals"
    forms = ("yaml",)
    takes = ("yaml", "json")
    lists = ("cases",)

    def detect(self, entry: Json) -> bool:
        """A mapping with cases."""
        return isinstance(entry, dict) and isinstance(entry.get("cases"), list)

    def file(
        self, entries: list[dict[str, Json]], dataset: Dataset, form: Form, lost: list[Lost]
    ) -> Written:
        data = {"name": dataset.name, "cases": entries}
        return Written(yaml_bytes(data, "export it as jsonl"), lost)

    def native(self, data: dict[str, Json], name: str, say: Say) -> dict[str, Json]:
        made: dict[str, Json] = {"name": name.rpartition("/")[2]}
        made["inputs"] = data.get("variables", {})
        if "expected" in data:
            made["expected_output"] = data["expected"]
        metadata = answers.metadata_of(data)
        if metadata:
            made["metadata"] = metadata
        evaluators = list(_theirs(data, say))
        return made | ({"evaluators": evaluators} if evaluators else {})

    def read(self, document: Document) -> Iterator[Item | Unread]:
        """The cases of a file, each with the evaluators of all."""
        whole = document.value if isinstance(document.value, dict) else {}
        common = whole.get("evaluators") or []
        for at, case in self.entries(document.value):
            if isinstance(case, dict) and isinstance(common, list) and common:
                own = case.get("evaluators")
                both = [*(own if isinstance(own, list) else []), *common]
                yield self.item({**case, "evaluators": both}, at)
            else:
                yield self.item(case, at)

    def fields(self, entry: dict[str, Json]) -> Read:
        fields: dict[str, Json] = {"variables": inputs.variables_of(entry.get("inputs"))}
        if entry.get("expected_output") is not None:
            fields["expected"] = entry["expected_output"]
        fields |= answers.read_metadata(entry.get("metadata"))
        evaluators, lost = _ours(entry.get("evaluators"))
        if evaluators:
            fields["evaluators"] = evaluators
        name = entry.get("name")
        found = [*lost, *others(entry, _KNOWN)]
        return Read(fields, name if isinstance(name, str) else None, found)


def _theirs(data: Mapping[str, Json], say: Say) -> Iterator[Json]:
    for one in criteria(data):
        try:
            yield from _of_ours(one, data.get("expected"))
            if answers.name_of(one) == _MATCHES and parts(one)[1].get("fold_whitespace", True):
                say(f"evaluator {_MATCHES}", "EqualsExpected counts whitespace, too", "metadata")
        except UnmatchedError as error:
            say(f"evaluator {answers.name_of(one)}", str(error), "metadata")


def _of_ours(evaluator: Json, expected: Json) -> list[Json]:
    """What judges there as an evaluator of ours does. Raises UnmatchedError."""
    name, given = parts(evaluator)
    if given.pop("advisory", False):
        raise UnmatchedError("it only warns, which pydantic-evals cannot")
    if name == _MATCHES:
        return [_equals_expected(given, expected)]
    if name in ("contains", "contains-all"):
        only(given, "value", "values", "ignore_case")
        return [_contains(value, given) for value in given.get("values", [given.get("value")])]
    single = {"equals": "Equals", "llm-judge": "LLMJudge"}.get(name)
    if single:
        only(given, "value")
        return [{single: given.get("value")}]
    if name == "max-latency-ms":
        return [{"MaxDuration": given["value"] / 1000}]
    raise UnmatchedError("pydantic-evals has nothing like it")


def _equals_expected(given: Mapping[str, Json], expected: Json) -> Json:
    if not isinstance(expected, str) or given.get("json") or given.get("ignore_case"):
        raise UnmatchedError("EqualsExpected compares text character for character")
    return "EqualsExpected"


def _contains(value: Json, given: Mapping[str, Json]) -> Json:
    if not given.get("ignore_case"):
        return {"Contains": value}
    if not folds_alike(value):
        raise UnmatchedError("upper and lower case of its letters is another matter there")
    return {"Contains": {"value": value, "case_sensitive": False}}


def _ours(found: Json) -> tuple[list[Json], list[Lost]]:
    made: list[Json] = []
    lost: list[Lost] = []
    for one in found if isinstance(found, list) else []:
        try:
            made.append(_of_theirs(one))
        except UnmatchedError as error:
            lost.append(Lost(f"evaluator {answers.name_of(one)[:40]}", str(error)))
    return made, lost


def _of_theirs(found: Json) -> Json:
    """Our evaluator that judges as one of theirs does. Raises UnmatchedError."""
    if isinstance(found, str):
        name, given = found, {}
    elif isinstance(found, dict) and len(found) == 1:
        name, value = next(iter(found.items()))
        given = dict(value) if isinstance(value, dict) else {_FIRST.get(name, "value"): value}
    else:
        raise UnmatchedError("it is no evaluator")
    read = _READERS.get(name)
    if read is None:
        raise UnmatchedError("rowgate has nothing like it")
    return read({key: value for key, value in given.items() if key != "evaluation_name"})


def _read_contains(given: Mapping[str, Json]) -> Json:
    if given.get("as_strings") or not isinstance(given.get("value"), str):
        raise UnmatchedError("its value is no text")
    return entry("contains", given["value"], ignore_case=given.get("case_sensitive") is False)


def _read_text(name: str) -> Callable[[Mapping[str, Json]], Json]:
    def read(given: Mapping[str, Json]) -> Json:
        value = given.get(_FIRST.get(name, "value"))
        extra = sorted(set(given) - {_FIRST.get(name, "value")})
        if not isinstance(value, str) or extra:
            raise UnmatchedError(f"nothing here for {', '.join(extra)}" if extra else "no text")
        return {_NAMES[name]: value}

    return read


def _read_duration(given: Mapping[str, Json]) -> Json:
    seconds = given.get("seconds")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise UnmatchedError("its limit is no number of seconds")
    milliseconds = seconds * 1000
    return {"max-latency-ms": int(milliseconds) if milliseconds == int(milliseconds)
            else milliseconds}  # fmt: skip


_FIRST = {"LLMJudge": "rubric", "MaxDuration": "seconds"}
_NAMES = {"Equals": "equals", "LLMJudge": "llm-judge"}
_READERS: Mapping[str, Callable[[Mapping[str, Json]], Json]] = {
    "Contains": _read_contains,
    "Equals": _read_text("Equals"),
    "EqualsExpected": lambda _: {"matches-expected": {"fold_whitespace": False}},
    "LLMJudge": _read_text("LLMJudge"),
    "MaxDuration": _read_duration,
}


@hookimpl
def rowgate_exchange(register: Callable[[Any], None]) -> None:
    """pydantic-evals is built in."""
    register(PydanticEvals())
