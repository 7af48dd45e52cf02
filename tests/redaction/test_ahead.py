"""Many texts looked at in one go: what is found is what is found one by one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.model import Finding
from rowgate.redaction.document import scan_document
from rowgate.redaction.fields import findings_of
from rowgate.redaction.limits import RedactionFailed
from rowgate.redaction.redact import redact
from rowgate.redaction.scan import Scan
from rowgate.redaction.walk import leaves
from tests.support.redaction import built_in, card, github_token, scan, token

ADA = "ada.l@corp-mail.io"
PIECES = [
    ADA, github_token(), card(), token(24), "password: ", "hunter2go", "+1 415-555-0132", " ", "\n",
    "[EMAIL_1]", base64.b64encode(f"to {ADA}".encode()).decode(), ADA.replace("@", "%40"), "\u200b",
    "\\u0040", "é", "name", "0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9", '{"a": "b"}', "&#64;",
]  # fmt: skip
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=12)


@given(TEXTS, st.sampled_from(["redact", "gate"]))
@settings(deadline=None, max_examples=60)
def test_looking_ahead_finds_the_same(texts, profile):
    look = scan(profile)
    look.forget()
    one_by_one = []
    for text in texts:
        look.forget()
        one_by_one.append(look(text))
    look.forget()
    look.ahead(texts)
    assert [look(text) for text in texts] == one_by_one


@given(TEXTS)
@settings(deadline=None, max_examples=30)
def test_what_a_document_holds_is_what_its_leaves_hold(texts):
    document = {"variables": {"list": texts, **{f"password{at}": t for at, t in enumerate(texts)}}}
    look = scan("gate")
    look.forget()
    together = list(scan_document(document, look))
    apart = []
    for leaf in leaves(document):
        look.forget()
        apart += [(leaf.path, one.type, one.detector) for one in findings_of(look, leaf)]
    assert together == apart


class Fails:
    """A detector of ours that fails on one of many texts."""

    __module__ = "rowgate.redaction.detectors.fails"
    name = "fails"
    marks = None

    def find(self, text):
        if "canary" in text:
            raise ValueError(text)
        yield Finding(0, 1, "x")


def test_a_detector_that_fails_on_one_of_many_texts_is_named_and_nothing_is_told():
    look = Scan([Fails()])
    texts = [f"text {at}" for at in range(20)]
    with pytest.raises(RedactionFailed, match="redactor fails failed with ValueError") as failed:
        look.ahead([*texts, "a canary"])
    assert "canary" not in str(failed.value)
    assert failed.value.__context__ is None
    assert look("text 1") == [Finding(0, 1, "x", "fails")]


def test_more_texts_than_are_remembered_are_all_redacted():
    row = {"variables": {"list": [f"mail u{at}@corp-mail.io" for at in range(5000)]}}
    done = redact(row, Scan(built_in()[:8])).data
    assert done["variables"]["list"][-1] == "mail [EMAIL_5000]"
    assert not [text for text in done["variables"]["list"] if "@" in text]
