"""One value in many spellings: one placeholder, found wherever it stands."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.redaction.meaning import everywhere, meaning
from rowgate.redaction.policy import parse_policy
from rowgate.redaction.redact import redact
from rowgate.redaction.seeds import Known, sown
from tests.support.redaction import card, github_token, scan, token

ADA = "ada.l@corp-mail.io"
NAME = "Zoë O'Brien-Hopper"


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


SPELLINGS = {
    "percent": lambda text: quote(text, safe=""),
    "each percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "escapes": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "hex escapes": lambda text: "".join(f"\\x{ord(char):02x}" for char in text),
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hex entities": lambda text: "".join(f"&#x{ord(char):x};" for char in text),
    "base64": in_base64,
    "base64 of more": lambda text: in_base64(f"it is {text}, yes"),
    "base64 of JSON": lambda text: in_base64(json.dumps({"to": text})),
    "hex": lambda text: f"it is {text}, yes".encode().hex(),
    "zero-width": lambda text: "\u200b".join(text),
    "soft hyphens": lambda text: text[:4] + "\u00ad" + text[4:],
    "fullwidth": lambda text: "".join(
        chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text
    ),
    "percent of percent": lambda text: quote(quote(text, safe=""), safe=""),
}


def spelled(value, how, **options):
    row = {"variables": {"plain": f"it is {value} here", "other": SPELLINGS[how](value)}}
    return redact(row, scan(), **options).data["variables"]


@pytest.mark.parametrize("how", SPELLINGS)
def test_an_address_is_the_same_address_in_every_spelling(how):
    found = spelled(ADA, how)
    assert found == {"plain": "it is [EMAIL_1] here", "other": "[EMAIL_1]"}


@pytest.mark.parametrize("how", SPELLINGS)
def test_the_spelled_one_may_come_first(how):
    row = {"variables": {"other": SPELLINGS[how](ADA), "plain": f"it is {ADA} here"}}
    found = redact(row, scan()).data["variables"]
    assert found == {"other": "[EMAIL_1]", "plain": "it is [EMAIL_1] here"}


@pytest.mark.parametrize("how", SPELLINGS)
@pytest.mark.parametrize(
    "value",
    [github_token(), card(), "+1 415-555-0132", "postgres://bob:" + token(12) + "@db/x"],
    ids=["token", "card", "phone", "url"],
)
def test_so_are_tokens_cards_and_phones(how, value):
    found = spelled(value, how)
    (placeholder,) = re.findall(r"\[\w+_1\]", found["plain"])
    assert placeholder in found["other"]


@pytest.mark.parametrize("how", [each for each in SPELLINGS if "hex" not in each.split()])
def test_a_masked_name_goes_however_it_is_spelled(how):
    policy = parse_policy({"variables.customer": "mask"})
    row = {"variables": {"customer": NAME, "text": f"for {SPELLINGS[how](NAME)} only"}}
    assert redact(row, scan(), policy=policy).data["variables"] == {
        "customer": "[CUSTOMER_1]", "text": "for [CUSTOMER_1] only",
    }  # fmt: skip


@pytest.mark.parametrize(
    "spelling",
    [
        quote_plus("Grace Hopper"), "Grace\u00a0Hopper", "Grace&nbsp;Hopper",
        r"{\"name\": \"Grace Hopper\"}", json.dumps(json.dumps({"name": "Grace Hopper"})),
        "q=1&name=Grace%20Hopper&x=y",
    ],
)  # fmt: skip
def test_a_masked_name_is_found_in_forms_pages_and_json(spelling):
    policy = parse_policy({"variables.name": "mask"})
    row = {"variables": {"name": "Grace Hopper"}, "response": spelling}
    found = redact(row, scan(), policy=policy).data
    assert found["response"].count("[NAME_1]") == 1
    assert "Grace" not in found["response"]


def test_a_masked_name_goes_in_capitals_and_in_small_letters_too():
    policy = parse_policy({"variables.name": "mask", "variables.first": "mask"})
    row = {
        "variables": {"name": "Grace McHopper", "first": "Will"},
        "response": "GRACE MCHOPPER, name=grace+mchopper, Grace Mchopper: Will will come.",
    }
    assert redact(row, scan(), policy=policy).data["response"] == (
        "[NAME_1], name=[NAME_1], [NAME_1]: [FIRST_1] will come."
    )


def test_two_values_in_one_piece_of_base64_are_neither_of_them():
    bob = "bob@corp-mail.io"
    row = {"variables": {"a": f"{ADA} {bob}", "b": in_base64(f"{ADA} {bob}")}}
    found = redact(row, scan()).data["variables"]
    assert found == {"a": "[EMAIL_1] [EMAIL_2]", "b": "[EMAIL_3]"}


def test_a_value_is_of_the_type_it_was_found_as_first():
    secret = token(20) + "7"
    row = {"variables": {"password": secret, "client_secret": secret}}
    assert redact(row, scan()).data["variables"] == {
        "password": "[PASSWORD_1]", "client_secret": "[PASSWORD_1]",
    }  # fmt: skip


_VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="\\%&+", categories=("L", "N", "P", "Zs")),
    min_size=8, max_size=30,
)  # fmt: skip


@given(_VALUES, st.sampled_from(["percent", "escapes", "entities", "each percent"]))
@settings(deadline=None, max_examples=60)
def test_what_is_spelled_is_meant(value, how):
    if how == "escapes" and max(value) > "\uffff":
        return
    assert meaning(SPELLINGS[how](value)) == meaning(value)


def test_a_value_is_looked_for_as_deep_as_it_is_read():
    seeds = sown([("Grace Hopper", Known("name", "Grace Hopper"))])
    text = "x" + json.dumps({"a": quote(in_base64("hello Grace Hopper!"), safe="")})
    found = list(everywhere(text, seeds.occurrences))
    assert found
    for each in found:
        assert text[each.start : each.end].startswith(in_base64("hello ")[:8])
