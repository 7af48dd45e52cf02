"""Images and PDFs in a span's values → what a row holds: a URL, a hosted path or an asset."""

from __future__ import annotations

import base64
import binascii
import re
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from rowgate.errors import RowgateError
from rowgate.model import Json
from rowgate.rows.mediadata import without_metadata

_DATA_URI = re.compile(r"data:([a-z0-9.+-]+/[a-z0-9.+-]+)?((?:;[^,;]+)*),", re.I)
_SIGNING = re.compile(
    r"(?i)(^|[-_])(sig|signature|token|key|credential|expires|policy|hmac|auth|password)($|[-_])"
    r"|^(x-amz-|x-goog-|se$|sp$|sv$|sr$|awsaccesskeyid|key-pair-id|googleaccessid)"
)
_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "application/pdf": "pdf",
}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_TEXTUAL = re.compile(r"^text/|[/+](?:json|xml|yaml|javascript|x-www-form-urlencoded)$")
MEDIA_KINDS = ("image", "pdf")
_PART_KINDS = (*MEDIA_KINDS, "audio", "video", "file")


class Payload(NamedTuple):
    """Bytes that go into a dataset's `assets/`, named by their content hash."""

    path: str
    content: bytes


def kind_of_media(value: Json) -> str | None:
    """`image`, `pdf` … where a span's value is one, else None."""
    if isinstance(value, str):
        found = _DATA_URI.match(value)
        return _kind((found[1] or "").lower()) if found and "base64" in found[2].lower() else None
    if isinstance(value, dict) and value.get("type") in _PART_KINDS:
        is_media = any(key in value for key in ("url", "path", "data", "file_id"))
        return str(value["type"]) if is_media else None
    return None


def media_value(value: Json) -> tuple[dict[str, Json], list[Payload]]:
    """A span's media value (a data URI or a part) as a row's `{path|url, media_type}`.

    Payloads come back to be written. Raises `RowgateError` where a payload is no base64.
    """
    part = value if isinstance(value, dict) else {"data": value}
    rest = {key: part[key] for key in ("name", "detail") if key in part}
    media_type = part.get("media_type")
    where = part.get("data") or part.get("url") or ""
    if isinstance(where, str) and (part.get("data") or where.startswith("data:")):
        payload, media_type = _payload(where, media_type)
        return {"path": payload.path, "media_type": media_type, **rest}, [payload]
    found: dict[str, Json] = {}
    if part.get("url"):
        found["url"] = without_signature(str(part["url"]))
    elif part.get("path"):
        found["path"] = part["path"]
    elif part.get("file_id"):
        found["file_id"] = part["file_id"]
    media_type = media_type or _guess(found.get("url") or found.get("path") or "")
    return {**found, **({"media_type": media_type} if media_type else {}), **rest}, []


def without_signature(url: str) -> str:
    """The URL without its query where that signs or authorises the request."""
    parts = urlsplit(url)
    if any(_SIGNING.search(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return urlunsplit(parts._replace(query="", fragment=""))
    return url


def _payload(data: str, media_type: Json) -> tuple[Payload, str]:
    found = _DATA_URI.match(data[:200])
    text = data[found.end() :] if found else data
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise RowgateError(
            "an image or PDF in the span is no valid base64",
            fix="it may have been cut by an attribute limit: export the span without one",
        ) from None
    stated = (found[1] if found and found[1] else media_type) or ""
    known = next((name for magic, name in _MAGIC if content.startswith(magic)), "")
    media = str(stated).lower() or known or "application/octet-stream"
    content = without_metadata(content, media)
    extension = _EXTENSIONS.get(media, "bin")
    return Payload(f"assets/{sha256(content).hexdigest()}.{extension}", content), media


def _guess(where: str) -> str | None:
    suffix = urlsplit(where).path.rpartition(".")[2].lower()
    suffix = "jpg" if suffix == "jpeg" else suffix
    return next((media for media, ext in _EXTENSIONS.items() if ext == suffix), None)


def _kind(media_type: str) -> str | None:
    if media_type == "application/pdf":
        return "pdf"
    kind = media_type.partition("/")[0]
    if kind in ("image", "audio", "video"):
        return kind
    # What is text is read, and redacted, as text.
    return None if not media_type or _TEXTUAL.search(media_type) else "file"
