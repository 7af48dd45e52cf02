"""Edits a text that people write: its layout and its comments stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rowgate.model import DataPath, Json
from rowgate.yamltext.canonical import departure, indent_of, insert, line_of
from rowgate.yamltext.comments import Comment, Scan, scan
from rowgate.yamltext.fault import YamlFault
from rowgate.yamltext.places import all_places
from rowgate.yamltext.plan import Edit, Plan, get, moved, plan
from rowgate.yamltext.reader import read
from rowgate.yamltext.roundtrip import NotEditableError, changed
from rowgate.yamltext.walk import walk
from rowgate.yamltext.writer import write


def edit(
    text: str,
    edits: Sequence[Edit],
    deletes: Sequence[DataPath] = (),
    *,
    order: Sequence[str] = (),
) -> str:
    """The text with values set at paths, then nodes deleted; layout and comments are kept.

    All paths are of the data as it stands. Mappings on the way are made, a path that ends in a
    list's length appends, and a new top-level key goes before the first key that follows it in
    `order`, else last. A comment stays above its key or item; the comments inside a deleted
    node, beside it and directly above it go with it. New values are written canonically.

    Raises `YamlFault` for a text that `read` refuses or that cannot be edited without changing
    something else (kind `edit`), LookupError for a path that leads nowhere, and ValueError for
    a value that cannot be written.
    """
    data = read(text)
    steps = plan(data, edits, deletes, order)
    expected = write(steps.wanted)
    if expected == write(data):
        return text
    work = _Work(_ended(text, data), data, steps)
    for careful in (False, True):
        edited = work.attempt(expected, careful)
        if edited is not None and work.holds(edited, expected):
            return edited
    raise YamlFault(
        "edit",
        "this file cannot be edited without changing more than was asked: bring it into the "
        "canonical form first",
    )


def _ended(text: str, data: Json) -> str:
    """The text with a line end at its end, and the same data."""
    if text.endswith("\n") or write(read(text + "\n")) == write(data):
        return text if text.endswith("\n") else text + "\n"
    # It ends inside a block text, whose last line end is missing: `|-` says so.
    header = [step.event for step in walk(text) if hasattr(step.event, "value")][
        -1
    ].start_mark.index
    return f"{text[: header + 1]}-{text[header + 1 :]}\n"


class _Work:
    """One edit of one text: the comments are taken out, and put back where they belong."""

    def __init__(self, text: str, data: Json, steps: Plan) -> None:
        self.text = text
        self.data = data
        self.steps = steps
        self.found = scan(text)
        gone = set(_going(self.found, steps.gone))
        self.kept = [comment for comment in self.found.comments if comment not in gone]
        self.places = all_places(text)

    def attempt(self, expected: str, careful: bool) -> str | None:
        """The edited text; with `careful` every comment goes on lines of its own."""
        if self._is_rewritten():
            return self._with_comments(expected, self.kept, careful)
        loose = [
            comment
            for comment in self.found.comments
            if careful or comment.own_line or self._is_beside_a_change(comment)
        ]
        try:
            base = changed(_without(self.text, loose), self.steps)
        except NotEditableError:
            return None
        return self._with_comments(base, [one for one in loose if one in self.kept], careful)

    def _is_rewritten(self) -> bool:
        """Whether writing the data is all it takes: the text is canonical, or has no layout."""
        if not self.data or not self.steps.wanted or any(not path for path, _ in self.steps.sets):
            return True
        return departure(self.text, self.data) is None

    def _is_beside_a_change(self, comment: Comment) -> bool:
        for path, _ in self.steps.sets:
            if comment.path is not None and comment.path[: len(path)] == path:
                old = get(self.data, path)
                return comment.path != path or isinstance(old, (dict, list)) or "\n" in str(old)
        return False

    def _with_comments(self, base: str, comments: list[Comment], careful: bool) -> str:
        known = all_places(base)
        lines = base.split("\n")[:-1]
        nodes = [moved(path, self.steps.gone) for path in self.found.nodes]
        position = {path: number for number, path in enumerate(self.found.nodes)}
        added = []
        for comment in comments:
            at = len(nodes) if comment.path is None else position.get(comment.path, -1)
            number = line_of(known, nodes[at:], len(lines)) if at >= 0 else 0
            indent = indent_of(lines[number]) if number < len(lines) else ""
            if comment.own_line and not careful:
                indent = " " * max(0, comment.column + len(indent) - self._indent(comment, indent))
            added.append((number, (indent + comment.text).rstrip()))
        return insert(base, added)

    def _indent(self, comment: Comment, default: str) -> int:
        """How far the node of a comment was indented."""
        if comment.path not in self.places:
            return len(default)
        line, _ = self.places[comment.path]
        return len(indent_of(self.text.split("\n")[line - 1]))

    def holds(self, edited: str, expected: str) -> bool:
        """Whether the text says what was asked for, and every comment is there."""
        try:
            if write(read(edited)) != expected:
                return False
        except ValueError:
            return False
        there = sorted(comment.text for comment in scan(edited).comments if comment.text)
        return there == sorted(comment.text for comment in self.kept if comment.text)


def _going(found: Scan, gone: Sequence[DataPath]) -> Iterator[Comment]:
    """The comments that go with deleted nodes: inside, beside, and directly above them."""
    for path in gone:
        above = []
        for comment in found.comments:
            if comment.path == path and comment.own_line:
                above.append(comment)
            elif comment.path is not None and comment.path[: len(path)] == path:
                yield comment
        while above and above[-1].text:
            yield above.pop()
        while above and not above[-1].text:
            yield above.pop()


def _without(text: str, comments: list[Comment]) -> str:
    """The text without these comments: whole lines, or the end of a line and its blanks."""
    parts, done = [], 0
    for comment in comments:
        start = comment.start - comment.column if comment.own_line else comment.start
        end = text.find("\n", comment.start)
        end = len(text) if end < 0 else end
        before = text[done:start]
        parts.append(before if comment.own_line else before.rstrip(" \t"))
        done = min(end + 1, len(text)) if comment.own_line else end
    return "".join([*parts, text[done:]])
