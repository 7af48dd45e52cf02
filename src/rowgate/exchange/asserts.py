"""Evaluators → promptfoo's assertions; `asserted` reads them.

Source: promptfoo 0.121.20, `src/assertions/*`. `equals` of an object compares JSON; `regex` is
JavaScript's; `word-count` counts as `max-words` does; a `not-` before a type turns it round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.exchange.criteria import UnmatchedError, folds_alike, only, parts
from rowgate.exchange.regexes import UntranslatableError, escaped, to_javascript
from rowgate.exchange.templates import holds, names_file, raw
from rowgate.model import Json

_MATCHES = "matches-expected"
SET = "assert-set"
_RESPONSE = {"text", "tool_calls", "refusal"}


def assertion(evaluator: Json, expected: Json) -> dict[str, Json]:
    """The assertion that judges as an evaluator does. Raises UnmatchedError."""
    name, given = parts(evaluator)
    if given.pop("advisory", False):
        raise UnmatchedError("it only warns, which promptfoo cannot")
    if name == _MATCHES:
        return _expected(given, expected)
    make = _MAKERS.get(name)
    if make is None:
        raise UnmatchedError("promptfoo has nothing like it")
    try:
        return make(name, given)
    except UntranslatableError as error:
        raise UnmatchedError(str(error)) from None


def _plain(name: str, given: dict[str, Json]) -> dict[str, Json]:
    if given.get("ignore_case") or given.get("fold_whitespace"):
        pattern = f"^{_pattern(given)}$"
        return {"type": name.replace("equals", "regex"), "value": raw(pattern)}
    return {"type": name, "value": raw(given.get("value"))}


def _cased(name: str, given: dict[str, Json]) -> dict[str, Json]:
    only(given, "value", "values", "ignore_case", "fold_whitespace")
    value = given.get("value", given.get("values"))
    if given.get("fold_whitespace"):
        if isinstance(value, list):
            raise UnmatchedError("nothing there for `fold_whitespace`")
        return {"type": name.replace("contains", "regex"), "value": raw(_pattern(given))}
    if given.get("ignore_case"):
        if not folds_alike(value):
            raise UnmatchedError("upper and lower case of its letters is another matter there")
        name = name.replace("contains", "icontains")
    return {"type": name, "value": raw(value)}


def _at_an_end(name: str, given: dict[str, Json]) -> dict[str, Json]:
    only(given, "value", "ignore_case", "fold_whitespace")
    if name == "starts-with" and not given.get("ignore_case") and not given.get("fold_whitespace"):
        return {"type": name, "value": raw(given.get("value"))}
    pattern = _pattern(given)
    return {
        "type": "regex",
        "value": raw(f"^{pattern}" if name == "starts-with" else f"{pattern}$"),
    }


def _pattern(given: Mapping[str, Json]) -> str:
    """A JavaScript pattern of the text, its whitespace folded or its case ignored as asked."""
    text = given.get("value")
    if not isinstance(text, str) or not text.strip():
        raise UnmatchedError("its text cannot be a pattern")
    words = text.split() if given.get("fold_whitespace") else [text]
    if given.get("ignore_case"):
        if not text.isascii():
            raise UnmatchedError("upper and lower case of its letters is another matter there")
        words = ["".join(map(_any_case, word)) for word in words]
    else:
        words = list(map(escaped, words))
    edge = r"\s*" if given.get("fold_whitespace") else ""
    return edge + r"\s+".join(words) + edge


def _any_case(letter: str) -> str:
    return f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else escaped(letter)


def _regex(name: str, given: dict[str, Json]) -> dict[str, Json]:
    only(given, "value")
    return {"type": name, "value": raw(to_javascript(str(given.get("value"))))}


def _words(name: str, given: dict[str, Json]) -> dict[str, Json]:
    return {"type": "word-count", "value": {name.removesuffix("-words"): given.get("value")}}


def _length(name: str, given: dict[str, Json]) -> dict[str, Json]:
    if given.get("unit") != "words":
        raise UnmatchedError(f"promptfoo does not count {given.get('unit')}")
    bounds: dict[str, Json] = {}
    if given.get("less") is not None:
        bounds["max"] = given["less"] - 1
    if given.get("greater") is not None:
        bounds["min"] = given["greater"] + 1
    if given.get("equals") is not None:
        bounds = {"min": given["equals"], "max": given["equals"]}
    return {"type": "word-count", "value": bounds}


def _json(name: str, given: dict[str, Json]) -> dict[str, Json]:
    only(given, "value")
    if name == "valid-json":
        return {"type": "is-json"}
    if name == "json-schema":
        return {"type": "is-json", "value": _harmless(given.get("value"))}
    return _json_equals(given.get("value"))


def _harmless(value: Json) -> Json:
    if holds(value, names_file):
        raise UnmatchedError("promptfoo would follow a reference in it")
    return value


def _json_equals(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict | list):
        raise UnmatchedError("promptfoo compares objects and lists only")
    if isinstance(value, list) and any(isinstance(item, str) for item in value):
        value = raw(value)
    return {"type": "equals", "value": _harmless(value)}


def _judge(name: str, given: dict[str, Json]) -> dict[str, Json]:
    only(given, "value")
    return {"type": "llm-rubric", "value": raw(given.get("value"))}


def _measure(name: str, given: dict[str, Json]) -> dict[str, Json]:
    kind = "cost" if name == "max-cost" else "latency"
    return {"type": kind, "threshold": given.get("value")}


def _finish(name: str, given: dict[str, Json]) -> dict[str, Json]:
    values = given.get("values") or []
    if len(values) != 1:
        raise UnmatchedError("promptfoo takes one finish reason")
    return {"type": name, "value": raw(values[0])}


def _refusal(name: str, given: dict[str, Json]) -> dict[str, Json]:
    only(given)
    return {"type": "is-refusal" if name == "refusal" else "not-is-refusal"}


def _group(name: str, given: dict[str, Json]) -> dict[str, Json]:
    members = given.get("values") or []
    made = [assertion(one, None) for one in members]
    if any(one["type"] in (SET, "llm-rubric") for one in made):
        raise UnmatchedError("promptfoo takes no group of it")
    # One of n passes: each counts 1/n.
    threshold = {"threshold": 1 / len(made)} if name == "any-of" and made else {}
    return {"type": SET, **threshold, "assert": made}


def _expected(given: dict[str, Json], expected: Json) -> dict[str, Json]:
    if expected is None:
        raise UnmatchedError("the row has no `expected`")
    if not isinstance(expected, str):
        if isinstance(expected, dict) and expected.keys() <= _RESPONSE:
            raise UnmatchedError("promptfoo does not compare tool calls")
        return _json_equals(expected)
    folded = given.get("fold_whitespace", True)
    if given.get("json"):
        raise UnmatchedError("nothing there for `json`")
    return _plain("equals", {**given, "value": expected, "fold_whitespace": folded})


Make = Callable[[str, dict[str, Json]], dict[str, Json]]
_MAKERS: Mapping[str, Make] = {
    **dict.fromkeys(("equals", "not-equals"), _plain),
    **dict.fromkeys(("contains", "not-contains", "contains-all", "contains-any"), _cased),
    **dict.fromkeys(("not-contains-any", "not-contains-all"), _cased),
    "starts-with": _at_an_end,
    "ends-with": _at_an_end,
    "regex": _regex,
    "not-regex": _regex,
    "max-words": _words,
    "min-words": _words,
    "length": _length,
    "valid-json": _json,
    "json-schema": _json,
    "json-equals": _json,
    "llm-judge": _judge,
    "max-cost": _measure,
    "max-latency-ms": _measure,
    "finish-reason": _finish,
    "refusal": _refusal,
    "not-refusal": _refusal,
    "any-of": _group,
    "all-of": _group,
}
