"""Small real pictures and PDFs, with and without what they say of their maker."""

from __future__ import annotations

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter


def picture(form: str = "PNG", secret: str | None = None) -> bytes:
    """A red square; with `secret`, that text in its EXIF, and in a PNG's text chunk."""
    image = Image.new("RGB", (8, 8), (200, 20, 20))
    options = {}
    if secret is not None:
        exif = Image.Exif()
        exif[0x013B] = secret  # Artist
        options["exif"] = exif
        if form == "PNG":
            info = PngInfo()
            info.add_text("Author", secret)
            options["pnginfo"] = info
        if form == "GIF":
            options = {"comment": secret.encode()}
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def document(secret: str | None = None) -> bytes:
    """A PDF of one empty page; with `secret`, that author."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.metadata = {"/Author": secret} if secret is not None else None
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
