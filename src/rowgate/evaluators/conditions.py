"""What a JMESPath condition comes to before there is any JSON: what it can be told by itself.

Source: the JMESPath specification (jmespath.org), as the jmespath package parses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rowgate.evaluators.base import did_you_mean

_WITHOUT_JSON = frozenset((
    "literal", "comparator", "or_expression", "and_expression", "not_expression", "pipe", "expref",
    "function_expression", "multi_select_list", "multi_select_dict", "key_val_pair",
))  # fmt: skip
_MEANT = ("true", "false", "null")
_SAME: Mapping[str, bool] = {"eq": True, "ne": False}


def fault_of(expression: Any) -> str:
    """Why a parsed expression is no condition, empty where it may be one."""
    for node in _nodes(expression.parsed):
        fault = _FAULTS[node["type"]](node) if node["type"] in _FAULTS else ""
        if fault:
            return fault
    if isinstance(expression.parsed, dict) and expression.parsed["type"] == "literal":
        return "reads nothing of the JSON"
    known = _known(expression.parsed)
    if known is not None:
        return f"is {str(known).lower()} whatever the JSON is"
    return ""


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node["children"]:
        yield from _nodes(child)


def _field(node: Mapping[str, Any]) -> str:
    """JMESPath takes a bare `true` for the name of a key, which nearly no JSON has."""
    name = node["value"]
    if name not in _MEANT:
        return ""
    return f"a bare `{name}` is the name of a key, the value stands in backticks"


def _function(node: Mapping[str, Any]) -> str:
    from jmespath.functions import Functions

    name, table = node["value"], Functions.FUNCTION_TABLE
    if name not in table:
        return f"there is no function `{name}`{did_you_mean(name, table)}"
    takes = table[name]["signature"]
    given, least = len(node["children"]), len(takes)
    variadic = bool(takes) and takes[-1].get("variadic", False)
    if given < least or (given > least and not variadic):
        return f"`{name}` takes {least} value{'' if least == 1 else 's'}, not {given}"
    return ""


_FAULTS = {"field": _field, "function_expression": _function}


def _known(node: Mapping[str, Any]) -> bool | None:
    """Whether it is true, or is not, for every JSON; None where that depends on it."""
    if all(one["type"] in _WITHOUT_JSON for one in _nodes(node)):
        return _computed(node)
    children = node["children"]
    if node["type"] == "comparator":
        return _SAME.get(node["value"]) if children[0] == children[1] else None
    known = [_known(child) for child in children]
    if node["type"] == "not_expression":
        return None if known[0] is None else not known[0]
    if node["type"] not in ("or_expression", "and_expression"):
        return None
    decides: bool = node["type"] == "or_expression"
    if decides in known:
        return decides
    return None if None in known else not decides


def _computed(node: Any) -> bool:
    """What an expression comes to that reads nothing."""
    from jmespath.exceptions import JMESPathError
    from jmespath.visitor import TreeInterpreter

    try:
        return TreeInterpreter().visit(node, None) not in (False, None, "", [], {})
    except JMESPathError:
        return False
