"""LangSmith's runs: LangChain's calls, prompts and tools, and providers' calls that were wrapped.

Source: LangSmith's "Run (span) data format"; `langsmith` 0.1 to 0.15, `langchain-core` 0.2 to 1.7.
The variables of a prompt are the inputs of the `prompt` run beside the `llm` run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, tokens
from rowgate.spans.calls import offered, read_call, settings
from rowgate.spans.containers.items import as_dict, as_list
from rowgate.spans.containers.langsmith import FAMILY

KINDS: dict[str, Kind] = {
    "llm": "model",
    "chain": "chain",
    "tool": "tool",
    "retriever": "retrieval",
    "embedding": "embedding",
    "prompt": "function",
    "parser": "function",
}
_SETTINGS = ("temperature", "max_tokens", "stop")
_MODEL = ("model_name", "model", "model_id")


class LangSmith:
    """LangSmith's run types."""

    name = "langsmith"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the LangSmith container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:  # noqa: ARG002
        """The span; on a `prompt` run, `variables` are the inputs of the template."""
        span = fields.start(record, self.name)
        run, metadata = record.body, record.attributes
        span.kind = KINDS.get(record.kind, "other")
        # the session of a run is what the product calls a project
        span.project = fields.first_string(run, ("session_name", "session_id"))
        fields.read_people(span, metadata)
        span.tags = fields.strings(run.get("tags"))
        span.cost = fields.number(run.get("total_cost"))
        span.scores = _scores(run.get("feedback_stats"))
        _read_prompt(span, record, metadata)
        if span.kind == "model":
            _mark_missing(span, run)
            _read_model(span, run, metadata)
        return span


def _read_prompt(span: Span, record: Record, metadata: dict[str, Json]) -> None:
    span.prompt = fields.prompt(metadata.get("lc_hub_repo"), metadata.get("lc_hub_commit_hash"))
    inputs = record.body.get("inputs")
    if record.kind == "prompt" and isinstance(inputs, dict):
        span.variables = dict(inputs)
        span.prompt = {**(span.prompt or {}), **_template(record.body)} or None


def _template(run: dict[str, Json]) -> dict[str, Json]:
    """The template of a prompt that is one message or text; one of several has no single text."""
    found = list(_texts(run.get("serialized")))
    return {"template": found[0]} if len(found) == 1 else {}


def _texts(serialized: Json) -> Iterator[Json]:
    kwargs = serialized.get("kwargs") if isinstance(serialized, dict) else None
    if not isinstance(kwargs, dict):
        return
    if isinstance(kwargs.get("template"), str):
        yield kwargs["template"]
    for inner in (kwargs.get("prompt"), *as_list(kwargs.get("messages"))):
        yield from _texts(inner)


def _read_model(span: Span, run: dict[str, Json], metadata: dict[str, Json]) -> None:
    inputs, outputs = _plain(run.get("inputs")), _plain(run.get("outputs"))
    invocation = as_dict(run.get("extra")).get("invocation_params")
    span.provider = fields.string(metadata.get("ls_provider"))
    span.model = fields.string(metadata.get("ls_model_name"))
    span.parameters = settings(invocation) or _standard(metadata)
    span.tools = offered(invocation)
    read_call(span, inputs, outputs)
    told = [_answering(outputs), invocation, inputs]
    named = (fields.first_string(one, _MODEL) for one in told if isinstance(one, dict))
    span.model = next((name for name in named if name), span.model)
    span.usage = next((found for found in _usages(run, outputs, metadata) if found), {})


def _plain(value: Json) -> Json:
    """Inputs or outputs as a request or response: empty is none, a lone `output` its content."""
    if not isinstance(value, dict) or not any(one is not None for one in value.values()):
        return value if value and not isinstance(value, dict) else None
    if isinstance(value.get("output"), dict) and set(value) <= {"output", "usage_metadata"}:
        return value["output"]
    return value


def _standard(metadata: dict[str, Json]) -> dict[str, Json]:
    return {
        key: metadata[f"ls_{key}"] for key in _SETTINGS if metadata.get(f"ls_{key}") is not None
    }


def _first_message(outputs: Json) -> dict[str, Json]:
    """The message of LangChain's first generation, its fields in the open."""
    found: Json = outputs.get("generations") if isinstance(outputs, dict) else None
    while isinstance(found, list) and found:
        found = found[0]
    message = found.get("message") if isinstance(found, dict) else None
    inner = message.get("kwargs") or message.get("data") if isinstance(message, dict) else None
    return inner if isinstance(inner, dict) else message if isinstance(message, dict) else {}


def _answering(outputs: Json) -> dict[str, Json]:
    """Where the answering model is named: the response, or what LangChain keeps of it."""
    if not isinstance(outputs, dict):
        return {}
    told = _first_message(outputs).get("response_metadata") or outputs.get("llm_output")
    return told if isinstance(told, dict) else outputs


def _usages(
    run: dict[str, Json], outputs: Json, metadata: dict[str, Json]
) -> Iterator[dict[str, Json]]:
    for facts in (outputs, _first_message(outputs), metadata):
        if isinstance(facts, dict):
            yield tokens.usage(facts.get("usage_metadata"))
            yield tokens.usage(facts.get("usage"))
    told = _answering(outputs)
    yield tokens.usage(told.get("token_usage"))
    yield {name: count for name, count in tokens.usage(run).items() if count}


def _mark_missing(span: Span, run: dict[str, Json]) -> None:
    for side in ("inputs", "outputs"):
        if not run.get(side) and run.get(f"{side}_s3_urls"):
            fields.mark(span, f"the {side} are in LangSmith's object storage, not in this file")
    count = len(as_dict(run.get("attachments")))
    if count:
        fields.mark(span, f"{count} attachments are kept by LangSmith, not in this file")


def _scores(stats: Json) -> dict[str, Json]:
    """Feedback as scores: the average, or the value given most often."""
    found: dict[str, Json] = {}
    for key, given in as_dict(stats).items():
        value = as_dict(given)
        average, values = fields.number(value.get("avg")), as_dict(value.get("values"))
        if average is not None:
            found[key] = average
        elif values:
            found[key] = max(values, key=lambda one: fields.number(values[one]) or 0)
    return found


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """LangSmith is built in."""
    register(LangSmith())
