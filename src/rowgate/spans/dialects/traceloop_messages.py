"""OpenLLMetry's flat messages: `gen_ai.prompt.N.…` and `gen_ai.completion.N.…`.

Source: what the instrumentations 0.40.14, 0.47.5 and 0.62.4 wrote. Content of several parts is
the JSON text of the provider's own list (Anthropic's, Bedrock's, Cohere's, OpenAI's), or the
list itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from rowgate.model import Json, Span
from rowgate.spans import fields, jsontext
from rowgate.spans.content import Content, Part, text_part, tool_call
from rowgate.spans.flat import Facts, indexed
from rowgate.spans.messages import Message, role_of
from rowgate.spans.outputs import merged
from rowgate.spans.parts import read_content, result_parts
from rowgate.spans.written import BEDROCK, looks_like_parts, parts_of

_ONE_ANSWER = (BEDROCK, "opentelemetry.instrumentation.anthropic")
"""Of what these trace there is only one answer: several entries are its blocks."""
_NOTHING = ("[]", '""')
"""JSON of no text, and of parts that the library does not know."""
_LOST_BLOCK = "a part of the answer was not recorded: a tool call or reasoning may be missing"


def read_flat(found: Iterable[Facts], role: str, span: Span, scope: str) -> list[Message]:
    """The messages of the entries; `role` is for those that name none, `scope` the library."""
    entries = [_with_text(item, scope) for item in found]
    messages = _with_thoughts([one for item in entries for one in _messages(item, role, span)])
    if role == "assistant" and len(messages) > 1 and scope in _ONE_ANSWER:
        if not all(m["content"] or m.get("tool_calls") for m in messages):
            fields.mark(span, _LOST_BLOCK)
        return merged(messages)
    return messages


def _with_text(item: Facts, scope: str) -> Facts:
    """The entry with its content where others have it: that of text completions is `user`;
    Bedrock's is JSON always, so plain text stands in quotes."""
    if "content" not in item and "user" in item:
        return {**item, "content": item["user"]}
    text = item.get("content")
    if scope == BEDROCK and isinstance(text, str) and text[:1] == '"':
        return {**item, "content": jsontext.maybe(text)}
    return item


def _messages(item: Facts, role: str, span: Span) -> list[Message]:
    """One message; several where its parts hold the results of tools."""
    content = _content(item, span)
    named = item.get("role")
    known = role if named == "unknown" else role_of(named, role)  # LangChain's chunks
    message: Message = {"role": known, "content": content.parts}
    calls = [
        tool_call(call.get("id"), call.get("name"), call.get("arguments"))
        for call in indexed(item, "tool_calls").values()
    ] or content.tool_calls
    if calls:
        message["tool_calls"] = calls
    for key in ("tool_call_id", "finish_reason"):
        if item.get(key):
            message[key] = item[key]
    results: list[Message] = [{"role": "tool", **result} for result in content.tool_results]
    return [*results, message] if content.parts or calls or not results else results


def _content(item: Facts, span: Span) -> Content:
    """Text, or a list of parts, mostly as its JSON text; what a tool gave back is always text."""
    aside: list[Part] = [
        {"type": kind, "text": item[kind]}
        for kind in ("reasoning", "refusal")
        if isinstance(item.get(kind), str) and item[kind]
    ]
    value = item.get("content")
    if item.get("role") == "tool":
        content = Content(parts=[] if value == "" else result_parts(value))
    else:
        content = _said(value, span)
    if aside:
        content.parts = [*aside, *(part for part in content.parts if part.get("text") != "")]
    return content


def _said(value: Json, span: Span) -> Content:
    if not isinstance(value, str):
        return read_content(value)
    if value in _NOTHING:
        return Content()
    if looks_like_parts(value):
        written = parts_of(value)
        if written is not None:
            return written
        if _is_cut(value):
            fields.mark(span, f"content is cut off: not valid JSON after {len(value)} characters")
    return Content(parts=[text_part(value)])


def _with_thoughts(messages: list[Message]) -> list[Message]:
    """The messages; thoughts, which the Anthropic instrumentation writes as one of their own, in
    the message that follows them, with the finish reason that is said once."""
    kept: list[Message] = []
    thoughts: list[Part] = []
    ends: dict[str, Json] = {}
    for message in messages:
        if message["role"] == "thinking":
            thoughts += [{**part, "type": "reasoning"} for part in message["content"]]
            ends = {key: message[key] for key in ("finish_reason",) if key in message}
        else:
            kept.append({**ends, **message, "content": [*thoughts, *message["content"]]})
            thoughts, ends = [], {}
    return [*kept, {"role": "assistant", "content": thoughts, **ends}] if thoughts else kept


def _is_cut(text: str) -> bool:
    """Whether JSON begins in the text and does not end in it."""
    try:
        json.JSONDecoder().raw_decode(text)
    except ValueError:
        return True
    except RecursionError:  # text of many brackets
        return False
    return False
