"""The strict reader: YAML text to plain data, or one fault that says how to mend it."""

from __future__ import annotations

from typing import Any, NoReturn

from rowgate.model import Json
from rowgate.yamltext.events import (
    AliasEvent,
    DocumentStartEvent,
    Following,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    YAMLError,
    events_of,
    translated,
)
from rowgate.yamltext.fault import FaultKind, YamlFault, named
from rowgate.yamltext.guard import guard
from rowgate.yamltext.scalars import AmbiguousError, resolve
from rowgate.yamltext.style import LONGEST_KEY, MAX_DEPTH, key_text


def read(text: str) -> Json:
    """The data of one YAML document, limited to JSON's data model; None for an empty text.

    Plain scalars are resolved by the core schema of YAML 1.2.2. Raises `YamlFault` for what is
    no YAML and for what YAML readers do not agree on: anchors, aliases, tags, merge keys,
    directives, several documents, keys that are no strings, duplicate keys, nesting beyond 64,
    a byte order mark, carriage returns, and numbers in dispute (`010`, `1e5`, `.5`, `1_000`).
    """
    guard(text)
    try:
        return _document(events_of(text))
    except (YAMLError, UnicodeEncodeError) as error:
        # `from None`: the parser's error may quote the text.
        raise translated(error, text) from None


def _document(following: Following) -> Json:
    following()  # the start of the stream
    start = following()
    if type(start) is not DocumentStartEvent:
        return None
    if start.version or start.tags:
        _fail(start, "forbidden", "a directive (%…): delete the line, rows are plain YAML 1.2")
    data = _Builder(following).node(following(), 1)
    following()  # the end of the document
    if type(after := following()) is not StreamEndEvent:
        _fail(after, "forbidden", "a second document: a file holds one, delete the --- line")
    return data


class _Builder:
    __slots__ = ("following",)

    def __init__(self, following: Following) -> None:
        self.following = following

    def node(self, event: Any, depth: int) -> Json:
        kind = type(event)
        if kind is ScalarEvent:
            return _scalar(event)
        if kind is AliasEvent:
            _fail(event, "forbidden", "an alias (*…): write the value out")
        if event.tag or event.anchor:
            _fail_property(event)
        if depth > MAX_DEPTH:
            _fail(event, "depth", f"nested deeper than {MAX_DEPTH} levels: flatten the value")
        return self.mapping(depth) if kind is MappingStartEvent else self.sequence(depth)

    def mapping(self, depth: int) -> dict[str, Json]:
        following = self.following
        built: dict[str, Json] = {}
        while type(event := following()) is not MappingEndEvent:
            key = _key(event)
            if key in built:
                _fail(event, "duplicate-key", f"the key {named(key)} stands twice: keep one")
            value = following()
            if type(value) is ScalarEvent:
                built[key] = _scalar(value)
            else:
                built[key] = self.node(value, depth + 1)
        return built

    def sequence(self, depth: int) -> list[Json]:
        following = self.following
        built: list[Json] = []
        while type(event := following()) is not SequenceEndEvent:
            built.append(self.node(event, depth + 1))
        return built


def _scalar(event: Any) -> Json:
    if event.tag or event.anchor:
        _fail_property(event)
    if event.style:
        return event.value
    try:
        return resolve(event.value)
    except AmbiguousError as error:
        _fail(event, "ambiguous", str(error))


def _key(event: Any) -> str:
    if type(event) is not ScalarEvent:
        kind = "alias" if type(event) is AliasEvent else "list or mapping"
        _fail(event, "forbidden", f"a key that is a {kind}: keys are text")
    key = _scalar(event)
    if type(key) is not str:
        _fail(event, "forbidden", "a key that is not text: put it in double quotes")
    if key == "<<" and not event.style:
        _fail(event, "forbidden", "a merge key (<<): write the keys out")
    if len(key) > LONGEST_KEY // 10 and len(key_text(key)) > LONGEST_KEY:
        _fail(event, "forbidden", f"a key longer than {LONGEST_KEY} characters: shorten it")
    return key


def _fail_property(event: Any) -> NoReturn:
    if event.anchor:
        _fail(event, "forbidden", "an anchor (&…): delete it and write repeated values out")
    _fail(event, "forbidden", "a tag (!…): delete it, rows hold plain data")


def _fail(event: Any, kind: FaultKind, message: str) -> NoReturn:
    mark = event.start_mark
    raise YamlFault(kind, message, mark.line + 1, mark.column + 1)
