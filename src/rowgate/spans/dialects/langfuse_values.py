"""What Langfuse stores as a call's input and output.

Source: Langfuse's Python SDK 5.0.4 and its export of observations. An object or a list is JSON,
a text is itself; where a field is text either way (OTel attributes, some exports) the two are
told apart by what the JSON holds, so that an answer in JSON stays the text it was. Media are
references to Langfuse's store, `@@@langfuseMedia:type=…|id=…|source=…@@@`.
"""

from __future__ import annotations

import re

from rowgate.model import Json
from rowgate.spans import hosted, jsontext
from rowgate.spans.parts import is_part

_MEDIA = re.compile(r"@@@langfuseMedia:type=([^|@]*)\|id=([^|@]*)\|source=[^|@]*@@@")
_LISTS = ("messages", "choices", "candidates", "contents", "generations", "tools")
_ITEMS = ("message", "function_call", "function_call_output", "constructor")


def conversation(value: Json) -> Json:
    """The value, decoded where it is JSON text of messages; any other text as it stands."""
    if not isinstance(value, str):
        return value
    decoded = jsontext.maybe(value)
    return decoded if _is_conversation(decoded) else value


def _is_conversation(value: Json) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_conversation(item) or is_part(item) for item in value)
    if not isinstance(value, dict):
        return False
    if any(isinstance(value.get(key), list) for key in _LISTS):
        return True
    return "role" in value or value.get("type") in _ITEMS or value.get("object") == "response"


def with_addresses(value: Json) -> Json:
    """The value with every reference to Langfuse's store as an address (`hosted.settle`)."""
    if isinstance(value, str):
        return _MEDIA.sub(_address, value) if "@@@langfuseMedia" in value else value
    if isinstance(value, list):
        return [with_addresses(item) for item in value]
    if isinstance(value, dict):
        return {key: with_addresses(item) for key, item in value.items()}
    return value


def _address(match: re.Match[str]) -> str:
    media_type, key = match.groups()
    return hosted.address("langfuse-media", key, media_type or None)
