"""The shape of a file's data: which fields, of which form, in which order.

One description serves validation (every fault of a file at once, with "did you mean"),
the canonical field order and the JSON Schemas for editors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rowgate.model import DataPath, Json


class Fault(NamedTuple):
    """One departure of data from its shape, at a path in it."""

    code: str
    message: str
    fix: str
    at: DataPath
    place: tuple[int, int] | None = None
    """Line and column, from 1, where the reader knows them better than `at` can say."""


class Shape:
    """What a value may be. `says` is its name in a message."""

    says = "any value"
    orders = False
    """Whether anything in it has an order: what has none is not looked through."""

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:  # noqa: ARG002
        """Every departure of `value`, which stands at `at`, from this shape."""
        yield from ()

    def order(self, value: Json) -> Json:
        """The value with its fields in canonical order."""
        return value

    def schema(self) -> dict[str, Json]:
        """The shape as JSON Schema 2020-12."""
        return {}

    def _wrong(self, value: Json, at: DataPath) -> Fault:
        return Fault("RG005", f"{_name(at)} must be {self.says}, not {kind_of(value)}", "", at)


class AnyJson(Shape):
    """Any JSON value; as the value of a field, null only where `null` is true."""

    def __init__(self, *, null: bool = False) -> None:
        self.null = null


class Text(Shape):
    """A string; not empty unless `empty` is true; one of `choices` where there are any."""

    def __init__(
        self, *, choices: tuple[str, ...] = (), empty: bool = False, says: str = ""
    ) -> None:
        self.choices = choices
        self.empty = empty
        self.says = says or (f"one of {', '.join(choices)}" if choices else "text")

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        if not isinstance(value, str):
            quote = "put it in quotes" if isinstance(value, int | float) else ""
            yield self._wrong(value, at)._replace(fix=quote)
        elif self.choices and value not in self.choices:
            yield Fault("RG005", f"{_name(at)} must be {self.says}", meant(value, self.choices), at)
        elif not value and not self.empty:
            yield Fault("RG005", f"{_name(at)} is empty", "write it or leave the field out", at)

    def schema(self) -> dict[str, Json]:
        found: dict[str, Json] = {"type": "string"}
        if self.choices:
            found["enum"] = list(self.choices)
        elif not self.empty:
            found["minLength"] = 1
        return found


class Inside(Text):
    """The path of something below a folder, and never of what lies beside or above it."""

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        yield from super().faults(value, at)
        if isinstance(value, str) and (value.startswith("/") or ".." in value.split("/")):
            said = f"{_name(at)} must be {self.says}, not above it or elsewhere"
            yield Fault("RG005", said, "", at)


class Number(Shape):
    """A whole number, or with `real` any number, not below `least`."""

    def __init__(self, *, real: bool = False, least: float | None = None) -> None:
        self.real = real
        self.least = least
        kind = "a number" if real else "a whole number"
        self.says = kind if least is None else f"{kind} of at least {least}"

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        allowed = (int, float) if self.real else (int,)
        if isinstance(value, bool) or not isinstance(value, allowed):
            yield self._wrong(value, at)
        elif self.least is not None and value < self.least:
            yield Fault("RG005", f"{_name(at)} must be {self.says}", "", at)

    def schema(self) -> dict[str, Json]:
        found: dict[str, Json] = {"type": "number" if self.real else "integer"}
        return found if self.least is None else {**found, "minimum": self.least}


class Share(Shape):
    """A number above 0, since none at all would do for 0, and at most 1."""

    says = "a number above 0 and at most 1, as 0.9"

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield self._wrong(value, at)
        elif not 0 < value <= 1:
            yield Fault("RG005", f"{_name(at)} must be {self.says}", "", at)

    def schema(self) -> dict[str, Json]:
        return {"type": "number", "exclusiveMinimum": 0, "maximum": 1}


class Flag(Shape):
    """true or false."""

    says = "true or false"

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        if not isinstance(value, bool):
            yield self._wrong(value, at)

    def schema(self) -> dict[str, Json]:
        return {"type": "boolean"}


class ListOf(Shape):
    """A list of values of one shape."""

    def __init__(self, item: Shape) -> None:
        self.item = item
        self.says = "a list"
        self.orders = item.orders

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield self._wrong(value, at)._replace(fix="write one `- ` item a line")
            return
        for index, item in enumerate(value):
            yield from self.item.faults(item, (*at, index))

    def order(self, value: Json) -> Json:
        if not self.orders or not isinstance(value, list):
            return value
        return [self.item.order(item) for item in value]

    def schema(self) -> dict[str, Json]:
        return {"type": "array", "items": self.item.schema()}


class MapOf(Shape):
    """A mapping from any name to values of one shape."""

    def __init__(self, item: Shape) -> None:
        self.item = item
        self.says = "a mapping"
        self.orders = item.orders

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield self._wrong(value, at)
            return
        for key, item in value.items():
            yield from self.item.faults(item, (*at, key))

    def order(self, value: Json) -> Json:
        if not self.orders or not isinstance(value, dict):
            return value
        return {key: self.item.order(item) for key, item in value.items()}

    def schema(self) -> dict[str, Json]:
        return {"type": "object", "additionalProperties": self.item.schema()}


class Either(Shape):
    """The first shape whose `accepts` says yes, by the type of the value alone."""

    def __init__(self, says: str, **by_type: Shape) -> None:
        self.says = says
        self.by_type = by_type
        self.orders = any(shape.orders for shape in by_type.values())

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        shape = self.by_type.get(_TYPE_WORDS.get(type(value), ""))
        if shape is None:
            yield self._wrong(value, at)
        else:
            yield from shape.faults(value, at)

    def order(self, value: Json) -> Json:
        shape = self.by_type.get(_TYPE_WORDS.get(type(value), ""))
        return value if shape is None else shape.order(value)

    def schema(self) -> dict[str, Json]:
        return {"anyOf": [shape.schema() for shape in self.by_type.values()]}


class Fields(Shape):
    """A mapping of known fields, in canonical order; others are faults with "did you mean"."""

    orders = True

    def __init__(self, fields: Mapping[str, Shape], *, required: tuple[str, ...] = ()) -> None:
        self.fields = dict(fields)
        self.required = required
        self.says = "a mapping of fields"

    def faults(self, value: Json, at: DataPath) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield self._wrong(value, at)
            return
        for key, item in value.items():
            shape = self.fields.get(key)
            if shape is None:
                known = "known: " + ", ".join(self.fields)
                yield Fault(
                    "RG004", f"unknown field {key}", meant(key, self.fields) or known, (*at, key)
                )
            elif item is None and not (isinstance(shape, AnyJson) and shape.null):
                name = _name((*at, key))
                yield Fault(
                    "RG005", f"{name} is empty", "fill it in or remove the line", (*at, key)
                )
            else:
                yield from shape.faults(item, (*at, key))
        for key in self.required:
            if key not in value:
                yield Fault("RG005", f"field {key} is missing", f"add {key}:", at)

    def order(self, value: Json) -> Json:
        if not isinstance(value, dict):
            return value
        known = {
            key: shape.order(value[key]) if shape.orders else value[key]
            for key, shape in self.fields.items()
            if key in value
        }
        return known | {key: item for key, item in value.items() if key not in known}

    def schema(self) -> dict[str, Json]:
        found: dict[str, Json] = {
            "type": "object",
            "properties": {key: shape.schema() for key, shape in self.fields.items()},
            "additionalProperties": False,
        }
        return found | {"required": list(self.required)} if self.required else found


def meant(word: str, known: Mapping[str, object] | tuple[str, ...] | list[str]) -> str:
    """`did you mean …?` where a known word is close to `word`, else the empty string."""
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(str(word).lower(), list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def kind_of(value: Json) -> str:
    """A value's type in the user's words, never the value."""
    return _SAID.get(type(value), "something else")


def _name(at: DataPath) -> str:
    """The path as it is written in messages and `--keep`: `variables."dotted.name"[0]`."""
    return path_text(at) or "the file"


def path_text(at: DataPath) -> str:
    """A data path in its written form: dots between names, quotes where a name needs them."""
    text = ""
    for part in at:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            plain = part.replace("_", "a").replace("-", "a").isalnum()
            text += ("." if text else "") + (part if plain else _quoted(part))
    return text


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_TYPE_WORDS = {
    str: "text", bool: "flag", int: "number", float: "number", list: "items", dict: "mapping",
}  # fmt: skip
_SAID = {
    str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list",
    dict: "a mapping", type(None): "empty",
}  # fmt: skip
