"""Lists of spans and the tree of a trace, as wide as the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

from rowgate.model import Json, Span
from rowgate.reports.conversation import media_text

_MARKS = {"error": "!", "cancelled": "x"}


def table_lines(spans: Sequence[Span], width: int | None = None) -> Iterator[str]:
    """One line a span: id, time, status, model, what was asked and what was answered."""
    total = width or shutil.get_terminal_size((100, 24)).columns
    heads = ("SPAN", "STARTED", "STATUS", "MODEL", "ASKED", "ANSWERED")
    lines = [_cells(span) for span in spans]
    fixed = [
        max(cell_width(head), *(cell_width(cells[i]) for cells in lines)) if lines else len(head)
        for i, head in enumerate(heads[:4])
    ]
    fixed[3] = min(fixed[3], 24)
    room = max(20, total - sum(fixed) - 2 * 5)
    widths = [*fixed, room // 2, room - room // 2]
    for cells in [heads, *lines]:
        fitted = (_fit(cell, size) for cell, size in zip(cells, widths, strict=True))
        yield "  ".join(fitted).rstrip()


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


def _cells(span: Span) -> tuple[str, ...]:
    started = (span.started_at or "")[:19].replace("T", " ")
    return (
        span.span_id,
        started,
        span.status + ("~" if span.incomplete else ""),
        span.model or "",
        asked(span),
        answered(span) or (span.status_message or ""),
    )


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


def _fit(text: str, width: int) -> str:
    size = cell_width(text)
    if size <= width:
        return text + " " * (width - size)
    if text.isascii():
        return text[: width - 1] + "…"
    from rich.cells import set_cell_size

    return set_cell_size(text, width - 1).rstrip() + "…"


def json_line(span: Span) -> str:
    """A span as one line of JSON, in the order of its fields."""
    import json
    from dataclasses import fields

    data = {field.name: getattr(span, field.name) for field in fields(span)}
    return json.dumps(data, ensure_ascii=False)


def counted(shown: int, looked_at: int) -> str:
    """`4 spans of 36 looked at`."""
    return f"{shown} span{'' if shown == 1 else 's'} of {looked_at} looked at"
