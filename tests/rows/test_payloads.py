"""Payloads of a dataset that keeps none."""

from __future__ import annotations

from rowgate.rows.media import Payload
from rowgate.rows.payloads import without_payloads

ONE = Payload("assets/one.png", b"1")
TWO = Payload("assets/two.pdf", b"2")


def image(path):
    return {"path": path, "media_type": "image/png"}


def test_each_payload_becomes_a_placeholder_of_its_type_and_the_same_one_the_same():
    variables = {
        "receipt": image("assets/one.png"),
        "messages": [{"role": "user", "content": [{"type": "image", **image("assets/one.png")}]}],
        "invoice": {"path": "assets/two.pdf", "media_type": "application/pdf"},
    }
    dropped = without_payloads(variables, [ONE, TWO])
    assert dropped.value["receipt"] == {"placeholder": "[IMAGE_1]", "media_type": "image/png"}
    assert dropped.value["messages"][0]["content"][0]["placeholder"] == "[IMAGE_1]"
    assert dropped.value["invoice"]["placeholder"] == "[PDF_1]"
    assert dropped.counts == {"image": 2, "pdf": 1}


def test_what_is_hosted_elsewhere_stays():
    variables = {"a": image("uploads/one.png"), "b": {"url": "https://example.com/one.png"}}
    assert without_payloads(variables, [ONE]).value == variables
