"""Conditions on fields: `usage.output_tokens > 500`, `attributes."http.status_code" == 429`.

A condition is a field, and mostly an operator and a JSON value (a bare word is text). A field
that does not exist is an error, never an empty result: of a span's own fields at once, of open
ones (attributes, variables, parameters, scores) when no span has had it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from rowgate.errors import UsageError
from rowgate.model import Json, Span
from rowgate.spans import jsontext
from rowgate.spans.vocabulary import DERIVED, OPEN, check_field, checked_value, meant

_SYNTAX = re.compile(
    r"""\s*((?:[A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*")(?:\.(?:[\w-]+|"(?:[^"\\]|\\.)*")|\[-?\d+\])*)"""
    r"""\s*(?:(==|!=|>=|<=|>|<|=|\bcontains\b)\s*(\S.*?))?\s*\Z""",
    re.DOTALL,
)
_STEP = re.compile(r'"(?:[^"\\]|\\.)*"|[\w-]+')
_SCORE = re.compile(
    r"""\s*("(?:[^"\\]|\\.)*"|[^"<>=!\s](?:.*?[^<>=!\s])??)\s*"""
    r"""((?:==|!=|>=|<=|>|<|=|\bcontains\b).*)?\Z""",
    re.DOTALL,
)
_WRITTEN = {
    "text": 'write text as a JSON string: == "429"',
    "a number": "write a number without quotes",
    "true or false": "write == true",
}
_TYPES = (
    (bool, "true or false"),
    (str, "text"),
    (int | float, "a number"),
    (list, "a list"),
    (dict, "an object"),
    (object, "null"),
)
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
    alike: bool
    """Whether a value was of the type it was compared with."""
    unlike: str
    """The type of one that was not; empty where all were."""


class Where:
    """One condition, ready to be asked of spans; it remembers whether its field was ever there."""

    def __init__(self, text: str, said: str = "") -> None:
        """Raises UsageError where the text is no condition or its field does not exist. `said` is
        what was written, where that is something else."""
        match = _SYNTAX.match(text)
        if match is None:
            raise UsageError(
                f"{text}: no condition", fix="write FIELD OPERATOR VALUE: usage.output_tokens > 500"
            )
        self.text = text = said or text
        self.path = path_of(match.group(1))
        self._operator = match.group(2)
        check_field(self.path, text)
        self._value = checked_value(self.path, self._operator, _value(match.group(3)), text)
        self._asked = False
        self._seen = False
        self._known: dict[str, None] = {}
        self._alike = False
        self._unlike = ""

    @classmethod
    def of_score(cls, text: str) -> Where:
        """A condition on a score, by its name alone: `helpfulness < 0.5`, `Answer Relevance < 1`.
        Raises UsageError where the text is none."""
        match = _SCORE.match(text)
        if match is None:
            raise UsageError(
                f"{text}: no condition", fix="write NAME OPERATOR VALUE: helpfulness < 0.5"
            )
        name = match[1] if match[1].startswith('"') else jsontext.dumps(match[1])
        return cls(f"scores.{name} {match[2] or ''}", said=text)

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
        if type(found) is type(self._value):
            self._alike = True
        elif found is not None and self._value is not None:
            self._note_type(found)
        return _compare(self._operator, found, self._value)

    def _note_type(self, found: Json) -> None:
        if _type(found) == _type(self._value):
            self._alike = True
        else:
            self._unlike = _type(found)

    def learnt(self) -> Learnt:
        """What it remembers."""
        return Learnt(self._asked, self._seen, list(self._known), self._alike, self._unlike)

    def learn(self, learnt: Learnt) -> None:
        """Remembers what another, asked of other spans, did."""
        self._asked = self._asked or learnt.asked
        self._seen = self._seen or learnt.seen
        self._known.update(dict.fromkeys(learnt.known))
        self._alike = self._alike or learnt.alike
        self._unlike = self._unlike or learnt.unlike

    def check_seen(self) -> None:
        """After the last span: raises UsageError where none had the field, or every one that did
        something of another type."""
        head, name = self.path[0], ".".join(self.path[1:])
        if self._asked and not self._seen and name and head in OPEN:
            fix = meant(name, self._known, head) if self._known else f"no span has {head} at all"
            raise UsageError(f"{self.text}: no span has {head}.{name}", fix=fix)
        if self._unlike and not self._alike:
            field = f"{head}.{name}" if name else head
            raise UsageError(
                f"{self.text}: {field} is {self._unlike}, not {_type(self._value)}",
                fix=_WRITTEN.get(self._unlike, ""),
            )

    def _look_up(self, span: Span) -> Json:
        head, rest = self.path[0], self.path[1:]
        value = _field(span, head)
        if not rest:
            return value
        if head in OPEN and len(self._known) < 1000:
            self._known.update(dict.fromkeys(value))
        found = _descend(value, rest)
        self._seen = self._seen or found is not _ABSENT
        return found


_ABSENT = object()


def path_of(text: str) -> list[str]:
    """The names in a path as it is written: `usage.output_tokens`, `attributes."a.b"[0]`."""
    return [_step(step) for step in _STEP.findall(text)] or [text]


def value_at(span: Span, path: list[str]) -> Json:
    """What a span has at a path; None where it has nothing."""
    found = _descend(_field(span, path[0]), path[1:])
    return None if found is _ABSENT else found


def _field(span: Span, name: str) -> Json:
    return duration_ms(span) if name in DERIVED else getattr(span, name)


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
    elif isinstance(value, list) and path[0].lstrip("-").isdecimal():
        place = int(path[0])
        if -len(value) <= place < len(value):
            return _descend(value[place], path[1:])
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


def _type(value: Json) -> str:
    return next(name for kind, name in _TYPES if isinstance(value, kind))


def _compare(sign: str, found: Json, value: Json) -> bool:
    same = type(found) is type(value) or _type(found) == _type(value)
    if sign in ("==", "=", "!="):
        equal = same and found == value
        return equal if sign != "!=" else not equal
    try:
        return same and bool(_OPERATORS[sign](found, value))
    except TypeError:
        return False


def _contains(found: Json, value: Json) -> bool:
    if isinstance(found, list | dict) and value in found:
        return True
    return _holds(found, str(value).casefold())


def _holds(found: Json, low: str) -> bool:
    if isinstance(found, str):
        return low in found.casefold()
    return isinstance(found, list | dict) and any(_holds(item, low) for item in _inner(found))


def _inner(found: dict[str, Json] | list[Json]) -> Iterable[Json]:
    """What may hold a text that is looked for: parts of a message, fields of a part. The items of
    a list of words are such words, and not searched."""
    if isinstance(found, dict):
        return [item for key, item in found.items() if key != "type"]
    return () if all(isinstance(item, str) for item in found) else found
