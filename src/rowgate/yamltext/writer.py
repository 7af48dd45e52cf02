"""The canonical writer: data to the one text that stands for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import isfinite

from rowgate.model import Json
from rowgate.yamltext.style import (
    LONGEST_KEY,
    MAX_DEPTH,
    is_literal,
    is_plain,
    key_text,
    literal,
    quoted,
    quoted_lines,
)

_INDENTS = tuple("  " * depth for depth in range(MAX_DEPTH + 1))
# Asked first: to ask whether a str is a Mapping takes longer than to write it.
_SCALARS = frozenset((str, int, float, bool, type(None)))


def write(data: Json) -> str:
    """The canonical YAML text of `data`, keys in the order given, ending in one line end.

    Raises ValueError for what the form has no place for: NaN and infinities, half characters,
    keys of more than 1000 characters as written, nesting beyond 64; TypeError for what is not
    of JSON's data model.
    """
    parts: list[str] = []
    if _is_filled(data):
        _block(data, 0, parts.append)
    else:
        parts.append(f"{inline(data, '  ')}\n")
    return "".join(parts)


def _is_filled(value: Json) -> bool:
    return bool(value) and isinstance(value, (dict, list, tuple, Mapping))


def _block(data: Json, depth: int, emit: Callable[[str], None]) -> None:
    """Writes the entries of a filled container, from where its first one stands."""
    if depth >= MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH} levels: it cannot be written")
    lead, indent, below = "", _INDENTS[depth], _INDENTS[depth + 1]
    if isinstance(data, Mapping):
        for key, value in data.items():
            emit(lead + _key(key))
            lead = indent
            kind = type(value)
            if kind is str:
                emit(f" {_text(value, below)}\n")
            elif kind not in _SCALARS and _is_filled(value):
                emit("\n" + below)
                _block(value, depth + 1, emit)
            else:
                emit(f" {inline(value, below)}\n")
        return
    for value in data:
        emit(lead + "- ")
        lead = indent
        if type(value) not in _SCALARS and _is_filled(value):
            _block(value, depth + 1, emit)
        else:
            emit(f"{inline(value, below)}\n")


def inline(value: Json, indent: str) -> str:
    """What has no entries of its own; further lines of a text start with `indent`."""
    kind = type(value)
    if kind is str:
        return _text(value, indent)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(str(value), indent)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    raise TypeError(f"a {type(value).__name__} is not of JSON's data model: it cannot be written")


@lru_cache(maxsize=512)
def _key(key: str) -> str:
    if not isinstance(key, str):
        raise TypeError("a key that is not text cannot be written")
    text = key_text(key)
    if len(text) > LONGEST_KEY:
        raise ValueError(f"a key of more than {LONGEST_KEY} characters cannot be written")
    return text + ":"


def _text(text: str, indent: str) -> str:
    if is_plain(text):
        return text
    if "\n" not in text:
        return quoted(text)
    return literal(text, indent) if is_literal(text) else quoted_lines(text, indent)


def _float(value: float) -> str:
    if not isfinite(value):
        raise ValueError("NaN and infinities cannot be written: JSON has none")
    text = float.__repr__(value)
    if "e" in text and "." not in text:
        # YAML 1.1 readers take 1e-07 for text: they want the dot.
        return text.replace("e", ".0e")
    return text
