"""Reads what the canonical writer wrote, several times as fast as a parser of YAML does.

Canonical text needs no parser: it is guessed what data it holds, line by line, and the guess is
proven by writing it. Where the same text comes out, the strict reader would have read the same
data, for it reads back whatever the writer wrote. Where not, nothing is known, and it has to read.
So a wrong guess costs time, never truth.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs do not know it
from typing import Any

from rowgate.model import Json
from rowgate.yamltext.guard import guard
from rowgate.yamltext.style import MAX_DEPTH
from rowgate.yamltext.writer import write

_QUOTED = r'"[^"\\\n]*+(?:\\[\s\S][^"\\\n]*+)*+"'
# One entry: indent, dashes of list items, key, and one of: a literal block with its lines, a
# quoted text with its lines, what else stands on the line. Lines of a block are indented by one
# level more than the key, which stands behind the dash, if there is one.
_entries = re.compile(
    rf"""^(\ *)((?:-\ )+)?
    (?:([A-Za-z_][\w./\ -]*|{_QUOTED}):(?:\ |(?=\n)))?
    (?:(\|-?\n(?:(?:\1\ \ (?(2)(?(3)\ \ ))[^\n]*)?\n)+)|({_QUOTED})\n|([^\n]*)\n)""",
    re.MULTILINE | re.VERBOSE,
).findall
_continued = re.compile(r"\\n\\\n *(?:\\(?= ))?").sub
# Those above a key of the root or at the end: elsewhere a comment may end a block of text.
_comments = re.compile(r"^(?:#[^\n]*\n)+(?=[^ #\n]|\Z)", re.MULTILINE).sub
_WORDS: dict[str, Any] = {"null": None, "true": True, "false": False}
_EMPTY: dict[str, Callable[[], Json]] = {"{}": dict, "[]": list}


def read(text: str) -> Json:
    """The data of one YAML document, limited to JSON's data model; None for an empty text.

    Raises `YamlFault`, as the strict reader does: for what is no YAML and for what readers of
    YAML do not agree on.
    """
    if "#" in text:
        guard(text)
    data = read_canonical(_comments("", text))
    if data is None:
        from rowgate.yamltext import reader  # the parser takes longer to import than all else

        data = reader.read(text)
    return data


def read_canonical(text: str, order: Callable[[Json], Json] | None = None) -> Json:
    """The mapping that `text` holds where it is canonical and not empty, else None.

    `order` may give the data with its keys in the order they must stand in.
    """
    try:
        data = _guess(text)
        data = data if order is None else order(data)
        return data if write(data) == text else None
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def _guess(text: str) -> Json:
    """The data that the text seems to hold. Raises anything where it is not canonical."""
    root: dict[str, Json] = {}
    # The container whose entries stand at each depth, as far as it is open.
    opened: list[Any] = [root] + [None] * (2 * MAX_DEPTH)
    last: str | None = None
    for indent, dashes, key, block, quoted, plain in _entries(text):
        depth = len(indent) >> 1
        if key[:1] == '"':
            key = _unquoted(key)
        if last is not None:
            opened[depth] = [] if dashes else {}
            opened[depth - 1][last] = opened[depth]
            last = None
        holder = opened[depth]
        if dashes:
            depth, holder = _items(opened, depth, dashes, key)
        if quoted:
            value = _unquoted(quoted)
        elif block:
            value = _unindented(block, "\n" + "  " * (depth + 1))
        elif plain:
            value = _plain(plain)
        else:
            last = key
            continue
        if not key:
            holder.append(value)
        else:
            holder[key] = value
    return root


def _items(opened: list[Any], depth: int, dashes: str, key: str) -> tuple[int, Any]:
    """The container that an entry behind dashes goes to, and the depth of its key."""
    holder = opened[depth]
    for _ in range(len(dashes) // 2 - 1):
        depth += 1
        opened[depth] = []
        holder.append(opened[depth])
        holder = opened[depth]
    if not key:
        return depth, holder
    opened[depth + 1] = {}
    holder.append(opened[depth + 1])
    return depth + 1, opened[depth + 1]


def _plain(text: str) -> Json:
    if text[0].isalpha() or text[0] == "_":
        return _WORDS.get(text, text)
    if text in _EMPTY:
        return _EMPTY[text]()
    return float(text) if "." in text else int(text)


def _unquoted(text: str) -> str:
    r"""The text of double quotes. Escapes are those of JSON, `\U` aside, of which it has none."""
    if "\n" in text:
        text = _continued(r"\\n", text)
    if "\\" not in text:
        return text[1:-1]
    found: str = scanstring(text, 1)[0]
    return found


def _unindented(block: str, start: str) -> str:
    header, _, body = block.partition("\n")
    body = ("\n" + body).replace(start, "\n")[1:]
    return body if header == "|" else body[:-1]
