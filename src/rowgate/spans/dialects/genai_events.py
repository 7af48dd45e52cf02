"""GenAI content in events, one per message: the conventions up to 1.36.

Log records joined on the span's id, or span events: `gen_ai.{system,user,assistant,tool}.message`
and `gen_ai.choice` with the message in the body (or, as span events, in attributes), and the
older `gen_ai.content.prompt` / `.completion` with everything as one JSON string.
"""

from __future__ import annotations

from collections.abc import Mapping

from rowgate.model import Json, Record, Span
from rowgate.spans import fields, jsontext
from rowgate.spans.calls import read_call
from rowgate.spans.messages import Message, read_message, read_messages
from rowgate.spans.outputs import read_outputs

_ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_CHOICE = "gen_ai.choice"
_BEDROCK = frozenset(("text", "toolUse", "toolResult", "image", "document", "reasoningContent"))
_SPEAKING = {"role", "content", "message", "tool_calls"}
_ADK = "gcp.vertex.agent."
_ADK_NAMES = ("llm_request", "llm_response")


def read(record: Record, span: Span) -> None:
    """Fills the span's messages and outputs from the record's events, in their order."""
    events = sorted(record.events, key=lambda event: event.get("time_ns") or 0)
    choices: list[tuple[int, dict[str, Json]]] = []
    for event in events:
        name = event["name"]
        if name in _ROLES:
            said = read_message({"role": _ROLES[name], **_body(event)})
            span.messages += [one for one in said if not _is_told(one, span.messages)]
        elif name == _CHOICE:
            body = _body(event)
            choices.append((int(fields.number(body.get("index")) or 0), body))
        elif name.startswith("gen_ai.content."):
            _read_content(event, span)
    for _, body in sorted(choices, key=lambda choice: choice[0]):
        span.outputs += read_outputs(body)
    if not span.messages and not span.outputs:
        _read_content({"attributes": record.attributes}, span)
        _read_adk(record.attributes, span)


def _is_told(message: Message, before: list[Message]) -> bool:
    """Whether a tool's result stands there already: the Bedrock instrumentation writes an event
    for each, and then the message that holds them all."""
    call_id = message.get("tool_call_id")
    if message["role"] != "tool" or call_id is None:
        return False
    return any(one["role"] == "tool" and one.get("tool_call_id") == call_id for one in before)


def _body(event: dict[str, Json]) -> dict[str, Json]:
    """The message in a log record's body, or in a span event's attributes."""
    body = event.get("body")
    if isinstance(body, str):  # Semantic Kernel logs the message as JSON text
        whole = jsontext.maybe(body)
        body = whole if isinstance(whole, dict) and _SPEAKING & whole.keys() else body
    if isinstance(body, dict):
        return body
    facts = event["attributes"]
    whole = jsontext.maybe(facts.get("gen_ai.event.content"))
    if isinstance(whole, dict):
        return whole
    found = {key: value for key, value in facts.items() if not key.startswith("gen_ai.")}
    for key in ("tool_calls", "message"):
        if isinstance(found.get(key), str):
            found[key] = jsontext.maybe(found[key])
    found["content"] = _parts(found.get("content"))
    if isinstance(found.get("message"), str | list):
        found["message"] = {"role": "assistant", "content": found["message"]}
    if isinstance(body, str):
        found["content"] = body
    return found


def _read_content(event: dict[str, Json], span: Span) -> None:
    facts = event["attributes"]
    marks: list[str] = []
    if "gen_ai.prompt" in facts:
        span.messages += read_messages(_loose(facts["gen_ai.prompt"], "gen_ai.prompt", marks))
    if "gen_ai.completion" in facts:
        answered = _loose(facts["gen_ai.completion"], "gen_ai.completion", marks)
        span.outputs += read_outputs(answered)
    for reason in marks:
        fields.mark(span, reason)


def _parts(content: Json) -> Json:
    """Strands Agents writes the parts of a message, which are Bedrock's, as JSON text."""
    parts = jsontext.maybe(content)
    is_parts = isinstance(parts, list) and all(
        isinstance(part, dict) and len(part) == 1 and not _BEDROCK.isdisjoint(part)
        for part in parts
    )
    return parts if is_parts else content


def _read_adk(facts: Mapping[str, Json], span: Span) -> None:
    """Google's Agent Development Kit, 1.x: Gemini's request and response, as JSON text."""
    request, response = (jsontext.maybe(facts.get(f"{_ADK}{name}")) for name in _ADK_NAMES)
    if isinstance(request, dict) or isinstance(response, dict):
        if isinstance(response, dict) and isinstance(response.get("content"), dict):
            response = {**response, "candidates": [response]}
        read_call(span, request, response)


def _loose(value: Json, name: str, marks: list[str]) -> Json:
    """JSON by the convention, plain text from some writers."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        return jsontext.decode(value, name, marks)
    return value
