"""Gives a key another name, and leaves every other character of the text as it is."""

from __future__ import annotations

from rowgate.model import DataPath, Json
from rowgate.yamltext.fault import YamlFault
from rowgate.yamltext.reader import read
from rowgate.yamltext.style import key_text
from rowgate.yamltext.walk import walk
from rowgate.yamltext.writer import write


def rename(text: str, path: DataPath, key: str) -> str:
    """The text with the key at `path` renamed; its place among the others and comments stay.

    Raises `YamlFault` for a text that `read` refuses, or where the key cannot be renamed in its
    place, and LookupError where there is no such key or one of the new name beside it.
    """
    wanted = write(_renamed(read(text), path, key))
    for step in walk(text):
        if step.begins and step.path == path:
            start, end = step.event.start_mark.index, step.event.end_mark.index
            edited = text[:start] + key_text(key) + text[end:]
            if write(read(edited)) == wanted:
                return edited
    raise YamlFault(
        "edit", "this key cannot be renamed in its place: run rowgate check --fix first"
    )


def _renamed(data: Json, path: DataPath, key: str) -> Json:
    first, *rest = path
    if not rest:
        if key in data:
            raise LookupError(f"there is a key {key!r} already")
        if first not in data:
            raise LookupError(f"there is no key {first!r}")
        return {key if name == first else name: value for name, value in data.items()}
    return {**data, first: _renamed(data[first], tuple(rest), key)}
