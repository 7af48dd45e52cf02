"""promptfoo's assertions → evaluators; `asserts` writes them.

Source: promptfoo 0.121.20, `src/assertions/*`, and the column `__expected` of its CSV.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.exchange.asserts import SET
from rowgate.exchange.criteria import UnmatchedError, entry
from rowgate.exchange.regexes import UntranslatableError, to_re2
from rowgate.exchange.templates import is_rendered, unraw
from rowgate.model import Json

_KNOWN = {"type", "value", "threshold", "metric", "weight", "assert"}
_BY_THRESHOLD = ("cost", "latency")


def evaluator(found: Json) -> Json:
    """The evaluator that judges as an assertion does. Raises UnmatchedError."""
    if not isinstance(found, dict):
        raise UnmatchedError("it is no mapping")
    kind = found.get("type")
    extra = set(found) - _KNOWN
    if extra or found.get("weight", 1) != 1:
        raise UnmatchedError(f"nothing here for {', '.join(sorted(extra)) or 'a weight'}")
    if kind == SET:
        return _group(found)
    if not isinstance(kind, str) or kind not in _READERS:
        raise UnmatchedError("rowgate has nothing like it")
    try:
        return _READERS[kind](_value(kind, found))
    except UntranslatableError as error:
        raise UnmatchedError(str(error)) from None


def of_text(text: str) -> dict[str, Json]:
    """The assertion that a cell of the column `__expected` says: `contains: 30 days`."""
    kind, colon, value = text.partition(":")
    name = {"grade": "llm-rubric"}.get(kind.strip(), kind.strip())
    if not colon or (name not in _READERS and not _is_theirs(name)):
        return {"type": "equals", "value": text}
    return {"type": name, "value": value.strip()} if value.strip() else {"type": name}


def _is_theirs(name: str) -> bool:
    return name in ("fn", "eval", "javascript", "python", "similar", "factuality", "webhook")


def _value(kind: str, found: Mapping[str, Json]) -> Json:
    value, threshold = found.get("value"), found.get("threshold")
    if kind in _BY_THRESHOLD:
        return threshold
    if threshold is not None:
        raise UnmatchedError("nothing here for `threshold`")
    if is_rendered(value):
        raise UnmatchedError("its value is a template or stands somewhere else")
    return unraw(value)


def _group(found: Mapping[str, Json]) -> Json:
    members = found.get("assert")
    if not isinstance(members, list) or not members:
        raise UnmatchedError("it holds no assertions")
    threshold = found.get("threshold")
    made = [evaluator(one) for one in members]
    if threshold is None:
        return {"all-of": made}
    if isinstance(threshold, int | float) and 0 < threshold <= 1 / len(made):
        return {"any-of": made}
    raise UnmatchedError("rowgate has no group of which a share must pass")


def _reading(name: str, **more: Json) -> Callable[[Json], Json]:
    def read(value: Json) -> Json:
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(isinstance(one, str | int | float) for one in texts):
            raise UnmatchedError("its value is no text")
        found = [str(one) for one in texts]
        return entry(name, found if isinstance(value, list) else found[0], **more)

    return read


def _reading_many(name: str, **more: Json) -> Callable[[Json], Json]:
    one = _reading(name, **more)

    def read(value: Json) -> Json:
        if isinstance(value, str):
            # promptfoo takes a text for values with commas between them.
            value = [part.strip() for part in value.split(",") if part.strip()]
        return one(value if isinstance(value, list) else [value])

    return read


def _read_equals(value: Json) -> Json:
    if isinstance(value, dict | list):
        return entry("json-equals", value)
    return _reading("equals")(value)


def _read_regex(name: str) -> Callable[[Json], Json]:
    def read(value: Json) -> Json:
        if not isinstance(value, str):
            raise UnmatchedError("its value is no text")
        return {name: to_re2(value)}

    return read


def _read_words(value: Json) -> Json:
    if isinstance(value, int):
        return {"length": {"unit": "words", "equals": value}}
    bounds = value if isinstance(value, dict) else {}
    numbers = all(isinstance(number, int) for number in bounds.values())
    if not bounds or not numbers or not bounds.keys() <= {"min", "max"}:
        raise UnmatchedError("its value is no number of words")
    if len(value) == 1:
        bound, number = next(iter(value.items()))
        return {f"{bound}-words": number}
    if value["min"] == value["max"]:
        return {"length": {"unit": "words", "equals": value["min"]}}
    return {"length": {"unit": "words", "less": value["max"] + 1, "greater": value["min"] - 1}}


def _read_json(value: Json) -> Json:
    if value is None:
        return "valid-json"
    if not isinstance(value, dict):
        raise UnmatchedError("its schema is no mapping")
    return {"json-schema": {"value": value}}


def _read_number(name: str) -> Callable[[Json], Json]:
    def read(value: Json) -> Json:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise UnmatchedError("its threshold is no number")
        return {name: value}

    return read


_READERS: Mapping[str, Callable[[Json], Json]] = {
    "equals": _read_equals,
    "not-equals": _reading("not-equals"),
    "contains": _reading("contains"),
    "not-contains": _reading("not-contains"),
    "icontains": _reading("contains", ignore_case=True),
    "not-icontains": _reading("not-contains", ignore_case=True),
    "contains-all": _reading_many("contains-all"),
    "contains-any": _reading_many("contains-any"),
    "not-contains-any": _reading_many("not-contains-any"),
    "not-contains-all": _reading_many("not-contains-all"),
    "icontains-all": _reading_many("contains-all", ignore_case=True),
    "icontains-any": _reading_many("contains-any", ignore_case=True),
    "not-icontains-any": _reading_many("not-contains-any", ignore_case=True),
    "not-icontains-all": _reading_many("not-contains-all", ignore_case=True),
    "starts-with": _reading("starts-with"),
    "regex": _read_regex("regex"),
    "not-regex": _read_regex("not-regex"),
    "word-count": _read_words,
    "is-json": _read_json,
    "llm-rubric": _reading("llm-judge"),
    "cost": _read_number("max-cost"),
    "latency": _read_number("max-latency-ms"),
    "finish-reason": _reading_many("finish-reason"),
    "is-refusal": lambda _: "refusal",
    "not-is-refusal": lambda _: "not-refusal",
}
