"""Pictures and files in the middle of a text."""

from __future__ import annotations

import base64
import json
import random
from urllib.parse import quote

import pytest

from rowgate.redaction.redact import redact
from tests.support.redaction import scan

BYTES = b"\x89PNG\r\n\x1a\n" + random.Random(4).randbytes(400)  # noqa: S311


def uri(media_type="image/png", content=BYTES):
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def redacted(text):
    return redact({"variables": {"x": text}}, scan())


@pytest.mark.parametrize(
    ("media_type", "placeholder"),
    [
        ("image/png", "[IMAGE_1]"),
        ("IMAGE/SVG+XML", "[IMAGE_1]"),
        ("audio/wav", "[AUDIO_1]"),
        ("video/mp4", "[VIDEO_1]"),
        ("application/pdf", "[PDF_1]"),
        ("application/pdf;name=a.pdf", "[PDF_1]"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "[FILE_1]"),
        ("", "[FILE_1]"),
    ],
)
def test_a_payload_in_prose_becomes_a_typed_placeholder(media_type, placeholder):
    found = redacted(f"What is this: {uri(media_type)}, please?")
    assert found.data["variables"]["x"] == f"What is this: {placeholder}, please?"
    assert [one.detector for one in found.removed] == ["payloads"]


@pytest.mark.parametrize(
    "dress",
    [
        '<img src="{}" alt="x">',
        "![a cat]({})",
        "url({});",
        json.dumps({"image": {"src": "{}"}}).replace("{", "{{").replace("}", "}}").replace(
            "{{}}", "{}"
        ),
    ],
)  # fmt: skip
def test_in_pages_and_json_the_rest_stays(dress):
    before, _, after = dress.format("@@").partition("@@")
    assert redacted(dress.format(uri())).data["variables"]["x"] == f"{before}[IMAGE_1]{after}"


def test_however_it_is_written_all_of_it_goes():
    plain = uri()
    folded = "\r\n  ".join(plain[at : at + 76] for at in range(0, len(plain), 76))
    for spelled in (plain.replace("/", "\\/"), quote(plain, safe=":;,"), quote(plain), folded,
                    plain[:300]):  # fmt: skip
        assert redacted(f"see {spelled} there").data["variables"]["x"] == "see [IMAGE_1] there"


def test_one_picture_twice_is_one_picture():
    found = redacted(f"{uri()} and {uri()} and {uri(content=BYTES[::-1])}")
    assert found.data["variables"]["x"] == "[IMAGE_1] and [IMAGE_1] and [IMAGE_2]"
    assert found.counts == {"image": 3}


def test_text_is_read_as_text_and_examples_stay():
    hello = uri("text/plain", b"only words of a long enough kind here")
    assert "payloads" not in [one.detector for one in redacted(f"see {hello}").removed]
    untyped = uri("", b"only words of a long enough kind here, on two lines of base64 of it")
    for written in (untyped, untyped[:60] + "\n" + untyped[60:]):
        assert "payloads" not in [one.detector for one in redacted(written).removed]
    mail = uri("application/json", json.dumps({"to": "ada.l" + "@" + "corp-mail.io"}).encode())
    assert "[EMAIL_1]" in redacted(mail).data["variables"]["x"]
    example = "write data:image/png;base64,iVBORw0KGgo before the bytes"
    assert redacted(example).data["variables"]["x"] == example


def test_the_gate_says_nothing_of_it():
    assert not [one for one in scan("gate")(f"see {uri()}") if one.type == "image"]
