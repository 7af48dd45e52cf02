"""Parts of a message: every provider's and framework's way of writing them, in one form.

Formats mix freely (a LangChain message in an OpenInference span holds Anthropic blocks), so
the reader goes by the part's own `type`, or by its keys where it has none (Gemini, Bedrock),
never by the format of the file. Sources: the OpenAI Chat Completions and Responses, Anthropic
Messages, Gemini and Bedrock Converse APIs, LangChain's content blocks, the Vercel AI SDK,
pydantic-ai and the GenAI semantic conventions.
"""

from __future__ import annotations

from collections.abc import Callable

from rowgate.model import Json
from rowgate.spans import jsontext, media
from rowgate.spans.content import Content, Part, first, first_text, read_tool_call, text_part


def read_content(value: Json) -> Content:
    """The parts, tool calls and tool results in a message's content: text, a part, or a list."""
    content = Content()
    _add(content, value)
    return content


def result_parts(value: Json) -> list[Part]:
    """What a tool gave back, as parts: text as text, anything else as compact JSON text."""
    if value is None:
        return []
    if isinstance(value, str):
        return [text_part(value)]
    if isinstance(value, list) and value and all(map(_is_result_part, value)):
        return read_content(value).parts
    return [text_part(jsontext.dumps(value))]


def _is_result_part(value: Json) -> bool:
    """A part of a tool's result: Bedrock's have no type, and one field."""
    if is_part(value):
        return True
    return isinstance(value, dict) and len(value) == 1 and not _RESULT_KEYS.isdisjoint(value)


_RESULT_KEYS = frozenset(("json", "text", "image", "document", "video"))


def is_part(value: Json) -> bool:
    """Whether it is a part whose `type` is known here."""
    return isinstance(value, dict) and str(value.get("type")) in _BY_TYPE


def _add(content: Content, value: Json) -> None:
    if value is None:
        return
    if isinstance(value, str):
        content.parts.append(text_part(value))
    elif isinstance(value, list):
        for item in value:
            _add(content, item)
    elif isinstance(value, dict):
        # pydantic-ai's events say kind, LlamaIndex block_type
        kind = value.get("type") or value.get("kind") or value.get("block_type")
        reader = _BY_TYPE.get(str(kind)) or _by_keys(value)
        reader(content, value)
    else:
        content.parts.append(text_part(jsontext.dumps(value)))


# --- by type ----------------------------------------------------------------


def _text(content: Content, value: Part) -> None:
    if value.get("thought") is True:  # Gemini
        _reasoning(content, value)
        return
    text = first(value, "text", "content")
    if isinstance(text, dict):  # the Assistants API: {"value": …, "annotations": […]}
        text = text.get("value")
    if isinstance(text, str):
        content.parts.append(text_part(text))
    elif isinstance(text, list):  # OpenLIT: the provider's own blocks
        _add(content, text)


def _refusal(content: Content, value: Part) -> None:
    text = first_text(value, "refusal", "text", "content")
    if text:
        content.parts.append({"type": "refusal", "text": text})


_THOUGHTS = (
    "content", "text", "thinking", "reasoning", "summary", "reasoning_text", "reasoningContent",
    "reasoningText",
)  # fmt: skip


def _reasoning(content: Content, value: Part) -> None:
    text = first(value, *_THOUGHTS)
    if isinstance(text, list):
        text = "\n".join(str(item.get("text", "")) for item in text if isinstance(item, dict))
    if isinstance(text, dict):  # Bedrock
        _reasoning(content, text)
    if isinstance(text, str) and text:
        content.parts.append({"type": "reasoning", "text": text})


def _image(content: Content, value: Part) -> None:
    _media(content, value, "image")


def _document(content: Content, value: Part) -> None:
    inner = value.get("document")
    data = inner.get("data") if isinstance(inner, dict) else None
    if isinstance(data, dict):  # Cohere's documents are data, not files
        content.parts.append(text_part(jsontext.dumps(data)))
    else:
        _media(content, value, "document")


def _audio(content: Content, value: Part) -> None:
    _media(content, value, "audio")


def _video(content: Content, value: Part) -> None:
    _media(content, value, "video")


def _blob(content: Content, value: Part) -> None:
    _media(content, value, value.get("modality"))


def _media(content: Content, value: Part, modality: Json) -> None:
    found = media.of_part(value, modality)
    content.parts.append(text_part(found) if isinstance(found, str) else found)


def _call(content: Content, value: Part) -> None:
    inner = first(value, "functionCall", "function_call", "toolUse")
    content.tool_calls.append(read_tool_call(inner if isinstance(inner, dict) else value))


_RESULTS = ("text", "json", "content", "error-text", "error-json")
"""How the Vercel AI SDK, version 5 on, says of what form a tool's result is."""


def _result(content: Content, value: Part) -> None:
    inner = first(value, "functionResponse", "function_response", "toolResult")
    facts = inner if isinstance(inner, dict) else value
    found = first(facts, "response", "result", "output", "content", "server_tool_call_response")
    if isinstance(found, dict) and "value" in found and found.get("type") in _RESULTS:
        found = found["value"]
    entry: dict[str, Json] = {
        "tool_call_id": first(
            facts, "tool_call_id", "toolCallId", "tool_use_id", "toolUseId", "call_id", "id"
        ),
        "content": read_content(found).parts
        if facts is value.get("toolResult")
        else result_parts(found),
    }
    name = first(facts, "name", "toolName", "tool_name")
    content.tool_results.append({**entry, "name": name} if name else entry)


def _json(content: Content, value: Part) -> None:
    content.parts.append(text_part(jsontext.dumps(value["json"])))


def _made_image(content: Content, value: Part) -> None:
    """An image that the Responses API's own tool made."""
    made = value.get("result")
    kind = f"image/{value.get('output_format') or 'png'}"
    content.parts.append(
        media.media_part(made, kind) if made else {"type": "other", "value": value}
    )


def _nothing(content: Content, value: Part) -> None:
    """What only says that a step begins (the Vercel AI SDK)."""


def _other(content: Content, value: Part) -> None:
    """A part no provider's form explains: kept whole, so that nothing is lost in silence."""
    content.parts.append({"type": "other", "value": value})


_Reader = Callable[[Content, Part], None]
_BY_TYPE: dict[str, _Reader] = {
    **dict.fromkeys(("text", "input_text", "output_text", "text-plain"), _text),
    "refusal": _refusal,
    "image_generation_call": _made_image,
    "step-start": _nothing,
    **dict.fromkeys(
        ("reasoning", "thinking", "reasoning_content", "redacted_thinking", "reasoningContent"),
        _reasoning,
    ),
    **dict.fromkeys(
        ("image_url", "image", "input_image", "image-url", "image-data", "image-file-id"), _image
    ),
    **dict.fromkeys(
        ("file", "input_file", "document", "document-url", "document_url", "media", "file-data",
         "file-url", "file-id"),
        _document,
    ),
    "pdf": _document,
    **dict.fromkeys(("input_audio", "audio", "audio-url", "audio_url"), _audio),
    **dict.fromkeys(("video", "video-url", "video_url", "input_video"), _video),
    **dict.fromkeys(("blob", "uri", "binary"), _blob),
    **dict.fromkeys(
        ("tool_call", "tool-call", "tool_use", "function_call", "server_tool_call",
         "server_tool_use", "function", "custom_tool_call", "mcp_tool_use", "computer_call",
         "local_shell_call", "shell_call", "apply_patch_call"),
        _call,
    ),
    **dict.fromkeys(
        ("tool_call_response", "tool-result", "tool_result", "function_call_output",
         "server_tool_call_response", "tool_return", "tool-return", "custom_tool_call_output",
         "computer_call_output", "local_shell_call_output", "shell_call_output"),
        _result,
    ),
}  # fmt: skip


def _by_keys(value: Part) -> _Reader:
    """The reader of a part without a known `type`: Gemini and Bedrock parts are told by keys."""
    if value.get("type") is None:
        for keys, reader in _BY_KEYS:
            if any(value.get(key) is not None for key in keys):
                return reader
    return _other


_BY_KEYS: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    (("functionCall", "function_call", "toolUse"), _call),
    (("functionResponse", "function_response", "toolResult"), _result),
    (("inlineData", "inline_data", "fileData", "file_data"), _blob),
    (("image", "image_url"), _image),
    (("document", "file"), _document),
    (("video",), _video),
    (("reasoningContent",), _reasoning),
    (("text",), _text),
    (("json",), _json),
)
