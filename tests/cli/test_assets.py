"""Pictures and PDFs of a row: what they say, where they go, who has looked at them."""

from __future__ import annotations

import base64

import pytest

from tests.support.media import document, picture
from tests.support.otlp import genai_span, span_id, write_otlp

CANARY = "Zoe Brandt of Basel"


@pytest.fixture
def pictured(support):
    """A row with a picture that says who made it, and a PDF that does."""
    image = base64.b64encode(picture("JPEG", CANARY)).decode()
    pdf = base64.b64encode(document(CANARY)).decode()
    variables = {
        "question": "What is the total?",
        "receipt": f"data:image/jpeg;base64,{image}",
        "invoice": f"data:application/pdf;base64,{pdf}",
    }
    write_otlp(
        support.path / "traces" / "day.json",
        [genai_span(question="What is the total?", variables=variables, answer="CHF 12")],
    )
    return support


def add(repository):
    return repository.rowgate(
        "add", span_id("one"), "--from", "traces", "--to", "refund-policy", "--why",
        "incorrect-answer", "--label", "totals",
    )  # fmt: skip


def test_an_asset_that_is_committed_alone_with_other_content_is_an_error(pictured):
    add(pictured)
    asset = next((pictured.path / "datasets/refund-policy/assets").iterdir())
    name = asset.relative_to(pictured.path).as_posix()
    assert pictured.rowgate("check", name).err.startswith("0 rows checked")
    asset.write_bytes(b"something else")
    ran = pictured.rowgate("check", name)
    assert (ran.code, f"{pictured.row()}:" in ran.out, "RG210" in ran.out) == (1, True, True)


def test_what_assets_say_of_their_maker_is_not_written(pictured):
    assert add(pictured).code == 0
    written = b"".join(c for n, c in pictured.files().items() if n.startswith("datasets/"))
    assert CANARY.encode() not in written
    assert len(list((pictured.path / "datasets/refund-policy/assets").iterdir())) == 2


def test_an_asset_nobody_has_looked_at_is_a_notice_until_the_approval(pictured):
    add(pictured)
    assert "RG211 [notice]" in pictured.rowgate("check").out
    pictured.ok("annotate", "totals", "--evaluator", "contains: CHF 13")
    pictured.ok("approve", "totals")
    assert "RG211" not in pictured.rowgate("check").out


def test_an_asset_replaced_under_its_name_is_refused(pictured):
    add(pictured)
    asset = next((pictured.path / "datasets/refund-policy/assets").glob("*.jpg"))
    asset.write_bytes(picture("PNG"))
    ran = pictured.rowgate("check", pictured.row())
    assert ran.code == 1
    assert "RG210" in ran.out


def test_a_dataset_that_allows_no_assets_gets_placeholders_and_the_row_says_so(pictured):
    path = "datasets/refund-policy/dataset.yaml"
    pictured.write(path, pictured.read(path) + "assets: {allow: false}\n")
    ran = add(pictured)
    assert ran.code == 0, ran.err
    assert not (pictured.path / "datasets/refund-policy/assets").exists()
    text = pictured.read(pictured.row())
    assert 'placeholder: "[IMAGE_1]"' in text
    assert 'placeholder: "[PDF_1]"' in text
    assert "    image: 1\n    pdf: 1\n" in text
    out = pictured.rowgate("check").out
    assert "RG203" not in out
    assert "RG209" not in out


def test_an_annotated_picture_that_is_none_is_refused(support):
    variables = {
        "question": "Q?",
        "receipt": "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\nxx").decode(),
    }
    write_otlp(
        support.path / "traces" / "day.json", [genai_span(question="Q?", variables=variables)]
    )
    before = support.files()
    ran = add(support)
    assert ran.code == 1
    assert "cannot be read as one" in ran.err
    assert support.files() == before
