"""Images, PDFs and other media in messages: data URIs, bare base64, URLs, file ids."""

from __future__ import annotations

import re

from rowgate.model import Json

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
    return _part({"data": text}, media_type or _guess(text), modality, name)


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


def is_lost(part: dict[str, Json]) -> bool:
    """Whether a media part's content is missing: nothing there, masked, or cut off."""
    if part.get("url") or part.get("file_id") or part.get("path"):
        return False
    data = part.get("data")
    return (
        not data
        or data in MASKS
        or not re.fullmatch(r"[A-Za-z0-9+/_\-\s]+={0,2}\s*", data)
        or _odd(data)
    )


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
