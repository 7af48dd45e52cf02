"""What a picture or PDF says of its maker does not reach the repository."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from rowgate.errors import RowgateError
from rowgate.rows.mediadata import without_metadata
from tests.support.media import document, picture

CANARY = "Zoe Brandt of Basel"
FORMS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}


@pytest.mark.parametrize("form", FORMS)
def test_what_a_picture_says_is_gone_and_what_it_shows_stays(form):
    content = picture(form, CANARY)
    assert CANARY.encode() in content
    stripped = without_metadata(content, FORMS[form])
    assert CANARY.encode() not in stripped
    before, after = (Image.open(io.BytesIO(each)).convert("RGB") for each in (content, stripped))
    assert before.tobytes() == after.tobytes()
    assert without_metadata(stripped, FORMS[form]) == stripped


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_that_says_nothing_keeps_its_bytes(form):
    content = picture(form)
    assert without_metadata(content, FORMS[form]) == content


def test_the_author_of_a_pdf_is_gone():
    content = document(CANARY)
    assert CANARY.encode() in content
    stripped = without_metadata(content, "application/pdf")
    assert CANARY.encode() not in stripped
    assert without_metadata(stripped, "application/pdf") == stripped


def test_what_cannot_be_looked_into_is_refused():
    for media_type in (*FORMS.values(), "application/pdf"):
        with pytest.raises(RowgateError, match="cannot be read as one"):
            without_metadata(b"\x89PNG\r\n\x1a\n" + bytes(20), media_type)


def test_other_media_stay_as_they_are():
    assert without_metadata(b"RIFF....", "audio/wav") == b"RIFF...."
