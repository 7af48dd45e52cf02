"""What values a parameter takes, by its annotation, and their strict conversion from YAML.

A bool is no number, a number no text, and a list no single value: what YAML made of an
unquoted word must never be guessed at. An empty text or an empty list is refused unless
the annotation says `MAY_BE_EMPTY`, since most checks pass everything with one.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from rowgate.model import DataPath, Json

MAY_BE_EMPTY = "may be empty"
"""In `Annotated[str, MAY_BE_EMPTY]`: an empty text or list is a meaningful value."""

FaultKind: TypeAlias = Literal["unknown", "parameters", "not-loaded"]


class ParameterError(ValueError):
    """A value that a parameter cannot take. `at` is the place below the evaluator's mapping."""

    def __init__(self, message: str, *at: str | int, fault: FaultKind = "parameters") -> None:
        super().__init__(message)
        self.message = message
        self.at: DataPath = at
        self.fault: FaultKind = fault


class Bounds(NamedTuple):
    """In `Annotated[int, Bounds(least=1)]`: the numbers a parameter takes."""

    least: float | None = None
    above: float | None = None
    most: float | None = None

    def check(self, number: float) -> None:
        """Raises ParameterError where `number` lies outside."""
        if self.least is not None and number < self.least:
            raise ParameterError(f"must be at least {self.least}")
        if self.above is not None and number <= self.above:
            raise ParameterError(f"must be above {self.above}")
        if self.most is not None and number > self.most:
            raise ParameterError(f"must be at most {self.most}")

    def schema(self) -> dict[str, Json]:
        """The bounds in the words of JSON Schema 2020-12."""
        words = {"minimum": self.least, "exclusiveMinimum": self.above, "maximum": self.most}
        return {word: bound for word, bound in words.items() if bound is not None}


class Form(NamedTuple):
    """What an annotation takes: its name for people, its JSON Schema, its conversion."""

    label: str
    schema: dict[str, Json]
    convert: Callable[[Json], Any]


def form_of(annotation: Any) -> Form:
    """What values an annotation takes. Raises TypeError where it is no parameter type."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return Form("any JSON value", {}, lambda value: value)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:])
    if origin is Literal:
        return _choice(arguments)
    if origin in (Union, types.UnionType) and types.NoneType in arguments:
        return _optional(arguments)
    if origin is list:
        return _list(form_of(arguments[0]), may_be_empty=False)
    if origin is dict and arguments[0] is str:
        return _mapping(form_of(arguments[1]))
    raise TypeError(f"{annotation!r} is no type of a parameter")


def kind(value: Json) -> str:
    """What a value is, in the words of the messages."""
    return _KINDS.get(type(value), type(value).__name__)


_KINDS = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a mapping",
}


def _any_text(value: Json) -> str:
    if type(value) is str:
        return value
    hint = f'; quote it: "{value}"' if type(value) in (int, float) else ""
    raise ParameterError(f"takes text, not {kind(value)}{hint}")


def _text(value: Json) -> str:
    text = _any_text(value)
    if not text:
        raise ParameterError("must not be empty")
    return text


def _flag(value: Json) -> bool:
    if type(value) is bool:
        return value
    raise ParameterError(f"takes true or false, not {kind(value)}")


def _whole(value: Json) -> int:
    if type(value) is int:
        return value
    raise ParameterError(f"takes a whole number, not {kind(value)}")


def _number(value: Json) -> float:
    if type(value) not in (int, float):
        raise ParameterError(f"takes a number, not {kind(value)}")
    if not abs(value) <= sys.float_info.max:
        raise ParameterError("takes a finite number")
    return float(value)


_SCALARS: dict[Any, Form] = {
    str: Form("text", {"type": "string", "minLength": 1}, _text),
    bool: Form("true or false", {"type": "boolean"}, _flag),
    int: Form("a whole number", {"type": "integer"}, _whole),
    float: Form("a number", {"type": "number"}, _number),
}


def _annotated(annotation: Any, marks: tuple[Any, ...]) -> Form:
    form = form_of(annotation)
    for mark in marks:
        if isinstance(mark, Bounds):
            form = _bounded(form, mark)
        elif mark == MAY_BE_EMPTY:
            form = _may_be_empty(annotation)
    return form


def _bounded(form: Form, bounds: Bounds) -> Form:
    def convert(value: Json) -> Any:
        number = form.convert(value)
        bounds.check(number)
        return number

    return Form(form.label, form.schema | bounds.schema(), convert)


def _may_be_empty(annotation: Any) -> Form:
    if annotation is str:
        return Form("text", {"type": "string"}, _any_text)
    return _list(form_of(get_args(annotation)[0]), may_be_empty=True)


def _choice(words: tuple[str, ...]) -> Form:
    def convert(value: Json) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise ParameterError(f"takes one of {', '.join(words)}")

    return Form(f"one of {', '.join(f'`{word}`' for word in words)}", {"enum": [*words]}, convert)


def _optional(arguments: tuple[Any, ...]) -> Form:
    form = form_of(Union[tuple(one for one in arguments if one is not types.NoneType)])  # noqa: UP007
    schema = {"anyOf": [form.schema, {"type": "null"}]}
    return Form(form.label, schema, lambda value: None if value is None else form.convert(value))


def _list(item: Form, *, may_be_empty: bool) -> Form:
    def convert(value: Json) -> list[Any]:
        if type(value) is not list:
            hint = ": write it as a list of one" if type(value) is str else ""
            raise ParameterError(f"takes a list, not {kind(value)}{hint}")
        if not value and not may_be_empty:
            raise ParameterError("must not be empty")
        return [_item(item, index, entry) for index, entry in enumerate(value)]

    least: dict[str, Json] = {} if may_be_empty else {"minItems": 1}
    label = f"a list of {item.label.removeprefix('a ')}"
    return Form(label, {"type": "array", "items": item.schema, **least}, convert)


def _mapping(item: Form) -> Form:
    def convert(value: Json) -> dict[str, Any]:
        if type(value) is not dict:
            raise ParameterError(f"takes a mapping, not {kind(value)}")
        return {key: _item(item, key, entry) for key, entry in value.items()}

    schema: dict[str, Json] = {"type": "object", "additionalProperties": item.schema}
    return Form(f"a mapping to {item.label}", schema, convert)


def _item(form: Form, place: str | int, value: Json) -> Any:
    try:
        return form.convert(value)
    except ParameterError as error:
        raise ParameterError(error.message, place, *error.at) from None
