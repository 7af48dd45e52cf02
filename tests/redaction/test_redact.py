"""What redaction does to a row, seen from outside."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.errors import RowgateError, UsageError
from rowgate.redaction.policy import parse_policy
from rowgate.redaction.redact import redact
from tests.support.redaction import card, github_token, private_key, scan, token, words

ADA = "ada.l@corp-mail.io"
BOB = "bob@corp-mail.io"


def words_in_base64():
    return words(ADA, type="email")


def redacted(data, **options):
    return redact(data, scan(), **options).data


def test_an_address_becomes_a_placeholder_wherever_it_stands():
    row = {"variables": {"question": f"I am {ADA}.", "again": ADA, "shouted": ADA.upper()}}
    assert redacted(row) == {
        "variables": {"question": "I am [EMAIL_1].", "again": "[EMAIL_1]", "shouted": "[EMAIL_1]"}
    }


def test_numbers_go_by_first_appearance():
    row = {"variables": {"a": f"{BOB} and {ADA}", "b": ADA}}
    assert redacted(row)["variables"] == {"a": "[EMAIL_1] and [EMAIL_2]", "b": "[EMAIL_2]"}


def test_one_phone_number_in_two_spellings_is_one_value():
    row = {"variables": {"a": "call +1 415-555-0132", "b": "phone: (415) 555-0132"}}
    assert redacted(row)["variables"] == {"a": "call [PHONE_1]", "b": "phone: [PHONE_1]"}


def test_keys_are_redacted_too_and_so_are_the_paths_that_are_reported():
    result = redact({"variables": {"by_user": {ADA: {"note": BOB}}}}, scan())
    assert result.data == {"variables": {"by_user": {"[EMAIL_1]": {"note": "[EMAIL_2]"}}}}
    assert [each.path for each in result.removed] == [
        ("variables", "by_user", "[EMAIL_1]"),
        ("variables", "by_user", "[EMAIL_1]", "note"),
    ]


def test_two_keys_that_become_one_are_refused_without_naming_them():
    with pytest.raises(RowgateError, match=r"two keys of variables\.by become ") as refused:
        redacted({"variables": {"by": {ADA: 1, ADA.upper(): 2}}})
    assert "corp" not in str(refused.value)
    with pytest.raises(RowgateError, match=r'variables\."\[EMAIL_1\]" become \[EMAIL_2\]'):
        redacted({"variables": {ADA: {BOB: 1, BOB.upper(): 2}}})


def test_a_number_that_is_a_card_becomes_a_placeholder_string():
    assert redacted({"variables": {"paid_with": int(card())}}) == {
        "variables": {"paid_with": "[CARD_1]"}
    }


def test_the_name_of_a_field_says_what_its_value_is():
    row = {"variables": {"db_password": "correct horse", "client_secret": token(24)}}
    assert redacted(row)["variables"] == {
        "db_password": "[PASSWORD_1]", "client_secret": "[SECRET_1]",
    }  # fmt: skip


def test_a_value_found_by_its_name_goes_where_nothing_names_it():
    secret = token(10) + "7"
    row = {"variables": {"password": secret, "log": f"tried {secret} twice"}}
    assert redacted(row)["variables"]["log"] == "tried [PASSWORD_1] twice"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: json.dumps({"to": text}),
        lambda text: json.dumps({"body": json.dumps({"to": text})}),
        lambda text: "q=" + quote(text, safe=""),
        lambda text: base64.b64encode(f"the address: {text}".encode()).decode(),
        lambda text: base64.b64encode(json.dumps({"to": quote(text, safe="")}).encode()).decode(),
        lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
        lambda text: "\u200b".join(text),
        lambda text: text.replace("@", "&#64;"),
    ],
    ids=["json", "json-in-json", "percent", "base64", "three-deep", "escapes", "zero-width",
         "entities"],
)  # fmt: skip
def test_an_encoded_address_is_found(wrap):
    text = wrap(ADA)
    result = redact({"variables": {"x": text}}, scan())
    assert result.counts
    assert "corp-mail" not in json.dumps(result.data)
    assert text not in json.dumps(result.data)


def test_folded_base64_is_read_as_one():
    blob = base64.b64encode(
        f"a long preamble before the address {ADA} and after it".encode()
    ).decode()
    folded = "\n    ".join(blob[at : at + 44] for at in range(0, len(blob), 44))
    result = redact({"v": {"x": folded}}, words_in_base64())
    assert result.data == {"v": {"x": "[EMAIL_1]"}}


def test_a_private_key_goes_whole_even_where_it_was_cut_off():
    key = private_key()
    for text in (key, key[:250], key.replace("\n", "\\n")):
        data = redacted({"variables": {"x": f"here: {text}"}})
        assert data["variables"]["x"] == "here: [PRIVATE_KEY_1]"


def test_placeholders_in_the_text_keep_their_numbers():
    row = {"variables": {"x": f"[EMAIL_1] wrote to {ADA}, not to [EMAIL_3] or {BOB}"}}
    assert redacted(row)["variables"]["x"] == (
        "[EMAIL_1] wrote to [EMAIL_2], not to [EMAIL_3] or [EMAIL_4]"
    )


def test_trace_and_span_ids_survive_whatever_a_detector_says():
    source = {
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "span_id": "00f067aa0ba902b7",
        "started_at": "2026-11-20T09:12:44.123456789Z",
        "added_on": "2026-11-20",
    }
    everything = words(*source.values())
    assert redact({"source": source}, everything).data == {"source": source}
    moved = {"variables": source}
    assert redact(moved, everything).data != moved


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("provider", "127.0.0.1"),
        ("provider", "93.184.216.34:8000"),
        ("provider", "[2001:db8::7]:8000"),
        ("project", "4155550132"),
        ("project", "843029384029384"),
    ],
)
def test_the_host_of_a_model_and_the_number_of_a_project_are_provenance(field, value):
    result = redact({"source": {field: value}, "question": f"from {value}"}, scan())
    assert result.data["source"] == {field: value}
    assert value not in result.data["question"]


def test_a_provenance_field_of_another_form_is_text():
    assert redacted({"source": {"trace_id": ADA}}) == {"source": {"trace_id": "[EMAIL_1]"}}


def test_declared_people_stay_where_they_belong_and_nowhere_else():
    row = {
        "variables": {"x": f"mail {ADA}"},
        "review": {"by": ADA},
        "source": {"added_by": ADA.upper(), "name": BOB},
    }
    data = redacted(row, declared=[ADA])
    assert data["review"] == {"by": ADA}
    assert data["source"] == {"added_by": ADA.upper(), "name": "[EMAIL_2]"}
    assert data["variables"] == {"x": "mail [EMAIL_1]"}


def test_somebody_undeclared_is_redacted_even_as_a_reviewer():
    assert redacted({"review": {"by": BOB}}, declared=[ADA]) == {"review": {"by": "[EMAIL_1]"}}


def test_an_exception_keeps_one_type_at_one_place():
    row = {"variables": {"order": "415-555-0132", "other": "call 415-555-0132"}}
    result = redact(row, scan(), keep=["phone@variables.order", "email@variables.order"])
    assert result.data["variables"]["order"] == "415-555-0132"
    assert result.data["variables"]["other"] == "call [PHONE_1]"
    assert [each.text for each in result.kept_used] == ["phone@variables.order"]


def test_an_exception_that_is_none_is_refused():
    with pytest.raises(UsageError, match="not an exception"):
        redacted({}, keep=["variables.order"])


def test_a_policy_masks_keeps_and_drops_and_what_it_masks_spreads():
    policy = parse_policy({
        "variables.customer_name": "mask",
        "variables.contact": "mask:person",
        "variables.embedding": "drop",
        "variables.raw": "keep",
    })  # fmt: skip
    row = {
        "variables": {
            "customer_name": "Grace Hopper", "contact": "Alan", "embedding": [0.1, 0.2],
            "raw": ADA, "question": "I am Grace Hopper, ask Alan.",
        }
    }  # fmt: skip
    assert redacted(row, policy=policy)["variables"] == {
        "customer_name": "[CUSTOMER_NAME_1]", "contact": "[PERSON_1]",
        "raw": ADA, "question": "I am [CUSTOMER_NAME_1], ask [PERSON_1].",
    }  # fmt: skip


def test_a_mask_covers_a_vector_as_well():
    policy = parse_policy({"variables.pin": "mask", "variables.at[0]": "mask"})
    row = {"variables": {"pin": [1, 2, 3, 4], "at": [52.1, 13.2, 4.0, 5.5]}}
    assert redacted(row, policy=policy)["variables"] == {
        "pin": ["[PIN_1]", "[PIN_2]", "[PIN_3]", "[PIN_4]"], "at": ["[AT_1]", 13.2, 4.0, 5.5],
    }  # fmt: skip


def test_what_a_policy_drops_is_told_by_its_path():
    policy = parse_policy({
        "variables.notes": "drop", "variables.none": "drop", "variables.payload.*.raw": "drop",
        "variables.list[0]": "drop",
    })  # fmt: skip
    row = {"variables": {"notes": "x", "payload": '{"a": {"raw": 1, "b": 2}}', "list": ["a", "b"]}}
    result = redact(row, scan(), policy=policy)
    assert result.data["variables"] == {"payload": '{"a": {"b": 2}}', "list": [None, "b"]}
    assert result.dropped == ["variables.notes", "variables.payload.*.raw", "variables.list[0]"]
    assert redact(result.data, scan(), policy=policy).data == result.data


def test_epochs_and_vectors_are_left_alone():
    row = {
        "variables": {
            "at": 1732612345, "at_ms": 1732612345678, "vector": [0.4111111111111111, 4.0, 3.5, 1.0],
            "tokens": [415, 5550, 132, 9], "text": "[0.12345678, 0.4155550132, -0.5, 1.0, 2.0, 3.0, 4.1, 5.2, 6.3, 7.4]",
        }
    }  # fmt: skip
    assert redacted(row) == row


def test_counts_are_by_type_and_hold_no_value():
    result = redact({"variables": {"x": f"{ADA} {BOB} {ADA}", "y": github_token()}}, scan())
    assert result.counts == {"email": 3, "github-pat": 1} or result.counts == {
        "email": 3, "github-token": 1,
    }  # fmt: skip
    assert "corp-mail" not in repr(result)


_PARTS = st.sampled_from([
    ADA, BOB, "[EMAIL_1]", "[PASSWORD_2]", "password: ", "token=", "x", " ", "\n", "415-555-0132",
    "https://u:", "@", "é", "\ud800", "\u200b", '"', "\\n", "%40", "4111111111111111", "{", "[", "]",
])  # fmt: skip
_TEXTS = st.lists(_PARTS, max_size=8).map("".join)
_DATA = st.recursive(
    st.one_of(_TEXTS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(_DATA)
@settings(deadline=None, max_examples=60)
def test_redacting_twice_changes_nothing(data):
    try:
        once = redact({"variables": data}, scan()).data
    except RowgateError:
        return
    again = redact(once, scan())
    assert again.data == once
    assert not again.removed


@given(_DATA)
@settings(deadline=None, max_examples=30)
def test_redaction_is_deterministic(data):
    try:
        first = redact({"variables": data}, scan())
    except RowgateError:
        return
    assert redact({"variables": data}, scan()) == first
