"""Attributes of formats that have only text: numbers and lists again where a convention has them.

Zipkin writes every tag as text, Jaeger writes lists so. Which attributes are numbers or lists is
taken from the conventions (GenAI, OpenInference, OpenLLMetry, Vercel AI SDK), never from how a
text looks; everything else stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rowgate.model import Json
from rowgate.spans import jsontext
from rowgate.spans.fields import number

_NUMBERS = re.compile(
    r"gen_ai\.usage\.|ai\.usage\.|llm\.(?:token_count|usage|cost)\.|"
    r"gen_ai\.request\.(?:max_tokens|choice\.count|seed|temperature|top_[pk]|\w+_penalty)$|"
    r"ai\.settings\.(?:max\w+|temperature|top[PK]|seed|\w+Penalty)$|llm\.(?:top_k|\w+_penalty)$"
)
_LISTS = re.compile(
    r"gen_ai\.(?:response\.finish_reasons|request\.(?:stop_sequences|reasoning_effort))$|"
    r"tag\.tags$|llm\.chat\.stop_sequences$|ai\.prompt\.tools$"
)
_FLAGS = re.compile(r"(?:llm|gen_ai)\.is_streaming$|gen_ai\.request\.stream$")


def retyped(attributes: Mapping[str, Json]) -> dict[str, Json]:
    """The attributes, with text as a number, list or truth value where a convention says so."""
    return {name: _retyped(name, value) for name, value in attributes.items()}


def _retyped(name: str, value: Json) -> Json:
    if not isinstance(value, str):
        return value
    if _NUMBERS.match(name):
        known = number(value)
        return value if known is None else known
    if _LISTS.match(name):
        return jsontext.maybe(value)
    if _FLAGS.match(name):
        return {"true": True, "false": False}.get(value.lower(), value)
    return value
