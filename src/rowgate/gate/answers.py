"""An answer as programs and servers send it: text, or the fields of an output."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from rowgate.gate.case import NoOutputError
from rowgate.model import Json, Output
from rowgate.shapes import meant

FIELDS = (
    "text", "tool_calls", "refusal", "finish_reason", "usage", "latency_ms", "cost", "version",
)  # fmt: skip
_OWN = ("case", "row", "dataset", "repeat", "error", "output")
_LISTS: tuple[type, ...] = (list, tuple)
_FORMS: dict[str, tuple[type, ...]] = {
    "text": (str,), "tool_calls": _LISTS, "refusal": (str,), "finish_reason": (str,),
    "usage": (dict,), "latency_ms": (int, float), "cost": (int, float), "version": (str,),
}  # fmt: skip


def output_of(answer: Json) -> Output:
    """The output that an answer describes: a text, or a mapping of the fields of an output.

    A mapping may also hold `output` (text or such a mapping), or `error` in its place.
    Raises NoOutputError where it is neither, has a field that no output has, or holds none.
    """
    if isinstance(answer, str):
        return Output(text=answer)
    if not isinstance(answer, dict):
        raise NoOutputError("the answer is neither text nor a mapping of an output's fields")
    if answer.get("error"):
        raise NoOutputError("the candidate reports an error")
    if "output" in answer:
        inner = answer["output"]
        rest = {key: value for key, value in answer.items() if key != "output"}
        return output_of(rest | ({"text": inner} if isinstance(inner, str) else _mapping(inner)))
    fields = {key: value for key, value in answer.items() if key not in _OWN and value is not None}
    _check(fields)
    if not fields.keys() & {"text", "tool_calls", "refusal"}:
        raise NoOutputError("the answer has neither text, tool_calls nor refusal")
    return Output(**fields)


def sound(output: Output) -> Output:
    """The output, where its fields are such as an answer may have. Raises NoOutputError."""
    fields = {name: getattr(output, name) for name in FIELDS}
    _check({name: value for name, value in fields.items() if value is not None})
    return output


def output_data(output: Output) -> dict[str, Json]:
    """The fields of an output that hold something: what a run file keeps."""
    fields: dict[str, Any] = {name: getattr(output, name) for name in FIELDS}
    fields["tool_calls"] = [dict(call) for call in output.tool_calls]
    return {
        key: value for key, value in fields.items() if value is not None and value not in ([], {})
    }


def text_of(value: Json) -> str:
    """A value as an answer's text: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _mapping(inner: Json) -> dict[str, Json]:
    if not isinstance(inner, dict):
        raise NoOutputError("`output` is neither text nor a mapping of an output's fields")
    return inner


def _check(fields: Mapping[str, Json]) -> None:
    for name, value in fields.items():
        if name not in _FORMS:
            near = meant(name, FIELDS)
            raise NoOutputError(
                f"the answer has an unknown field {name}" + (f": {near}" if near else "")
            )
        if isinstance(value, bool) or not isinstance(value, _FORMS[name]):
            raise NoOutputError(f"the answer's {name} is of the wrong form")
        if isinstance(value, int | float) and not (math.isfinite(value) and value >= 0):
            raise NoOutputError(f"the answer's {name} is no number to go by")
    for call in fields.get("tool_calls", ()):
        if not (isinstance(call, Mapping) and _is_json(dict(call))):
            raise NoOutputError("the answer's tool_calls are of the wrong form")
    if not _is_json(fields.get("usage")):
        raise NoOutputError("the answer's usage is of the wrong form")


def _is_json(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return all(_is_json(item) for item in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int)
