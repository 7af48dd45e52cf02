"""What a picture or PDF says of its maker: EXIF, XMP, text chunks, document information.

Places, cameras and authors stand there, and no redactor reads them. Pillow and pypdf take
them out; a file that holds none keeps its bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from rowgate.errors import RowgateError

if TYPE_CHECKING:
    from PIL.Image import Image

_IMAGES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
}
# What a picture needs to look the same; anything else that Pillow read beside it is said about it.
_NEEDED = (
    "icc_profile", "transparency", "gamma", "dpi", "duration", "loop", "background", "version",
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "adobe", "adobe_transform", "progression",
    "progressive", "extension", "timestamp", "disposal", "blend", "default_image", "interlace",
    "aspect", "srgb", "chromaticity",
)  # fmt: skip


def without_metadata(content: bytes, media_type: str) -> bytes:
    """The bytes of a picture or PDF without what they say of their maker.

    Raises `RowgateError` where the library cannot read them: what cannot be looked into is
    not written. Other media types stay as they are.
    """
    strip = _pdf if media_type == "application/pdf" else _image
    if strip is _image and media_type not in _IMAGES:
        return content
    try:
        return strip(content, media_type)
    except RowgateError:
        raise
    except Exception as error:  # noqa: BLE001 - parsers of media raise whatever they like
        said = type(error).__name__
    raise RowgateError(
        f"a payload says it is {media_type} and cannot be read as one ({said})",
        fix="set assets: {allow: false} in dataset.yaml to leave payloads out",
    )


def _image(content: bytes, media_type: str) -> bytes:
    import PIL.Image

    with PIL.Image.open(io.BytesIO(content), formats=[_IMAGES[media_type]]) as image:
        if not (len(image.getexif()) or set(image.info) - set(_NEEDED)):
            return content
        written = io.BytesIO()
        _save(image, written)
        return written.getvalue()


def _save(image: Image, written: io.BytesIO) -> None:
    kept: Any = {key: image.info[key] for key in _NEEDED if key in image.info}
    frames = getattr(image, "n_frames", 1) > 1
    if image.format == "JPEG":
        # The coefficients' tables stay, so that the picture does not get worse.
        profile = image.info.get("icc_profile")
        image.save(written, "JPEG", quality="keep", icc_profile=profile, exif=b"")
    elif image.format == "WEBP":
        image.save(written, "WEBP", lossless=True, exact=True, save_all=frames, exif=b"", xmp=b"")
    else:
        image.info = kept
        image.save(written, image.format, save_all=frames)


def _pdf(content: bytes, media_type: str) -> bytes:  # noqa: ARG001 - one signature
    import logging

    from pypdf import PdfReader, PdfWriter

    # pypdf logs what it mends, and would quote the file.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise RowgateError("a PDF of the span is encrypted", fix="nobody could review it")
    catalog: Any = reader.trailer["/Root"].get_object()
    if not reader.metadata and "/Metadata" not in catalog:
        return content
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    writer.root_object.pop("/Metadata", None)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
