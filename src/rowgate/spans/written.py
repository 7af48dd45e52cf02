"""Parts of a message that their writer made text of: JSON, or what Python prints of a list.

Attributes hold text, so instrumentations write a message of several parts as the text of the
list: OpenLLMetry for every provider, OpenInference for Mistral. What a tool gave back is never
looked at here: it may be such text by itself.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from rowgate.model import Json
from rowgate.spans import jsontext
from rowgate.spans.content import Content, Part
from rowgate.spans.messages import Message
from rowgate.spans.parts import is_part, read_content, result_parts

_LIST = re.compile(
    r"""\[\s*\{\s*["'](?:type|text|thinking|id|toolUse|toolResult|image|document|video"""
    r"""|reasoningContent|cachePoint|guardContent|source|citations|cache_control)["']\s*:"""
)
_UNNAMED = frozenset(
    ("text", "image", "document", "video", "toolUse", "toolResult", "reasoningContent",
     "cachePoint", "guardContent")
)  # fmt: skip
"""What Bedrock's parts are told by, each the only field of its part."""


def looks_like_parts(text: str) -> bool:
    """Whether the text begins like a list of parts; it may be cut off."""
    return _LIST.match(text) is not None


def parts_of(text: str) -> Content | None:
    """The content whose list of parts the text is; None where it is ordinary text."""
    if not looks_like_parts(text):
        return None
    found = _decoded(text)
    if isinstance(found, list) and found and all(_is_part(part) for part in found):
        return read_content([part for part in found if "cachePoint" not in part])
    return None


BEDROCK = "opentelemetry.instrumentation.bedrock"
SPELLING = (BEDROCK, "opentelemetry.instrumentation.langchain")
"""Libraries of OpenLLMetry that make text of the blocks that they do not know."""


_BLOCKS = tuple(f'{{"{name}": {{' for name in ("reasoningContent", "image", "document", "video"))


def is_block(text: str) -> bool:
    """Whether the text is a block of Bedrock's API that its writer did not know."""
    return text[:2] == '{"' and text.startswith(_BLOCKS)


def block_of(part: Part) -> list[Part]:
    """The part, or the parts of the block that its text is."""
    if part["type"] != "text" or not is_block(part["text"]):
        return [part]
    block = jsontext.maybe(part["text"])
    return read_content(block).parts if isinstance(block, dict) and len(block) == 1 else [part]


def spell_out_blocks(messages: list[Message]) -> None:
    """Makes parts again of what OpenLLMetry's libraries made text of: blocks that they do not
    know, and what tools gave back as data. Calls among them stand as calls too."""
    for message in messages:
        message["content"] = [
            one
            for part in message["content"]
            for one in (_data_of(part) if message["role"] == "tool" else _typed_block_of(part))
        ]


def _typed_block_of(part: Part) -> list[Part]:
    text = part["text"] if part["type"] == "text" else ""
    if text[:2] != '{"' or text[-1:] != "}":
        return [part]
    block = jsontext.maybe(text)
    return read_content(block).parts if _is_part(block) else [part]


def _data_of(part: Part) -> list[Part]:
    if part["type"] == "text" and part["text"].startswith('[{"json":'):
        return result_parts(jsontext.maybe(part["text"]))
    return [part]


def python_value(text: str) -> Json:
    """What Python printed, bytes as base64; None where the text is no plain value."""
    import ast

    try:
        return _plain(ast.literal_eval(text))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _decoded(text: str) -> Json:
    found = jsontext.maybe(text)
    return python_value(text) if found is text else found


def _plain(value: Any) -> Json:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if isinstance(value, str | int | float | bool) else None


def _is_part(value: Json) -> bool:
    if not isinstance(value, Mapping):
        return False
    return is_part(value) or (len(value) == 1 and not _UNNAMED.isdisjoint(value))
