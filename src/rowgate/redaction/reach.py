"""A field policy within strings that hold JSON: a path goes on where the string begins."""

from __future__ import annotations

import json
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from rowgate.redaction.decode import DEPTH, ESCAPE, unescaped
from rowgate.redaction.embedded import Value, is_json, looks_like_json, values_of
from rowgate.redaction.views import Builder, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rowgate.model import DataPath
    from rowgate.redaction.policy import Policy


class Part(NamedTuple):
    """Characters `start` to `end` of a string stand at this path."""

    path: DataPath
    start: int
    end: int


def reaches_into(policy: Policy, path: DataPath, text: str) -> bool:
    """Whether a policy decides on what stands within a string rather than on the string."""
    if not policy.reaches(path) or not looks_like_json(text):
        return False
    # What cannot be read to its end is masked as a whole.
    return policy.action(path) != "mask" or is_json(text)


def parts(policy: Policy, path: DataPath, text: str, depth: int = DEPTH) -> Iterator[Part]:
    """The strings and numbers of JSON in a string, by their paths; of any other text itself."""
    if not depth or not reaches_into(policy, path, text):
        yield Part(path, 0, len(text))
        return
    for value in values_of(text):
        at = (*path, *value.path)
        if value.kind == "number" or (value.kind == "string" and not policy.reaches(at)):
            yield Part(at, value.start, value.end)
        elif value.kind == "string" and value.start < value.end:
            yield from _nested(policy, at, text, value, depth)


def _nested(policy: Policy, path: DataPath, text: str, value: Value, depth: int) -> Iterator[Part]:
    view = _spelled_out(text[value.start : value.end])
    for part in parts(policy, path, view.text, depth - 1):
        for start, end in view.outer(part.start, part.end):
            yield Part(part.path, value.start + start, value.start + end)


def _spelled_out(raw: str) -> View:
    build = Builder()
    at = 0
    for found in ESCAPE.pattern.finditer(raw):
        build.add(raw[at : found.start()], at, found.start())
        build.add(unescaped(found[0]), *found.span())
        at = found.end()
    build.add(raw[at:], at, len(raw))
    return View("".join(build.texts), build.pieces)


def without_dropped(policy: Policy, path: DataPath, text: str, depth: int = DEPTH) -> str:
    """The text without what a policy drops within it: JSON stays JSON."""
    if not depth or not reaches_into(policy, path, text):
        return text
    values = [value for value in values_of(text) if value.path]
    edits = [edit for value in values for edit in _inner(policy, path, text, value, depth)]
    for _, siblings in groupby(sorted(values, key=attrgetter("parent")), attrgetter("parent")):
        each = list(siblings)
        gone = [policy.drops((*path, *value.path)) for value in each]
        edits += [(start, end, "") for start, end in _cuts(each, gone)]
    return _edited(text, edits)


def _inner(
    policy: Policy, path: DataPath, text: str, value: Value, depth: int
) -> Iterator[tuple[int, int, str]]:
    at = (*path, *value.path)
    if policy.empties(at):
        yield *value.whole, "null"
    if value.kind != "string" or not policy.reaches(at):
        return
    raw = text[value.start : value.end]
    before = _spelled_out(raw).text
    after = without_dropped(policy, at, before, depth - 1)
    if after != before:
        yield value.start, value.end, json.dumps(after, ensure_ascii=raw.isascii())[1:-1]


def _cuts(siblings: Sequence[Value], gone: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Each value that goes takes the comma before it along, those at the front the one behind."""
    first = next((at for at, one in enumerate(gone) if not one), None)
    if first is None:
        yield siblings[0].whole[0], siblings[-1].whole[1]
        return
    if first:
        yield siblings[0].whole[0], siblings[first].whole[0]
    for at in range(first + 1, len(siblings)):
        if gone[at]:
            yield siblings[at - 1].whole[1], siblings[at].whole[1]


def _edited(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    done: list[str] = []
    at = 0
    for start, end, new in sorted(edits):
        if start >= at:
            done += [text[at:start], new]
        at = max(at, end)
    return "".join([*done, text[at:]])
