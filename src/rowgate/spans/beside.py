"""What stands beside a message's content: tool calls, a refusal, reasoning, images, speech.

Sources: the OpenAI Chat Completions, DeepSeek, OpenRouter, Cohere (v2) and Ollama APIs, LangChain's
messages.
"""

from __future__ import annotations

from collections.abc import Iterator

from rowgate.model import Json
from rowgate.spans import media
from rowgate.spans.content import Content, read_tool_call, text_part

_REASONING = ("reasoning_content", "reasoning", "thinking", "tool_plan")
_BESIDE = frozenset(
    (*_REASONING, "additional_kwargs", "invalid_tool_calls", "refusal", "images", "audio",
     "tool_calls", "toolCalls", "function_call", "reasoning_details",
     "provider_specific_fields")
)  # fmt: skip
"""Every field that is looked at here."""


def add_beside(content: Content, value: dict[str, Json]) -> None:
    """Adds to the content what the message holds beside it."""
    if _BESIDE.isdisjoint(value):
        return
    extra = value.get("additional_kwargs")
    extra = extra if isinstance(extra, dict) else {}
    if not content.tool_calls:
        content.tool_calls += _calls(value, extra)
    wrong = _objects(value.get("invalid_tool_calls"))  # LangChain: arguments that are no JSON
    content.tool_calls += map(read_tool_call, wrong)
    refusal = value.get("refusal") or extra.get("refusal") or _litellm(value).get("refusal")
    if isinstance(refusal, str) and refusal:
        content.parts.append({"type": "refusal", "text": refusal})
    reasoning = "".join(_reasoning(value))
    if reasoning and not any(part["type"] == "reasoning" for part in content.parts):
        content.parts.insert(0, {"type": "reasoning", "text": reasoning})
    images = value.get("images")  # Ollama: base64 alone; Agno: an object with its type
    for image in images if isinstance(images, list) else ():
        part = media.of_part(image, "image") if isinstance(image, dict) else None
        content.parts.append(
            part if isinstance(part, dict) else media.media_part(image, modality="image")
        )
    if isinstance(value.get("audio"), dict):
        _add_speech(content, value["audio"])


def _litellm(value: dict[str, Json]) -> dict[str, Json]:
    """Where LiteLLM puts what is not in the API of OpenAI as it knows it."""
    found = value.get("provider_specific_fields")
    return found if isinstance(found, dict) else {}


def _calls(value: dict[str, Json], extra: dict[str, Json]) -> Iterator[dict[str, Json]]:
    calls = value.get("tool_calls") or value.get("toolCalls") or extra.get("tool_calls")
    single = value.get("function_call") or extra.get("function_call")
    for call in _objects(calls) or ([single] if isinstance(single, dict) else []):
        inner = call.get("tool_call")
        yield read_tool_call(inner if isinstance(inner, dict) else call)


def _objects(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _reasoning(value: dict[str, Json]) -> Iterator[str]:
    for name in _REASONING:
        if isinstance(value.get(name), str) and value[name]:
            yield value[name]
            return
    for detail in _objects(value.get("reasoning_details")):
        said = detail.get("text") or detail.get("summary")
        yield said if isinstance(said, str) else ""


def _add_speech(content: Content, audio: dict[str, Json]) -> None:
    """What OpenAI's models speak: sound, and what was said; of an earlier answer only its id."""
    if isinstance(audio.get("data"), str):
        content.parts.append(media.media_part(audio["data"], modality="audio"))
    elif audio.get("id"):
        content.parts.append(media.file_part(audio["id"], modality="audio"))
    said = audio.get("transcript")
    if isinstance(said, str) and not any(part.get("text") for part in content.parts):
        content.parts.append(text_part(said))
