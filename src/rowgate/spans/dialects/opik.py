"""Opik's spans: `type` `llm` with the provider's raw messages and choices.

Source: opik 2.2.122. The SDK's integrations put the messages into `input`, the choices into
`output`, and the request's parameters into `metadata`, together with facts of the response.
Session (`thread_id`) and user stand on the trace. Variables are not recorded; prompts of its
library are named in `metadata.opik_prompts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rowgate.hookspecs import Dialect, hookimpl
from rowgate.model import Json, Kind, Record, Span, Trace
from rowgate.spans import fields, tokens
from rowgate.spans.calls import offered, read_call, settings
from rowgate.spans.containers.items import as_dict, as_list
from rowgate.spans.containers.opik import FAMILY
from rowgate.spans.pieces import said_of

KINDS: dict[str, Kind] = {"llm": "model", "tool": "tool", "guardrail": "guardrail"}

_USER = ("user_id", "user.id", "user")
_OF_RESPONSE = ("created_from", "type", "id", "created", "object", "usage", "service_tier",
                "system_fingerprint", "moderation", "request_id", "opik_prompts", "status",
                "error", "_opik_graph_definition", *_USER)  # fmt: skip
"""Metadata that is no parameter of the request."""


class Opik:
    """Opik's spans."""

    name = "opik"
    by_names = True

    def detect(self, record: Record) -> bool:
        """Whether the Opik container read it."""
        return record.container == FAMILY

    def apply(self, record: Record, trace: Trace) -> Span:
        """The span; session, user and scores of its trace are its own where it has none."""
        span = fields.start(record, self.name)
        item = record.body
        metadata = as_dict(item.get("metadata"))
        span.kind = _kind(record.kind, metadata)
        span.project = fields.string(item.get("project_name"))
        span.environment = fields.string(item.get("environment"))
        span.tags = fields.strings(item.get("tags"))
        span.prompt = _prompt(metadata.get("opik_prompts"))
        said = [one.body for one in said_of(trace)]
        for place in (item, *said):
            _read_people(span, place)
            span.scores = {**_scores(place.get("feedback_scores")), **span.scores}
        if span.kind == "model":
            _read_model(span, item, metadata)
        return span


def _kind(said: str, metadata: Mapping[str, Json]) -> Kind:
    """The kind; a copy sent while a call ran has no type yet, but says what it is in metadata."""
    if said == "general" and str(metadata.get("type")).endswith("_chat"):
        return "model"
    return KINDS.get(said, "other")


def _read_people(span: Span, place: Mapping[str, Json]) -> None:
    span.session_id = span.session_id or fields.string(place.get("thread_id"))
    metadata = as_dict(place.get("metadata"))
    span.user_id = span.user_id or fields.first_string(metadata, _USER)


def _read_model(span: Span, item: Mapping[str, Json], metadata: Mapping[str, Json]) -> None:
    span.provider = fields.string(item.get("provider"))
    span.model = fields.string(item.get("model")) or fields.string(metadata.get("model"))
    span.usage = tokens.usage(item.get("usage"))
    span.cost = fields.number(item.get("total_estimated_cost"))
    asked = {name: value for name, value in metadata.items() if name not in _OF_RESPONSE}
    span.parameters = settings(asked)
    span.tools = offered(asked)
    read_call(span, item.get("input"), item.get("output"))


def _prompt(prompts: Json) -> dict[str, Json] | None:
    """The first prompt of Opik's library that the span used."""
    first = as_dict(next(iter(as_list(prompts)), None))
    version = as_dict(first.get("version"))
    named = version.get("commit") or first.get("commit") or version.get("id")
    template = version.get("template") or first.get("template")
    return fields.prompt(first.get("name"), named, template)


def _scores(scores: Json) -> dict[str, Json]:
    """Feedback scores: `{name, value, category_name?}`; a category says more than its number."""
    found: dict[str, Json] = {}
    for one in as_list(scores):
        facts = as_dict(one)
        name = fields.string(facts.get("name"))
        if name:
            value = facts.get("value")
            found[name] = facts.get("category_name") if value is None else value
    return found


@hookimpl
def rowgate_dialects(register: Callable[[Dialect], None]) -> None:
    """Opik is built in."""
    register(Opik())
