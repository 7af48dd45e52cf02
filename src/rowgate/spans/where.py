"""Conditions on fields: `usage.output_tokens > 500`, `attributes."http.status_code" == 429`.

A condition is a field, and mostly an operator and a JSON value (a bare word is text). A field
that does not exist is an error, never an empty result: of a span's own fields at once, of open
ones (attributes, variables, parameters, scores) when no span has had it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any, NamedTuple

from rowgate.errors import UsageError
from rowgate.model import Json, Span
from rowgate.spans import jsontext
from rowgate.spans.jsonform import FIELDS

USAGE_FIELDS = (
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
)
_CLOSED = {"usage": USAGE_FIELDS, "prompt": ("name", "version", "template")}
_OPEN = ("attributes", "variables", "parameters", "scores")
_DERIVED = ("duration_ms",)
_NUMBERS = ("usage", "cost", *_DERIVED)
_ORDER = (">", ">=", "<", "<=")
_SYNTAX = re.compile(
    r"""\s*((?:[A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*")(?:\.(?:[\w-]+|"(?:[^"\\]|\\.)*")|\[\d+\])*)"""
    r"""\s*(?:(==|!=|>=|<=|>|<|=|\bcontains\b)\s*(\S.*?))?\s*\Z""",
    re.DOTALL,
)
_STEP = re.compile(r'"(?:[^"\\]|\\.)*"|[\w-]+')
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class Learnt(NamedTuple):
    """What a condition remembers: whether it was asked, its field was ever there, which were."""

    asked: bool
    seen: bool
    known: list[str]


class Where:
    """One condition, ready to be asked of spans; it remembers whether its field was ever there."""

    def __init__(self, text: str) -> None:
        """Raises UsageError where the text is no condition or its field does not exist."""
        match = _SYNTAX.match(text)
        if match is None:
            raise UsageError(
                f"{text}: no condition", fix="write FIELD OPERATOR VALUE: usage.output_tokens > 500"
            )
        self.text = text
        self.path = [_step(step) for step in _STEP.findall(match.group(1))]
        self._operator = match.group(2)
        self._value = _value(match.group(3))
        _check_value(self.path[0], self._operator, self._value, text)
        self._asked = False
        self._seen = False
        self._known: dict[str, None] = {}
        _check_field(self.path, text)

    def __call__(self, span: Span) -> bool:
        """Whether the span fulfils it. Values of different types are unequal, in no order."""
        self._asked = True
        found = self._look_up(span)
        if found is _ABSENT:
            return False
        if self._operator is None:
            return found not in (None, False, "", [], {})
        if self._operator == "contains":
            return _contains(found, self._value)
        return _compare(self._operator, found, self._value)

    def learnt(self) -> Learnt:
        """What it remembers."""
        return Learnt(self._asked, self._seen, list(self._known))

    def learn(self, learnt: Learnt) -> None:
        """Remembers what another, asked of other spans, did."""
        self._asked = self._asked or learnt.asked
        self._seen = self._seen or learnt.seen
        self._known.update(dict.fromkeys(learnt.known))

    def check_seen(self) -> None:
        """After the last span: raises UsageError where none had the field."""
        head, name = self.path[0], ".".join(self.path[1:])
        if self._asked and not self._seen and name and head in _OPEN:
            fix = _meant(name, self._known, head) if self._known else f"no span has {head} at all"
            raise UsageError(f"{self.text}: no span has {head}.{name}", fix=fix)

    def _look_up(self, span: Span) -> Json:
        head, rest = self.path[0], self.path[1:]
        value: Json = duration_ms(span) if head in _DERIVED else getattr(span, head)
        if not rest:
            return value
        if head in _OPEN and len(self._known) < 1000:
            self._known.update(dict.fromkeys(value))
        found = _descend(value, rest)
        self._seen = self._seen or found is not _ABSENT
        return found


_ABSENT = object()


def duration_ms(span: Span) -> float | None:
    """How long a span took, in milliseconds."""
    if not span.started_at or not span.ended_at:
        return None
    start, end = (datetime.fromisoformat(t[:26].rstrip("Z") + "+00:00") for t in
                  (span.started_at, span.ended_at))  # fmt: skip
    return (end - start).total_seconds() * 1000


def _descend(value: Json, path: list[str]) -> Json:
    """The value at the path; keys that hold dots may be written with or without quotes."""
    if not path:
        return value
    if isinstance(value, Mapping):
        for size in range(len(path), 0, -1):
            key = ".".join(path[:size])
            if key in value:
                return _descend(value[key], path[size:])
    elif isinstance(value, list) and path[0].isdecimal() and int(path[0]) < len(value):
        return _descend(value[int(path[0])], path[1:])
    return _ABSENT


def _step(text: str) -> str:
    return str(jsontext.loads(text)[0]) if text.startswith('"') else text


def _value(text: str | None) -> Json:
    if text is None:
        return None
    try:
        return jsontext.loads(text)[0]
    except ValueError:
        return text.strip("'")


def _check_field(path: list[str], text: str) -> None:
    head = path[0]
    if head not in FIELDS and head not in _DERIVED:
        fix = _meant(head, (*FIELDS, *_DERIVED))
        raise UsageError(f"{text}: a span has no field {head}", fix=fix)
    known = _CLOSED.get(head)
    if known and len(path) > 1 and path[1] not in known:
        raise UsageError(f"{text}: {head} has no field {path[1]}", fix=_meant(path[1], known))


def _check_value(head: str, sign: str | None, value: Json, text: str) -> None:
    """What is a number on every span cannot be less or more than a text."""
    if head in _NUMBERS and sign in _ORDER and isinstance(value, str):
        raise UsageError(
            f"{text}: {head} is compared with numbers", fix="write usage.output_tokens > 500"
        )


def _meant(word: str, known: Any, what: str = "fields") -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else f"{what}: {', '.join(list(known)[:20])}"


def _compare(sign: str, found: Json, value: Json) -> bool:
    same = isinstance(found, str) == isinstance(value, str) and (
        isinstance(found, bool) == isinstance(value, bool)
    )
    if sign in ("==", "=", "!="):
        equal = same and found == value
        return equal if sign != "!=" else not equal
    try:
        return same and bool(_OPERATORS[sign](found, value))
    except TypeError:
        return False


def _contains(found: Json, value: Json) -> bool:
    if isinstance(found, str):
        return str(value).casefold() in found.casefold()
    return value in found if isinstance(found, list | dict) else False
