"""Images, PDFs and other media in messages: data URIs, bare base64, URLs, file ids."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping

from rowgate.model import Json
from rowgate.spans.content import first_text

_DATA_URI = re.compile(r"data:([^;,\s]*)((?:;[^;,]*)*),", re.IGNORECASE)
_FILE_ID = re.compile(r"file-[A-Za-z0-9]{20,40}")
"""OpenAI's id of an uploaded file: the Vercel AI SDK takes it in the place of the bytes."""
MASKS = ("__REDACTED__", "<redacted>", "[REDACTED]", "[Filtered]")
"""What instrumentations write in the place of content they were told to hide."""

_MAGIC = {
    "iVBORw0KGgo": "image/png",
    "/9j/": "image/jpeg",
    "R0lGOD": "image/gif",
    "UklGR": "image/webp",
    "JVBERi": "application/pdf",
}
_MODALITIES = ("image", "audio", "video")


def media_part(
    content: Json,
    media_type: str | None = None,
    *,
    modality: str | None = None,
    name: str | None = None,
) -> dict[str, Json]:
    """A media part of a URL, a data URI or bare base64 (model.Span has its form).

    `modality` is what the format calls it (image, document, audio, video), used where the
    media type is unknown. Text that is neither a URL nor base64 (a mask, a placeholder) is
    kept under `data`; `is_lost` recognises it.
    """
    text = content if isinstance(content, str) else ""
    match = _DATA_URI.match(text)
    if match:
        found = match.group(1).lower() or None
        body = text[match.end() :]
        place = {"data": body} if "base64" in match.group(2).lower() else {"url": text}
        return _part(place, media_type or found, modality, name)
    if _is_address(text):
        return _part({"url": text}, media_type, modality, name)
    if _FILE_ID.fullmatch(text):
        return _part({"file_id": text}, media_type, modality, name)
    guess = None if modality in ("audio", "video") else _guess(text)
    return _part({"data": text}, media_type or guess, modality, name)


def file_part(
    file_id: Json,
    media_type: str | None = None,
    *,
    modality: str | None = None,
    name: str | None = None,
) -> dict[str, Json]:
    """A media part that is only the provider's id of an uploaded file."""
    return _part({"file_id": file_id}, media_type, modality, name)


def hosted_part(
    path: str,
    media_type: str | None = None,
    *,
    modality: str | None = None,
    name: str | None = None,
) -> dict[str, Json]:
    """A media part that is only a path in somebody's store."""
    return _part({"path": path}, media_type, modality, name)


_PLACES = (
    "url", "uri", "fileUri", "file_uri", "file_url", "file_data", "fileData", "data", "bytes",
    "base64", "image", "binary_content", "content",
)  # fmt: skip
_INNER = (
    "image_url", "image", "file", "input_audio", "audio", "source", "document", "video",
    "inlineData", "inline_data", "fileData", "file_data", "audio_url", "video_url", "document_url",
    "s3Location", "s3_location",
)  # fmt: skip
_INNER_ORDER = {name: number for number, name in enumerate(_INNER)}
_PLACE_ORDER = {name: number for number, name in enumerate(dict.fromkeys((*_PLACES, *_INNER)))}
_TYPES = ("media_type", "mediaType", "mime_type", "mimeType")
_NAMES = ("filename", "fileName", "name", "title")


def of_part(value: dict[str, Json], modality: Json) -> dict[str, Json] | str:
    """A media part as any provider writes it, or the text that it holds instead. Its facts may
    stand on the part itself or some levels down."""
    facts = _facts(value)
    media_type = first_text(facts, *_TYPES) or _from_format(facts, modality)
    held = (facts[key] for key in _in_order(facts, _PLACE_ORDER))
    place = next((one for one in held if isinstance(one, str)), None)
    name = first_text(facts, *_NAMES)
    kind = modality if isinstance(modality, str) else None
    file_id = first_text(facts, "file_id", "fileId")
    if place is None and file_id:
        return file_part(file_id, media_type, modality=kind, name=name)
    if place is None and isinstance(facts.get("path"), str):
        return hosted_part(facts["path"], media_type, modality=kind, name=name)
    if place is None and isinstance(facts.get("text"), str):
        return str(facts["text"])
    return media_part(place, media_type, modality=kind, name=name)


def _facts(value: dict[str, Json]) -> dict[str, Json]:
    levels = [value]
    while len(levels) < 4:
        level = levels[-1]
        found = (from_bytes(level[key]) for key in _in_order(level, _INNER_ORDER))
        inner = next((one for one in found if isinstance(one, dict)), None)
        if inner is None:
            break
        levels.append(inner)
    return {
        key: from_bytes(one)
        for level in levels
        for key, one in level.items()
        if one is not None and key != "type"
    }


def _in_order(facts: dict[str, Json], order: Mapping[str, int]) -> list[str]:
    """The names that are there, the preferred first: a part has few fields, the lists are long."""
    names = [name for name in facts if name in order]
    return sorted(names, key=order.__getitem__) if len(names) > 1 else names


def _from_format(facts: dict[str, Json], modality: Json) -> str | None:
    """Bedrock and OpenAI audio name a format (`png`, `wav`) where others name a media type."""
    found = facts.get("format")
    if not isinstance(found, str) or "/" in found:
        return found if isinstance(found, str) else None
    return "application/pdf" if found == "pdf" else f"{modality}/{found}"


def from_bytes(value: Json) -> Json:
    """Bytes as base64: JavaScript's `{type: Buffer, data: [137, …]}`, `{"0": 137, …}`, a list of
    numbers; what Python prints of them. Anything else as it is."""
    if isinstance(value, str):  # nearly always
        return _printed(value) if value[:2] in ("b'", 'b"') else value
    found = value
    if isinstance(value, dict):
        numbered = list(value) == [str(n) for n in range(len(value))]
        found = (
            list(value.values())
            if numbered
            else value.get("type") == "Buffer" and value.get("data")
        )
    if not isinstance(found, list) or not found:
        return value
    try:
        return b64encode(bytes(found)).decode()
    except (TypeError, ValueError):
        return value


def _printed(text: str) -> str:
    from ast import literal_eval

    try:
        found = literal_eval(text)
    except (ValueError, SyntaxError, MemoryError):  # cut off
        return text
    return b64encode(found).decode() if isinstance(found, bytes) else text


def is_lost(part: dict[str, Json]) -> bool:
    """Whether a media part's content is missing: nothing there, masked, or cut off."""
    if part.get("url") or part.get("file_id") or part.get("path"):
        return False
    data = part.get("data")
    if not data or data in MASKS or data == "None":  # which is base64, too
        return True
    return not _is_base64(data) and (not _LOOSE_BASE64.fullmatch(data) or _odd(data))


def _is_base64(data: str) -> bool:
    """Whether it is base64 by the book, as nearly all is: a decoder tells faster than a pattern."""
    try:
        b64decode(data, validate=True)
    except ValueError:  # or binascii's, which is one
        return False
    return True


_LOOSE_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]+={0,2}\s*")
"""The URL-safe alphabet too, over several lines, with or without padding."""


def _odd(data: str) -> bool:
    """Base64 whose length cannot be: it was cut. Unpadded base64 is fine unless 1 is left over."""
    return len(re.sub(r"[\s=]", "", data)) % 4 == 1


def _is_address(text: str) -> bool:
    return bool(re.match(r"[a-zA-Z][a-zA-Z0-9+.\-]*://", text))


def _guess(data: str) -> str | None:
    return next((kind for start, kind in _MAGIC.items() if data.startswith(start)), None)


def _part(
    place: dict[str, Json], media_type: str | None, modality: str | None, name: str | None
) -> dict[str, Json]:
    kind = media_kind(media_type, modality, name)
    part: dict[str, Json] = {"type": kind, **place}
    if media_type:
        part["media_type"] = media_type
    if name:
        part["name"] = name
    return part


def media_kind(media_type: str | None, modality: str | None = None, name: str | None = None) -> str:
    """`image`, `pdf`, `audio`, `video` or `file`, of a media type, else a modality, else a name."""
    if media_type:
        if media_type == "application/pdf":
            return "pdf"
        family = media_type.split("/", 1)[0]
        if family in _MODALITIES:
            return family
    if modality in _MODALITIES:
        return str(modality)
    return "pdf" if name and name.lower().endswith(".pdf") else "file"
