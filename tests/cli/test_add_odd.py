"""`rowgate add` of spans that hold what no row can: refused in a line, nothing is written."""

from __future__ import annotations

import pytest

from tests.support.otlp import genai_span, span_id, write_otlp

ADDRESS = "zoe.b" + "@" + "corporate-mail.net"


def nested(levels):
    value = {"stringValue": "x"}
    for _ in range(levels):
        value = {"kvlistValue": {"values": [{"key": "a", "value": value}]}}
    return value


def deep():
    span = genai_span(variables={"question": "x"})
    span["attributes"].append({"key": "gen_ai.prompt.variable.deep", "value": nested(70)})
    return span


ODD = {
    "a key of 3,000 characters": (
        lambda: genai_span(variables={"k" * 3000 + ADDRESS: "v"}), "a key of more than 1000"),
    "seventy levels": (deep, "nested deeper than 64 levels"),
    "ten megabytes": (
        lambda: genai_span(question="lorem ipsum " * 400_000 + ADDRESS),
        "no row has more than 4,194,304"),
    "keys that become one": (
        lambda: genai_span(variables={ADDRESS: "a", ADDRESS.upper(): "b"}),
        "two keys of variables become [EMAIL_1]"),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_what_no_row_can_hold_is_refused_and_the_line_says_what_to_type(support, odd):
    span, said = ODD[odd]
    file = write_otlp(support.path / "traces" / "day.json", [span()])
    before = support.files()
    ran = support.rowgate("add", span_id("one"), "--from", file, "--to", "refund-policy",
                          "--why", "incorrect-answer", "--label", "x")  # fmt: skip
    assert ran.code == 1, ran.all
    assert said in ran.err
    assert "redaction.fields in rowgate.yaml" in ran.err
    assert ran.err.count("\n") == 1
    assert "corporate-mail" not in ran.all
    assert support.files() == before
