"""What translations of evaluators share: a row's entry taken apart, and put together."""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.model import Json

SHORT = {
    "equals": "value", "not-equals": "value", "contains": "value", "not-contains": "value",
    "contains-all": "values", "contains-any": "values", "not-contains-any": "values",
    "not-contains-all": "values", "starts-with": "value", "ends-with": "value", "regex": "value",
    "not-regex": "value", "max-words": "value", "min-words": "value", "json-schema": "value",
    "json-equals": "value", "llm-judge": "value", "max-cost": "value", "max-latency-ms": "value",
    "finish-reason": "values", "any-of": "values", "all-of": "values", "similarity": "least",
}  # fmt: skip
"""The parameter that `name: value` gives, of the evaluators that are translated."""


class UnmatchedError(ValueError):
    """The other side has nothing that judges so; the message says what is in the way."""


def parts(entry: Json) -> tuple[str, dict[str, Json]]:
    """The name and the parameters of an entry. Raises UnmatchedError for what is none."""
    if isinstance(entry, str):
        return entry, {}
    if not isinstance(entry, dict) or len(entry) != 1:
        raise UnmatchedError("it is no evaluator")
    name, value = next(iter(entry.items()))
    if isinstance(value, dict):
        return name, dict(value)
    return name, {SHORT.get(name, "value"): value}


def entry(name: str, value: Json, **more: Json) -> Json:
    """An entry in its short form where it has one parameter."""
    given = {key: item for key, item in more.items() if item}
    if given or isinstance(value, dict):
        return {name: {SHORT[name]: value, **given}}
    return {name: value}


def only(given: Mapping[str, Json], *known: str) -> None:
    """Refuses parameters that the other side does not know. Raises UnmatchedError."""
    for name, value in given.items():
        if name not in known and value not in (False, None):
            raise UnmatchedError(f"nothing there for `{name}`")


def folds_alike(value: Json) -> bool:
    """Whether lower case and case folding are the same for a text, or all of a list."""
    if isinstance(value, list):
        return all(map(folds_alike, value))
    return isinstance(value, str) and value.lower() == value.casefold()
