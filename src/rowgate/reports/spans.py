"""Lists of spans and the tree of a trace, as wide as the terminal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from rowgate.model import Json, Span
from rowgate.reports.conversation import media_text

_WIDEST = 500
"""Characters of a text that any terminal may show."""


_HEADS = ("SPAN", "STARTED", "STATUS", "MODEL")
_LEAST = 20
"""Columns of a terminal that texts need."""
_GIVEN_UP = ((3, 12), (1, 16), (3, 0), (1, 0), (2, 0))
"""What is given up for them, in this order: columns and what is left of their width. The seconds
of a time are, and its whole column; an id stays."""


class Snippet(NamedTuple):
    """A text found in a longer one, between what stands before and after it."""

    before: str
    match: str
    after: str


Cells = tuple[str | Snippet, ...]


def cells(span: Span, found: tuple[str, str, str] | None = None) -> Cells:
    """A line of the table: id, time, status, model, and what was asked and answered or, where
    a text was looked for, the text around it."""
    started = (span.started_at or "")[:19].replace("T", " ")
    facts = (
        span.span_id,
        started,
        span.status + ("~" if span.incomplete else ""),
        (span.model or "")[:24],
    )
    if found is not None:
        return (*facts, Snippet(*(_spaced(part) for part in found)))
    said = (asked(span), answered(span) or _one_line(span.status_message))
    return (*facts, *(text[:_WIDEST] for text in said))


def table_lines(
    lines: Iterable[Cells], width: int | None = None, *, colour: bool = False
) -> Iterator[str]:
    """The lines as a table; the first hundred tell how wide the columns are."""
    rest = iter(lines)
    first = list(islice(rest, 100))
    if not first:
        return
    heads: Cells = (*_HEADS, "FOUND") if len(first[0]) == 5 else (*_HEADS, "ASKED", "ANSWERED")
    widths = _widths([heads, *first], width or shutil.get_terminal_size((100, 24)).columns)
    for line in chain([heads], first, rest):
        started = str(line[1])[: widths[1]]  # a time without its seconds needs no mark
        columns = zip((line[0], started, *line[2:]), widths, strict=True)
        fitted = (_cell(cell, size, colour) for cell, size in columns if size)
        yield "  ".join(fitted).rstrip()


def _widths(lines: Sequence[Sequence[str | Snippet]], total: int) -> list[int]:
    """How wide each column is; 0 for one that is left out, so that texts have room."""
    fixed = [max(cell_width(str(line[place])) for line in lines) for place in range(4)]
    texts = len(lines[0]) - 4
    for place, size in _GIVEN_UP:
        if _room(fixed, texts, total) >= _LEAST:
            break
        fixed[place] = min(fixed[place], size)
    room = max(_LEAST, _room(fixed, texts, total))
    return [*fixed, room] if texts == 1 else [*fixed, room // 2, room - room // 2]


def _room(fixed: Sequence[int], texts: int, total: int) -> int:
    """What is left for texts."""
    return total - sum(size + 2 for size in fixed if size) - 2 * (texts - 1)


def _cell(cell: str | Snippet, width: int, colour: bool) -> str:
    if isinstance(cell, str):
        return _fit(cell, width)
    match = cell.match[: width - 2]
    room = width - cell_width(match)
    before = cell.before.lstrip() if cell.before.isspace() else cell.before
    if cell_width(before) > room // 2:
        before = "…" + before[len(before) - room // 2 + 1 :]
    after = _fit(cell.after, max(1, room - cell_width(before))).rstrip()
    return before + (f"\x1b[1;31m{match}\x1b[0m" if colour else match) + after


def tree_lines(spans: Sequence[Span]) -> Iterator[str]:
    """The spans of one trace as a tree, in time; `*` marks what `add` could take."""
    by_parent: dict[str | None, list[Span]] = {}
    ids = {span.span_id for span in spans}
    for span in sorted(spans, key=lambda span: ((span.started_at or "").rstrip("Z"), span.span_id)):
        parent = (
            span.parent_id if span.parent_id in ids and span.parent_id != span.span_id else None
        )
        by_parent.setdefault(parent, []).append(span)
    seen: set[str] = set()
    stack = [(span, 0) for span in reversed(by_parent.get(None, []))]
    while stack:
        span, depth = stack.pop()
        if span.span_id in seen:
            continue
        seen.add(span.span_id)
        yield _branch(span, depth)
        stack += [(child, depth + 1) for child in reversed(by_parent.get(span.span_id, []))]
    yield from (_branch(span, 0) for span in spans if span.span_id not in seen)


def asked(span: Span) -> str:
    """The last thing that was asked, in one line."""
    for message in reversed(span.messages):
        if message.get("role") == "user":
            return _one_line(message.get("content"))
    return _one_line(span.messages[-1].get("content")) if span.messages else ""


def answered(span: Span) -> str:
    """What was answered, in one line: text, tool calls, or a refusal."""
    if isinstance(span.response, dict):
        calls = [str(call.get("name")) + "(…)" for call in span.response.get("tool_calls") or ()]
        text = span.response.get("text") or span.response.get("refusal") or ""
        return " ".join([str(text), *calls]).strip()
    return _one_line(span.response)


def cell_width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _branch(span: Span, depth: int) -> str:
    takes = "*" if span.kind == "model" and (span.messages or span.variables) else " "
    tokens = sum(
        value
        for key in ("input_tokens", "output_tokens")
        if isinstance(value := span.usage.get(key), int)
    )
    facts = [
        span.kind,
        span.model or "",
        _took(span),
        f"{tokens} tokens" if tokens else "",
        f"{span.status}: {_one_line(span.status_message)}"[:60] if span.status == "error" else "",
    ]
    said = ", ".join(fact for fact in facts if fact)
    return f"{takes} {'  ' * depth}{span.name or span.span_id}  {span.span_id}  ({said})"


def _took(span: Span) -> str:
    passed = span.duration_ms()
    return "" if passed is None else f"{passed} ms"


def _one_line(content: Json) -> str:
    if isinstance(content, list):
        return " ".join(_one_line(part) for part in content)
    if isinstance(content, dict):
        if isinstance(content.get("text"), str):
            return _one_line(content["text"])
        return media_text(content)
    text = "" if content is None else str(content)
    return "".join(c if c.isprintable() else " " for c in " ".join(text[:2000].split()))


def _spaced(text: str) -> str:
    """In one line, with a space at either end where one was."""
    ends = (" " * text[:1].isspace(), " " * text[-1:].isspace())
    return _one_line(text).join(ends) if text.strip() else ends[0]


def _fit(text: str, width: int) -> str:
    size = cell_width(text)
    if size <= width:
        return text + " " * (width - size)
    if text.isascii():
        return text[: width - 1] + "…"
    from rich.cells import set_cell_size

    cut = set_cell_size(text, width - 1).rstrip() + "…"
    return cut + " " * (width - cell_width(cut))


def ids(span: Span) -> bytes:
    """What other commands take for the span, `TRACE/SPAN`, as a line."""
    return f"{span.trace_id}/{span.span_id}\n".encode("utf-8", "replace")


def json_line(span: Span) -> bytes:
    """A span as one line of JSON, in the order of its fields, with the line's end."""
    import orjson

    try:
        return orjson.dumps(span, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # an integer of more than 64 bits
        from dataclasses import asdict

        text = json.dumps(asdict(span), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace") + b"\n"  # a lone surrogate


def counted(shown: int, looked_at: int, elsewhere: Mapping[str, int], absent: Iterable[str]) -> str:
    """`4 spans of 36 looked at`; where there are none, what no span has, else what kinds of span
    there are instead."""
    said = f"{shown} span{'' if shown == 1 else 's'} of {looked_at} looked at"
    if shown:
        return said
    kinds = [f"{count} {kind}" for kind, count in elsewhere.items() if count]
    others = (
        [f"of other kinds there are {', '.join(kinds)}: --kind all lists them"] if kinds else []
    )
    return "; ".join([said, *absent, *others])
