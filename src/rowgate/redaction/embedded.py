"""JSON held in a string: where in the text the values stand that a path names.

Read as far as it is JSON, since traces cut long strings off; and as Python writes it, since
programs print what they did not mean to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from rowgate.redaction.decode import Lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from rowgate.model import DataPath

_TOKEN = Lazy(
    r'[ \t\r\n]*(?:"(?P<string>[^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?\Z)|(?P<open>[{\[])|(?P<close>[}\]])'
    r"|'(?P<single>[^'\\]*(?:\\.[^'\\]*)*)(?:'|\\?\Z)"
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>true|false|null|True|False|None)"
    r"|(?P<comma>,)|(?P<colon>:))"
)
_LOOKS = 64


class Value(NamedTuple):
    """One value: characters `start` to `end` of the text, of a string those in its quotes."""

    path: DataPath
    kind: str
    """`string`, `number`, `word` (true, false, null) or `container`."""
    start: int
    end: int
    whole: tuple[int, int]
    """With the quotes, and from the key on where it has one."""
    parent: int
    """Where the container it stands in begins."""


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON that holds something does."""
    return text[:_LOOKS].lstrip()[:1] in ("{", "[", '"')


def is_json(text: str) -> bool:
    """Whether a text is JSON to its end."""
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def values_of(text: str) -> Iterator[Value]:
    """The values of JSON, each after those in it."""
    if not looks_like_json(text):
        return
    reader = _Reader()
    at = 0
    while (token := _TOKEN.pattern.match(text, at)) is not None:
        at = token.end()
        value = reader.read(token, str(token.lastgroup))
        if value is not None:
            yield value
        if not reader.open:
            return


class _Reader:
    """Where in a document one is, token by token."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int]] = []
        """Of each container that is not closed yet, where it and its key begin."""
        self._path: list[str | int] = []
        self._key_is_due = False
        self._key_at: int | None = None

    def read(self, token: re.Match[str], kind: str) -> Value | None:
        """The value that ends with a token."""
        start, end = token.span(kind)
        text = token[kind]
        kind = "string" if kind == "single" else kind
        if kind == "open":
            self._enter(start, is_list=text == "[")
        elif kind == "close":
            return self._leave(end)
        elif kind == "comma":
            self._next()
        elif kind == "string" and self._key_is_due:
            self._key(text, start - 1)
        elif kind != "colon":
            quote = kind == "string"
            return self._value(kind, start, end, start - quote, min(end + quote, token.end()))
        return None

    def _enter(self, start: int, *, is_list: bool) -> None:
        self.open.append((start, self._begin(start)))
        self._path.append(0 if is_list else "")
        self._key_is_due = not is_list

    def _leave(self, end: int) -> Value | None:
        start, begin = self.open.pop()
        self._path.pop()
        self._key_is_due = False
        return Value(tuple(self._path), "container", start, end, (begin, end), self._parent())

    def _next(self) -> None:
        index = self._path[-1]
        if isinstance(index, int):
            self._path[-1] = index + 1
        else:
            self._key_is_due = True

    def _key(self, raw: str, at: int) -> None:
        self._path[-1] = _spelled(raw)
        self._key_is_due = False
        self._key_at = at

    def _value(self, kind: str, start: int, end: int, first: int, last: int) -> Value:
        whole = self._begin(first), last
        return Value(tuple(self._path), kind, start, end, whole, self._parent())

    def _parent(self) -> int:
        return self.open[-1][0] if self.open else -1

    def _begin(self, start: int) -> int:
        at, self._key_at = self._key_at, None
        return start if at is None else at


_NUMBER = Lazy(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BEFORE = Lazy(r"(\\*[\"'])\s*[:,]\s*\[?[-+0-9.,eE\s]*\Z")
_LISTED = Lazy(r"\s*\[[-+0-9.,eE\s]*\Z")
_AFTER = Lazy(r"\s*[,}\]]")
_REACH = 120


def quote_for(text: str, start: int, end: int) -> str:
    """What has to stand around a text that replaces a bare number, so that JSON stays JSON: the
    quotes of its neighbours; nothing where no number of JSON stands there."""
    number = _NUMBER.pattern.fullmatch(text, start, end)
    if number is None or _AFTER.pattern.match(text, end) is None:
        return ""
    before = _BEFORE.pattern.search(text, max(start - _REACH, 0), start)
    if before is not None:
        return before[1]
    return '"' if start < _REACH and _LISTED.pattern.fullmatch(text, 0, start) else ""


def _spelled(raw: str) -> str:
    if "\\" not in raw:
        return raw
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return raw
