"""A span or a row as people read it: who said what, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from rowgate.model import Json, Row, Source, Span

_INDENT = "    "
_RESPONSE = frozenset(("text", "tool_calls", "refusal"))


def span_lines(span: Span) -> Iterator[str]:
    """A span from its head to its answer."""
    yield f"{span.name or 'span'} ({span.kind}, {span.status})"
    yield from _facts(
        {
            "span": f"{span.span_id} of trace {span.trace_id}",
            "format": span.format,
            "project": span.project,
            "model": _joined(span.provider, span.model),
            "parameters": _inline(span.parameters),
            "prompt": _joined((span.prompt or {}).get("name"), (span.prompt or {}).get("version")),
            "started": span.started_at,
            "took": _took(span),
            "usage": _inline(span.usage),
            "session": span.session_id,
            "user": span.user_id,
            "tags": ", ".join(span.tags),
            "scores": _inline(span.scores),
            "tools": ", ".join(span.tools),
            "error": span.status_message if span.status == "error" else None,
            "incomplete": span.incomplete,
        }
    )
    if span.variables:
        yield ""
        yield "variables"
        yield from _variables(span.variables)
    for message in span.messages:
        yield ""
        yield from message_lines(message)
    for number, output in enumerate(span.outputs, 1):
        yield ""
        count = f" {number} of {len(span.outputs)}" if len(span.outputs) > 1 else ""
        finish = f" ({output['finish_reason']})" if output.get("finish_reason") else ""
        yield from message_lines(output, f"answer{count}{finish}")
    if not span.outputs:
        yield ""
        yield "answer: none"


def _took(span: Span) -> str | None:
    passed = span.duration_ms()
    if passed is None and span.started_at and span.ended_at:
        return "it ended before it started: a clock was wrong"
    return None if passed is None else f"{passed} ms"


def row_lines(row: Row) -> Iterator[str]:
    """A row: why it is there, the case, the answer, and what a right one must do."""
    yield row.id
    yield from row_facts(row)
    yield from source_facts(row)
    yield from system_lines(row)
    yield from case_lines(row)
    yield ""
    yield "evaluators" if row.evaluators else "evaluators: none of its own"
    for entry in row.evaluators:
        yield from _block(_inline(entry))


def row_facts(row: Row) -> Iterator[str]:
    """What people said about a row: why it is there, and who has looked at it."""
    yield from _facts(
        {
            "why": row.why,
            "note": row.note,
            "labels": ", ".join(row.labels),
            "review": _joined(row.review.status, row.review.by, row.review.date),
            "repeat": _repeat(row),
            "advisory": "it only warns" if row.advisory else None,
            "may fail": _joined(*(row.known_failing or {}).values()),
            "links": _inline(row.links),
            "metadata": _inline(row.metadata),
            "kept": _inline([f"{k.get('type')}@{k.get('path')}" for k in row.kept]),
        }
    )


def source_facts(row: Row) -> Iterator[str]:
    """Where a row came from."""
    source = row.source
    if source is None:
        return
    yield from _facts(
        {
            "source": _joined(source.kind, source.format, source.project),
            "file": _file(source),
            "span": f"{source.span_id} of trace {source.trace_id}" if source.span_id else None,
            "also seen": ", ".join(str(seen.get("span_id")) for seen in source.also_seen),
            "variables from": source.variables_from,
            "model": _joined(source.provider, source.model),
            "redacted": _inline(source.redactions),
            "added by": _joined(source.added_by, source.added_on),
        }
    )


def _file(source: Source) -> str | None:
    """Where an imported case stood, and what it is called there."""
    where = source.file
    if not where:
        return None
    place = f":{where['line']}" if "line" in where else f", item {where.get('item')}"
    called = f" ({source.name})" if source.name else ""
    return f"{where.get('name')}{place}{called}"


def system_lines(row: Row) -> Iterator[str]:
    """The system text that was in force: evidence, no part of the case."""
    if row.source and row.source.system:
        yield ""
        yield from message_lines({"role": "system", "content": row.source.system})


def case_lines(row: Row) -> Iterator[str]:
    """The case as a conversation: who said what, the response, and the right answer."""
    plain = {name: value for name, value in row.variables.items() if not _is_conversation(value)}
    if plain:
        yield ""
        yield "variables"
        yield from _variables(plain)
    for name, value in row.variables.items():
        if _is_conversation(value):
            for number, message in enumerate(value, 1):
                yield ""
                said = message.get("role") or "message"
                yield from message_lines(message, f"{said} ({name}, {number} of {len(value)})")
    if row.response is not None:
        yield ""
        yield f"response ({row.response_was})"
        yield from _block(_response(row.response))
    if row.expected is not None:
        yield ""
        yield "expected"
        yield from _block(_response(row.expected))


def _is_conversation(value: Json) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "role" in one for one in value)
    )


def _repeat(row: Row) -> str | None:
    if row.repeat is None:
        return None
    runs = row.repeat.get("runs", 1)
    return f"{row.repeat.get('pass', runs)} of {runs} runs pass"


def message_lines(message: Mapping[str, Json], title: str | None = None) -> Iterator[str]:
    """One message: its role, its parts, its tool calls. Media show as type and size."""
    name = f" {message['name']}" if message.get("name") else ""
    of = f" (for {message['tool_call_id']})" if message.get("tool_call_id") else ""
    yield title or f"{message.get('role') or 'message'}{name}{of}"
    content = message.get("content")
    for part in content if isinstance(content, list) else [content]:
        if part is not None:
            yield from _block(_part(part))
    for call in message.get("tool_calls") or ():
        yield from _block(f"→ {call.get('name')}({_inline(call.get('arguments'))})")


def media_text(part: Mapping[str, Json]) -> str:
    """A medium in a line: `[image/png, 94 bytes]`, never its payload."""
    kind = part.get("media_type") or part.get("type") or "media"
    data = part.get("data")
    where = part.get("url") or part.get("path") or part.get("file_id") or part.get("name") or ""
    if isinstance(data, str):
        where = f"{len(data.rpartition(',')[2]) * 3 // 4} bytes"
    elif str(where).startswith("data:"):
        where = f"{len(str(where).rpartition(',')[2]) * 3 // 4} bytes"
    return f"[{kind}{', ' if where else ''}{where}]"


def _part(part: Json) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        return _inline(part)
    kind = part.get("type")
    if kind in ("text", "reasoning", "refusal") and isinstance(part.get("text"), str):
        return str(part["text"]) if kind == "text" else f"({kind}) {part['text']}"
    if any(key in part for key in ("url", "path", "data", "file_id")):
        return media_text(part)
    return _inline(part)


def _variables(variables: Mapping[str, Json]) -> Iterator[str]:
    for name, value in variables.items():
        text = _part(value) if isinstance(value, dict) else _text(value)
        if "\n" in text or len(text) > 80:
            yield printable(f"  {name}:")
            yield from _block(text)
        else:
            yield printable(f"  {name}: {text}")


def _response(response: Json) -> str:
    if not isinstance(response, dict) or not response.keys() <= _RESPONSE:
        return _text(response)
    parts = [str(response[key]) for key in ("text", "refusal") if response.get(key)]
    calls = response.get("tool_calls") or ()
    parts += [f"→ {call.get('name')}({_inline(call.get('arguments'))})" for call in calls]
    return "\n".join(parts)


def _facts(facts: Mapping[str, Json]) -> Iterator[str]:
    width = max((len(name) for name, value in facts.items() if value), default=0)
    for name, value in facts.items():
        if value:
            yield f"  {name:{width}}  {_one_line(str(value))}"


def _block(text: str) -> Iterator[str]:
    for line in text.splitlines() or [""]:
        yield f"{_INDENT}{printable(line)}".rstrip()


def _text(value: Json) -> str:
    if isinstance(value, str):
        return "[data, not shown]" if value.startswith("data:") and len(value) > 200 else value
    return json.dumps(_without_data(value), ensure_ascii=False, indent=2)


def _without_data(value: Json) -> Json:
    if isinstance(value, dict):
        return {
            key: f"[{len(item)} characters]" if key == "data" and isinstance(item, str)
            else _without_data(item)
            for key, item in value.items()
        }  # fmt: skip
    if isinstance(value, list):
        return [_without_data(item) for item in value]
    return value


def _inline(value: Json) -> str:
    if value in (None, {}, []):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _joined(*words: Json) -> str:
    return " ".join(str(word) for word in words if word)


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """Control characters spelt out: a trace must not steer the reader's terminal."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\t\u200d\ufe0f" else f"\\x{ord(char):02x}"
        for char in text
    )


__all__: Sequence[str] = (
    "case_lines", "media_text", "message_lines", "printable", "row_facts", "row_lines",
    "source_facts", "span_lines", "system_lines",
)  # fmt: skip
