"""The parser's events: libyaml through PyYAML, or PyYAML's own parser where that is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from rowgate.yamltext.fault import YamlFault
from rowgate.yamltext.guard import first_refused, position

__all__ = [
    "AliasEvent",
    "DocumentStartEvent",
    "Following",
    "MappingEndEvent",
    "MappingStartEvent",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
    "events_of",
    "translated",
]

YAMLError = yaml.YAMLError

Following = Callable[[], Any]
"""Gives the next event of a text."""


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser, held to what libyaml refuses: escapes of half a character."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)

    def get_event(self) -> Any:
        event: Any = super().get_event()  # type: ignore[no-untyped-call]
        if type(event) is ScalarEvent:
            event.value.encode()
        return event


def _libyaml() -> Any:
    try:
        from yaml._yaml import CParser
    except ImportError:  # PyYAML built without libyaml
        return None
    return CParser


_PARSER: Any = _libyaml() or _PureParser


def events_of(text: str) -> Following:
    """A function that gives the next event of `text`; raises `YAMLError` where there is none."""
    return _PARSER(text).get_event  # type: ignore[no-any-return]


_ADVICE = {
    "mapping values are not allowed": (
        "a colon and a blank make a mapping here, where none may stand: put the text in double "
        "quotes, or mend the indentation"
    ),
    "cannot start any token": (
        "no value can start with this character: indent by spaces, never tabs, and put text that "
        "starts with @, %, ` or a tab in double quotes"
    ),
    "tab character": "a tab where indentation is expected: indent by spaces",
    "unexpected end of stream": "a quoted text is not closed: add the closing quote",
    "document indicator": "a quoted text is not closed before --- or ...: add the closing quote",
    "expected ':'": "a key without its colon: write `key: value`, or quote the text above",
    "expected key": "no key where one is expected: mend the indentation, or the line above",
    "expected '-' indicator": "no list item where one is expected: mend the indentation",
    "',' or ']'": "a flow list is not closed: add the missing comma or ]",
    "',' or '}'": "a flow mapping is not closed: add the missing comma or }",
    "unknown escape": "an unknown escape in double quotes: write a backslash as \\\\",
    "hexdecimal": "an escape needs its hexadecimal digits: \\x00, \\u0000 or \\U00000000",
    "escape code": "an escape of half a character: write the whole character instead",
    "alphabetic or numeric": (
        "text that starts with * or & reads as an alias or anchor: put it in double quotes"
    ),
    "comment or line break": "after | or |- nothing may stand on the line",
}


def translated(error: Exception, text: str) -> YamlFault:
    """The parser's error as a `YamlFault`, in words that say how to mend it."""
    if isinstance(error, (UnicodeEncodeError, yaml.reader.ReaderError)):
        return first_refused(text) or YamlFault(
            "encoding", "an escape of half a character: write the whole character instead"
        )
    problem = getattr(error, "problem", None) or "the text ends too early"
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else position(text, len(text))
    if "tag" in problem:
        return YamlFault("forbidden", "a tag (!…): delete it, rows hold plain data", line, column)
    for part, advice in _ADVICE.items():
        if part in problem:
            return YamlFault("syntax", advice, line, column)
    return YamlFault("syntax", f"this is not YAML: {problem}", line, column)
