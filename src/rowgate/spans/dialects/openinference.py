"""OpenInference, the conventions of Arize Phoenix.

Source: Arize-ai/openinference, spec/semantic_conventions.md (2025). Messages are flat
attributes; the raw request and response stand beside them in `input.value` and
`output.value`, and hold what the instrumentations leave out of the messages: PDF parts,
refusals, the finish reasons of several choices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import calls, fields, jsontext, requests, tokens
from rowgate.spans.dialects import openinference_raw as beside
from rowgate.spans.dialects.genai import read_conversation
from rowgate.spans.dialects.openinference_messages import read_flat_messages
from rowgate.spans.flat import Facts, Names, indexed, missing, names_of, under
from rowgate.spans.messages import Message, read_messages
from rowgate.spans.outputs import read_outputs
from rowgate.spans.tools import tool_names

KINDS: dict[str, Kind] = {
    "LLM": "model",
    "EMBEDDING": "embedding",
    "RETRIEVER": "retrieval",
    "RERANKER": "retrieval",
    "TOOL": "tool",
    "AGENT": "agent",
    "CHAIN": "chain",
    "GUARDRAIL": "guardrail",
    "PROMPT": "function",
    "EVALUATOR": "function",
}
_KIND = "openinference.span.kind"
_PROVIDER = ("llm.provider", "llm.system")
_GENAI = ("gen_ai.input.messages", "gen_ai.output.messages")


class OpenInference:
    """The OpenInference conventions."""

    name = "openinference"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether it names its OpenInference kind, or has its messages."""
        attributes = record.attributes
        return (
            _KIND in attributes
            or "llm.model_name" in attributes
            or ("llm.input_messages.0.message.role" in attributes)
        )

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span; on a PROMPT span, `variables` are all inputs of the template."""
        span = fields.start(record, self.name)
        facts = record.attributes
        span.kind = KINDS.get(str(facts.get(_KIND, "LLM")).upper(), "other")
        _read_metadata(facts, span)
        _read_prompt(facts, span)
        _mark_damage(facts, span)
        if span.kind == "model":
            names = names_of(facts)
            _read_call(facts, span, names)
            if _GENAI[0] in facts or _GENAI[1] in facts:
                # what a span processor made this of; it drops media
                read_conversation(record, facts, span)
            if not span.messages:
                _read_messages(record, facts, span, names)
            if not span.outputs:
                _read_outputs(facts, span, names)
        return span


def _read_metadata(facts: Mapping[str, Json], span: Span) -> None:
    tags = facts.get("tag.tags")
    if tags:
        span.tags = fields.strings(tags)
    metadata = facts.get("metadata")
    if not metadata:
        return
    known = jsontext.maybe(metadata) if isinstance(metadata, str) else metadata
    if isinstance(known, dict):
        span.session_id = span.session_id or fields.first_string(
            known, ("session_id", "conversation_id", "thread_id")
        )
        span.user_id = span.user_id or fields.string(known.get("user_id"))
        span.provider = fields.string(known.get("ls_provider"))  # LangChain's


def _value(facts: Mapping[str, Json], side: str, span: Span) -> Json:
    """`input.value` or `output.value`: decoded where its type says JSON, else text."""
    value = facts.get(f"{side}.value")
    if not isinstance(value, str) or facts.get(f"{side}.mime_type") != "application/json":
        return value
    if value == "__REDACTED__":
        fields.mark(span, f"{side}.value is masked")
        return None
    marks: list[str] = []
    decoded = jsontext.decode(value, f"{side}.value", marks)
    for reason in marks:
        fields.mark(span, reason)
    return decoded


def _mark_damage(facts: Mapping[str, Json], span: Span) -> None:
    """Marks raw values that are masked or cut off; to decode those that look whole is slow."""
    for side in ("input", "output"):
        value = facts.get(f"{side}.value")
        if isinstance(value, str) and value[-1:] not in ("}", "]", '"'):
            _value(facts, side, span)


def _read_prompt(facts: Mapping[str, Json], span: Span) -> None:
    span.prompt = fields.prompt(
        facts.get("prompt.name") or facts.get("llm.prompt_template.name"),
        facts.get("llm.prompt_template.version"),
        facts.get("llm.prompt_template.template"),
    )
    marks: list[str] = []
    name = "llm.prompt_template.variables"
    given = facts.get(name)
    if given is not None:
        variables = jsontext.decode(given, name, marks)
        if isinstance(variables, dict):
            span.variables = dict(variables)
    if facts.get(_KIND) == "PROMPT":
        asked = _value(facts, "input", span)
        if isinstance(asked, dict):
            # LangChain: `variables` covers the first message's placeholders only
            span.variables = {**span.variables, **asked}
    for reason in marks:
        fields.mark(span, reason)


def _read_call(facts: Mapping[str, Json], span: Span, names: Names) -> None:
    span.provider = fields.first_string(facts, _PROVIDER) or span.provider
    asked = jsontext.maybe(facts.get("llm.invocation_parameters"))
    span.parameters = requests.parameters(asked)
    named = asked.get("model") if isinstance(asked, dict) else None
    span.model = fields.string(facts.get("llm.model_name")) or fields.string(named)
    span.usage = tokens.usage(under(facts, "llm.token_count.", names))
    span.cost = fields.number(facts.get("llm.cost.total"))
    tools = indexed(facts, "llm.tools", names)
    if tools:
        span.tools = tool_names([_tool(tool) for tool in tools.values()])


def _tool(tool: Facts) -> Json:
    """A tool's definition; its schema may be that of its parameters, its name beside it."""
    name = tool.get("tool.name")
    return {"name": name} if name else jsontext.maybe(tool.get("tool.json_schema"))


def _read_messages(record: Record, facts: Mapping[str, Json], span: Span, names: Names) -> None:
    found = indexed(facts, "llm.input_messages", names)
    if not found:
        span.messages = _prompts(facts) or calls.asked(_value(facts, "input", span))
        if not span.messages:
            _read_whole_request(facts, span)
        return
    name, raw = "llm.input_messages", None
    if missing(found) or record.scope in beside.RAW or _has_parts(facts, names):
        raw = calls.asked(_value(facts, "input", span))
    span.messages = read_flat_messages(found, name, span, raw or ())
    if raw is None and beside.lack(span.messages):
        raw = calls.asked(_value(facts, "input", span))
    if raw is not None:
        span.messages = beside.completed(span.messages, raw, record.scope)
        beside.spelled_out(span.messages)


def _read_whole_request(facts: Mapping[str, Json], span: Span) -> None:
    """The request where its writer takes all of it for parameters (Bedrock's Titan models)."""
    asked = jsontext.maybe(facts.get("llm.invocation_parameters"))
    if isinstance(asked, dict) and "inputText" in asked:
        span.messages = calls.asked(asked)
        span.parameters = calls.settings(asked)


def _has_parts(facts: Mapping[str, Json], names: Names) -> bool:
    """Whether a message has several parts: only those can lack one."""
    return names.speak_of(".message.contents") or isinstance(facts.get("llm.input_messages"), list)


def _prompts(facts: Mapping[str, Json]) -> list[Message]:
    """The prompts of a text completion: a list of texts, or flat."""
    whole = facts.get("llm.prompts")
    if isinstance(whole, list) and all(isinstance(prompt, str) for prompt in whole):
        return read_messages(whole)
    found = indexed(facts, "llm.prompts").values()
    return read_messages([item.get("prompt.text") for item in found])


def _read_outputs(facts: Mapping[str, Json], span: Span, names: Names) -> None:
    found = indexed(facts, "llm.output_messages", names)
    outputs = read_flat_messages(found, "llm.output_messages", span)
    reason = fields.string(facts.get("llm.finish_reason"))
    if reason and len(outputs) == 1 and beside.is_whole(outputs[0]):
        outputs[0].setdefault("finish_reason", reason)
        span.outputs = outputs
        return
    value = None if span.status == "error" else _value(facts, "output", span)
    if not outputs and beside.is_request(value):
        span.kind = "function"
        return
    outputs = _with_raw(outputs, read_outputs(value), isinstance(value, str))
    if reason and outputs:
        outputs[0].setdefault("finish_reason", reason)
    if span.status == "error":  # LangChain writes an empty message where a call failed
        outputs = [output for output in outputs if not beside.is_empty(output)]
    span.outputs = outputs


def _with_raw(outputs: list[Message], raw: list[Message], is_text: bool) -> list[Message]:
    """The outputs with what the raw response has more of. One answer in it is all there was: the
    outputs are its blocks."""
    if not outputs or (len(outputs) > len(raw) == 1 and not is_text):
        return raw or outputs
    for n, other in enumerate(raw[: len(outputs)]):
        if beside.is_empty(outputs[n]):
            outputs[n] = other
        if other.get("finish_reason"):
            outputs[n].setdefault("finish_reason", other["finish_reason"])
    whole = beside.completed(outputs, raw, "") if beside.lack(outputs) else outputs
    beside.spelled_out(whole)
    return whole


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """OpenInference is built in."""
    register(OpenInference())
