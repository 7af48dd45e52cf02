"""JSON as trace files hold it: fast where it is well formed, forgiving where it is not.

orjson refuses what writers in the field produce: lone surrogates (a text cut in the middle
of an emoji), NaN, bytes that are no UTF-8. Those are read by the slow way, and what cannot
be kept is replaced by U+FFFD and marked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

import orjson

from rowgate.model import Json

REPLACED = "characters that are not valid Unicode were replaced by U+FFFD"
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEPEST = 512
"""Levels that a beginning is looked into: no parser takes many more."""
_OPENERS = {"{": "}", "[": "]"}


def loads(data: bytes | str) -> tuple[Json, bool]:
    """The JSON value, and whether invalid characters had to be replaced in it.

    NaN and Infinity become null. Raises ValueError where it is no JSON at all.
    """
    try:
        return orjson.loads(data), False
    except orjson.JSONDecodeError:
        return _loads_slowly(data)


def _loads_slowly(data: bytes | str) -> tuple[Json, bool]:
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    damaged = not isinstance(data, str) and "�" in text and "�".encode() not in data
    try:
        value = json.loads(text, parse_constant=lambda _: None, strict=True)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(
            f"no JSON: {error.msg.removesuffix(' at')}, character {error.pos + 1}"
        ) from None
    clean, replaced = scrub(value)
    return clean, replaced or damaged


def scrub(value: Json) -> tuple[Json, bool]:
    """The value with lone surrogates replaced by U+FFFD, and whether there were any."""
    if isinstance(value, str):
        clean, count = _SURROGATE.subn("�", value)
        return clean, count > 0
    if isinstance(value, list):
        items = [scrub(item) for item in value]
        return [item for item, _ in items], any(found for _, found in items)
    if isinstance(value, dict):
        pairs = [(scrub(key), scrub(item)) for key, item in value.items()]
        return (
            {key: item for (key, _), (item, _) in pairs},
            any(k or v for (_, k), (_, v) in pairs),
        )
    return value, False


def decode(text: Json, name: str, marks: list[str]) -> Json:
    """JSON inside a string attribute, decoded; anything but a string is given back as it is.

    Text that is no JSON gives None, and `marks` says that the attribute `name` is cut off:
    attribute length limits cut without leaving a trace.
    """
    if not isinstance(text, str):
        return text
    try:
        value, replaced = loads(text)
    except ValueError:
        marks.append(f"{name} is cut off: not valid JSON after {len(text)} characters")
        return None
    if replaced:
        marks.append(f"{name}: {REPLACED}")
    return value


def maybe(text: Json) -> Json:
    """JSON inside a string where the dialect says it may be JSON; else the string itself."""
    if isinstance(text, str) and text[:1] in '{["' and text[-1:] in '}]"':
        try:
            return loads(text)[0]
        except ValueError:
            return text
    return text


def dumps(value: Json) -> str:
    """Compact JSON text, non-ASCII kept as it is."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # an integer of more than 64 bits
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def keys_of(value: Mapping[str, Json]) -> str:
    """The first keys of an object, for messages; its values are never quoted."""
    keys = [key for key in list(value)[:6] if key.isidentifier()]
    return f"the keys {', '.join(keys)}" if keys else "no plain keys"


@lru_cache(maxsize=8)
def peek(head: bytes) -> Json:
    """The first JSON value in `head`, as far as `head` goes; None where it begins no JSON.

    A value that `head` cuts in two is closed after its last whole part, so that a container
    can look at the keys of a file it has seen the beginning of.
    """
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n\x1e")
    if text[:1] not in (b"{", b"["):
        return None
    first = text.split(b"\n", 1)[0]
    for candidate in (text, first):
        try:
            return loads(candidate)[0]
        except ValueError:
            continue
    whole = _closed(text.decode("utf-8", "ignore"))
    return whole if whole is not None else _closed(first.decode("utf-8", "ignore"))


def _closed(text: str) -> Json:
    """The longest beginning that can be closed: what comes before one can be closed too."""
    found: Json = None
    cuts = _cuts(text)
    low, high = 0, len(cuts)
    while low < high:
        middle = (low + high) // 2
        end, closers = cuts[middle]
        try:
            found = loads(text[:end] + closers)[0]
        except ValueError:
            high = middle
        else:
            low = middle + 1
    return found


def _cuts(text: str) -> list[tuple[int, str]]:
    """Places where the text can be cut, with what closes it there, up to its first whole value."""
    cuts: list[tuple[int, str]] = []
    stack: list[str] = []
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|["{}\[\],]', text, re.DOTALL):
        mark = match.group()
        if mark == '"':  # a string that is cut off: what follows is its content
            break
        if mark in _OPENERS:
            stack.append(_OPENERS[mark])
            if len(stack) > _DEEPEST:
                break
            cuts.append((match.end(), "".join(reversed(stack))))
        elif mark in ("}", "]") and stack:
            stack.pop()
            cuts.append((match.end(), "".join(reversed(stack))))
            if not stack:
                break
        elif mark == "," and stack:
            cuts.append((match.start(), "".join(reversed(stack))))
    return cuts
