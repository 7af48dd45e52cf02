"""A dataset's `mapping`: column ← JMESPath over the span and the spans around it.

An expression sees `{span, parent, root, prompt_span}`, each as `find --json` prints it or null,
and one function more than the language has: `text(x)`, the text of a message, of the parts of
one, or of a list of messages. Source: the JMESPath specification (jmespath.org), as the
jmespath package implements it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rowgate.errors import RowgateError
from rowgate.model import Column, DataPath, Json
from rowgate.rows.messages import held_content, held_message, is_message, text_in
from rowgate.shapes import Fault, Text, meant

if TYPE_CHECKING:
    from jmespath.functions import Functions

AROUND = ("span", "parent", "root", "prompt_span")
"""The names that an expression begins with."""

_FROM_ROOT = ("subexpression", "index_expression", "pipe", "projection", "value_projection",
              "filter_projection", "flatten")  # fmt: skip
"""Nodes whose first child alone sees what the node itself sees."""


class Expression(Text):
    """A JMESPath expression that can be evaluated: known names, fields and functions."""

    says = "a JMESPath expression"

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        yield from super().faults(value, at)
        if isinstance(value, str) and value:
            found = expression_fault(value)
            if found:
                yield Fault("RG005", *found, at)


def expression_fault(expression: str) -> tuple[str, str] | None:
    """What is wrong with an expression and how to mend it, before anything is evaluated."""
    from jmespath import compile as parse
    from jmespath.exceptions import JMESPathError

    try:
        tree = parse(expression).parsed
    except JMESPathError as error:
        place = getattr(error, "lex_position", getattr(error, "lexer_position", None))
        where = f" (at character {place + 1})" if isinstance(place, int) else ""
        return f"no JMESPath expression{where}", "docs/variables.md has examples"
    return _unknown(tree)


def mapped_values(
    mapping: Mapping[str, str], around: Mapping[str, Json], columns: Mapping[str, Column]
) -> dict[str, Json]:
    """The value of every mapped column; an optional column whose expression gives null has none.

    Raises `RowgateError` naming the column and its expression where it gives null, or asks a
    function for what it cannot do. No message holds a value.
    """
    values: dict[str, Json] = {}
    for name, expression in mapping.items():
        value = _evaluated(name, expression, around)
        if value is not None:
            values[name] = _as_held(value)
        elif not (name in columns and columns[name].optional):
            quoted = _quoted(expression, around)
            fix = f"write {quoted}" if quoted else "rowgate show SPAN --json has its fields"
            raise RowgateError(
                f"mapping.{name}: {expression} finds nothing in this span",
                fix=f"{fix}; or make {name} an optional column",
            )
    return values


def _quoted(expression: str, around: Mapping[str, Json]) -> str:
    """A plain path with the name in quotes that holds dots, where that finds something; else the
    empty string."""
    from jmespath import compile as parse

    names = _names(parse(expression).parsed)
    for place in range(2, len(names) - 1):
        inner: Json = around
        for name in names[:place]:
            inner = inner.get(name) if isinstance(inner, Mapping) else None
        whole = ".".join(names[place:])
        if isinstance(inner, Mapping) and whole in inner:
            return f'{".".join(names[:place])}."{whole}"'
    return ""


def taken_over(mapping: Mapping[str, str]) -> dict[str, str]:
    """The recorded variables that a column takes over whole, `ask: span.variables.question`,
    each with that column's name."""
    from jmespath import compile as parse

    found: dict[str, str] = {}
    for column, expression in mapping.items():
        names = _names(parse(expression).parsed)
        if names[:2] == ["span", "variables"] and len(names) == 3:
            found[names[2]] = column
    return found


def _names(tree: Mapping[str, Any]) -> list[str]:
    """The names of a plain path, `a.b.c`; the empty list for any other expression."""
    if tree["type"] == "field":
        return [tree["value"]]
    if tree["type"] != "subexpression":
        return []
    parts = [_names(child) for child in tree["children"]]
    return [name for part in parts for name in part] if all(parts) else []


def _evaluated(name: str, expression: str, around: Mapping[str, Json]) -> Json:
    from jmespath import Options, search
    from jmespath.exceptions import ArityError, JMESPathTypeError

    try:
        return search(expression, around, Options(custom_functions=_functions()))
    except JMESPathTypeError as error:
        said = f"{error.function_name}() takes {' or '.join(error.expected_types)}"
        said += f", not {error.actual_type}"
    except ArityError as error:
        said = str(error)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        said = f"it cannot be evaluated ({type(error).__name__})"
    raise RowgateError(f"mapping.{name}: {expression}: {said}", fix="docs/variables.md") from None


@lru_cache(maxsize=1)
def _functions() -> Functions:
    from jmespath import functions

    class _Functions(functions.Functions):
        @functions.signature({"types": []})
        def _func_text(self, value: Json) -> str | None:
            return text_in(value)

    return _Functions()


def _as_held(value: Json) -> Json:
    """Messages, and the content of one, in the form that every row holds them in; anything else as
    it is."""
    if is_message(value):
        return held_message(value)
    if isinstance(value, list) and value and all(is_message(item) for item in value):
        return [held_message(item) for item in value]
    return held_content(value)


def _unknown(tree: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first name, field or function of an expression that there is none of."""
    for name in _functions_called(tree):
        known = list(_functions().FUNCTION_TABLE)
        if name not in known:
            return f"no function {name}()", meant(name, known) or "functions: jmespath.org, text()"
    for first, second in _begun(tree):
        if first not in AROUND:
            return f"no {first} to begin with", meant(
                first, AROUND
            ) or f"one of {', '.join(AROUND)}"
        if second is not None and second not in _fields():
            return f"a span has no {second}", meant(second, _fields()) or "rowgate schema span"
    return None


def _functions_called(tree: Mapping[str, Any]) -> Iterator[str]:
    if tree["type"] == "function_expression":
        yield tree["value"]
    for child in _children(tree):
        yield from _functions_called(child)


def _begun(tree: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The names that are looked up in the whole, each with the field asked of it."""
    kind, children = tree["type"], _children(tree)
    if kind == "field":
        yield tree["value"], None
    elif kind == "subexpression" and children[0]["type"] == "field":
        yield children[0]["value"], _first_field(children[1])
    elif kind != "expref":  # what follows & is of another value
        for child in children[:1] if kind in _FROM_ROOT else children:
            yield from _begun(child)


def _first_field(tree: Mapping[str, Any]) -> str | None:
    while tree["type"] in _FROM_ROOT:
        tree = tree["children"][0]
    return tree["value"] if tree["type"] == "field" else None


def _children(tree: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [child for child in tree.get("children", ()) if isinstance(child, dict)]


@lru_cache(maxsize=1)
def _fields() -> list[str]:
    from dataclasses import fields

    from rowgate.model import Span

    return [field.name for field in fields(Span)]
