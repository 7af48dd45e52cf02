"""What all of Phoenix's exports share: from its stored attributes back to those of the trace.

Phoenix (Arize, server 20) parses JSON attributes on the way in and flattens them on the way
out, closes the gaps in lists, and adds OpenInference attributes of its own making to spans of
the GenAI conventions. Those leave media out, so the original attributes are read instead.
"""

from __future__ import annotations

import re

from rowgate.model import Json, Record, Status
from rowgate.spans.containers.items import as_text
from rowgate.spans.containers.otlp_json import settle
from rowgate.spans.flat import Facts, nest, under
from rowgate.spans.ids import normal_id, parent_id

FAMILY = "phoenix"
"""The container's word in `Span.format`, whichever export it was."""

KEPT_WHOLE = ("llm.prompt_template.variables", "metadata")
"""Attributes that hold one value, which Phoenix flattens in some of its exports."""

_KIND = "openinference.span.kind"
_STATUSES: dict[Json, Status] = {"OK": "ok", "ERROR": "error"}
_OWN_CONTENT = re.compile(
    r"gen_ai\.(?:(?:prompt|completion)\.\d+\.|(?:in|out)put\.messages$|system_instructions$)|"
    r"pydantic_ai\.all_messages$"
)
_MADE = re.compile(
    r"llm\.(?:(?:input_messages|output_messages|token_count|tools)\.|"
    r"(?:model_name|system|provider|invocation_parameters|finish_reason)$)|"
    r"output\.(?:value|mime_type)$|openinference\.span\.kind$"
)


def phoenix_record(
    *,
    trace_id: Json,
    span_id: Json,
    parent: Json,
    name: Json,
    kind: Json,
    attributes: Facts,
    started_ns: int | None,
    ended_ns: int | None,
    status: Json,
    message: Json,
    events: list[dict[str, Json]],
) -> Record:
    """A record of what Phoenix calls the parts of a span; `attributes` are flat."""
    if as_text(kind) not in ("", "UNKNOWN"):
        attributes.setdefault(_KIND, kind)
    record = Record(
        container=FAMILY,
        trace_id=normal_id(trace_id),
        span_id=normal_id(span_id),
        parent_id=parent_id(parent),
        name=as_text(name),
        attributes=original(attributes),
        started_ns=started_ns,
        ended_ns=ended_ns,
        status=_STATUSES.get(as_text(status), "unknown"),
        status_message=as_text(message) or None,
        events=events,
    )
    settle(record, None)
    return record


def original(attributes: Facts) -> Facts:
    """The attributes as the application wrote them: nested values put together, and without
    what Phoenix made of GenAI attributes."""
    for name in KEPT_WHOLE:
        parts = under(attributes, f"{name}.")
        if parts and name not in attributes:
            attributes = {
                key: value for key, value in attributes.items() if not key.startswith(f"{name}.")
            }
            attributes[name] = nest(parts)
    if _is_translated(attributes):
        return {key: value for key, value in attributes.items() if not _MADE.match(key)}
    return attributes


def _is_translated(attributes: Facts) -> bool:
    """Whether the OpenInference attributes are Phoenix's: OpenInference's own instrumentations
    write `input.value`, and no messages twice."""
    if "input.value" in attributes or not any(key.startswith("gen_ai.") for key in attributes):
        return False
    if any(_OWN_CONTENT.match(key) for key in attributes):
        return True
    return not any(key.startswith(("llm.input_mess", "llm.output_mess")) for key in attributes)
