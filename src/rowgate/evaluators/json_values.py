"""JSON in the text of an output: reading it strictly, comparing it by value.

Strict is RFC 8259: no NaN or Infinity, nothing before or after. Numbers compare by value
(1 is 1.0), and true is no number.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from rowgate.model import DataPath, Json


class NotJsonError(ValueError):
    """The text is no JSON; the message says where, and quotes nothing."""


class Difference(NamedTuple):
    """The first place where two values part, and how."""

    at: DataPath
    message: str

    def __str__(self) -> str:
        return f"at {pointer(self.at)}: {self.message}" if self.at else self.message


def parsed(text: str, *, fenced: bool = False) -> Json:
    """The value a text stands for. With `fenced`, one Markdown code fence around it is taken off.

    Raises NotJsonError.
    """
    try:
        return json.loads(_unfenced(text) if fenced else text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise NotJsonError(f"no JSON: {error.msg.lower()} at {place}") from None
    except RecursionError:
        raise NotJsonError("no JSON that can be read: nested too deep") from None
    except NotJsonError:
        raise
    except ValueError:
        raise NotJsonError("no JSON that can be read: a number too long") from None


def _no_constant(word: str) -> Json:
    raise NotJsonError(f"no JSON: {word} is no JSON number")


def _unfenced(text: str) -> str:
    lines = text.strip().splitlines()
    if len(lines) > 1 and lines[0].lower() in ("```", "```json") and lines[-1] == "```":
        return "\n".join(lines[1:-1])
    return text


def pointer(at: DataPath) -> str:
    """A place in the words of RFC 6901 (`/items/0/id`), cut short."""
    text = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in at)
    return text if len(text) <= 80 else f"{text[:80]}…"


def difference(
    wanted: Json, given: Json, *, tolerance: float = 0.0, subset: bool = False, at: DataPath = ()
) -> Difference | None:
    """The first place where `given` is not `wanted`, or None.

    `tolerance` is how far numbers may lie apart. With `subset`, a mapping may have more
    keys than wanted; a list always needs the same length.
    """
    if _is_number(wanted) and _is_number(given):
        near = wanted == given or _near(wanted, given, tolerance)
        return None if near else Difference(at, f"{given} is not {wanted}")
    if type(wanted) is not type(given):
        return Difference(at, f"{_kind(given)} is not {_kind(wanted)}")
    if isinstance(wanted, dict):
        return _in_mapping(wanted, given, tolerance, subset, at)
    if isinstance(wanted, list):
        return _in_list(wanted, given, tolerance, subset, at)
    return None if wanted == given else Difference(at, "another value")


def _in_mapping(
    wanted: dict[str, Json], given: dict[str, Json], tolerance: float, subset: bool, at: DataPath
) -> Difference | None:
    for key, value in wanted.items():
        if key not in given:
            return Difference((*at, key), "missing")
        found = difference(value, given[key], tolerance=tolerance, subset=subset, at=(*at, key))
        if found:
            return found
    if not subset and len(given) > len(wanted):
        extra = next(key for key in given if key not in wanted)
        return Difference((*at, extra), "not wanted")
    return None


def _in_list(
    wanted: list[Json], given: list[Json], tolerance: float, subset: bool, at: DataPath
) -> Difference | None:
    if len(wanted) != len(given):
        return Difference(at, f"{len(given)} items, not {len(wanted)}")
    for index, (one, other) in enumerate(zip(wanted, given, strict=True)):
        found = difference(one, other, tolerance=tolerance, subset=subset, at=(*at, index))
        if found:
            return found
    return None


def _near(wanted: float, given: float, tolerance: float) -> bool:
    try:
        # 1.1 lies within 0.1 of 1, whatever binary fractions make of it.
        return abs(wanted - given) <= tolerance * (1 + 1e-9)
    except OverflowError:
        return False


def _is_number(value: Json) -> bool:
    return type(value) in (int, float)


def _kind(value: Json) -> str:
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string"}
    return names.get(type(value), "an array" if isinstance(value, list) else "an object")
