"""YAML that other tools and their users wrote: YAML 1.2's core schema, into JSON's data model.

What a text is read as is what js-yaml and YAML 1.2 make of it: `yes` is text, and so is a date.
Aliases are followed as far as a file of this size can reasonably mean; tags are refused.
Source: YAML 1.2.2, chapter 10.3 (core schema).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from rowgate.errors import UsageError
from rowgate.exchange.framing import DEEPEST, depth_of
from rowgate.model import DataPath, Json

_MOST = 1_000_000
"""Values that a file may come to, its aliases followed."""
_STANDARD = "tag:yaml.org,2002:"
# What a plain text is resolved to by YAML 1.1; no tag of a language among them.
_TAGS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(name: str, text: str) -> tuple[Json, Callable[[DataPath], int | None]]:
    """The data of a YAML text, and the line of each of its parts.

    Raises `UsageError` with the line where it cannot be read.
    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{name}:{line}: is no YAML ({error.problem})") from None
    except (yaml.YAMLError, RecursionError):
        raise UsageError(f"{name}: is no YAML") from None
    try:
        value = _Plain(name).of(node) if node is not None else None
    except RecursionError:
        raise UsageError(f"{name}: is nested too deep, or holds itself") from None
    # Its entries stand below the key that names them.
    if depth_of(value, DEEPEST + 2) > DEEPEST + 2:
        raise UsageError(f"{name}: is nested deeper than {DEEPEST} levels")
    return value, lambda at: _line(node, at)


class _Plain:
    """Nodes as plain data."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = _MOST

    def of(self, node: Any) -> Json:
        self._left -= 1
        if self._left < 0:
            raise UsageError(f"{self._name}: its aliases come to more than {_MOST} values")
        if node.tag.removeprefix(_STANDARD) not in _TAGS:
            self._refuse(node, "holds a tag, which is not followed")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.of(each) for each in node.value]
        return self._scalar(node)

    def _mapping(self, node: Any) -> dict[str, Json]:
        found: dict[str, Json] = {}
        merged: list[Any] = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(key, "holds a key that is no text")
            if key.tag == f"{_STANDARD}merge" and not key.style:
                merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
            elif key.value in found:
                self._refuse(key, "holds a key twice")
            else:
                found[key.value] = self.of(value)
        for each in merged:
            found = {**(self._mapping(each) if isinstance(each, yaml.MappingNode) else {}), **found}
        return found

    def _scalar(self, node: Any) -> Json:
        text: str = node.value
        if node.style:  # quoted, or a block
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INT.fullmatch(text):
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if _FLOAT.fullmatch(text) and abs(float(text)) != float("inf"):
            return float(text)
        return text

    def _refuse(self, node: Any, what: str) -> None:
        raise UsageError(f"{self._name}:{node.start_mark.line + 1}: {what}")


def _line(node: Any, at: DataPath) -> int | None:
    for part in at:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part] if part < len(node.value) else node
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), node)
    return node.start_mark.line + 1 if node is not None else None
