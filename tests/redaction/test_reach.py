"""A field policy within strings that hold JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.redaction.document import scan_document
from rowgate.redaction.embedded import values_of
from rowgate.redaction.policy import parse_policy
from rowgate.redaction.redact import redact
from tests.support.redaction import card, scan

ADA = "ada.l@corp-mail.io"
NAME = "Gréta Hopper"


def payload(data, policy, **more):
    """What a policy makes of `variables.payload`, a string of JSON, and the rest of the row."""
    text = data if isinstance(data, str) else json.dumps(data)
    row = {"variables": {"payload": text, **more}}
    done = redact(row, scan(), policy=parse_policy(policy)).data["variables"]
    again = redact({"variables": done}, scan(), policy=parse_policy(policy))
    assert not again.removed
    assert again.data == {"variables": done}
    return done


def test_a_field_of_the_json_is_masked_and_what_it_held_goes_everywhere():
    done = payload(
        {"customer": {"name": NAME, "tier": "gold"}},
        {"variables.payload.customer.name": "mask"},
        question=f"I am {NAME}.",
    )
    assert json.loads(done["payload"]) == {"customer": {"name": "[NAME_1]", "tier": "gold"}}
    assert done["question"] == "I am [NAME_1]."


def test_the_rest_of_the_text_stays_byte_for_byte():
    text = '{ "a" : "caf\\u00e9",\n\t"name": "Grace" , "n":1.50 }'
    done = payload(text, {"variables.payload.name": "mask:person"})
    assert done["payload"] == text.replace("Grace", "[PERSON_1]")


@pytest.mark.parametrize("deep", [1, 2])
def test_json_in_the_json_is_read_on(deep):
    inner = {"customer": {"name": NAME}}
    for _ in range(deep):
        inner = {"body": json.dumps(inner)}
    path = "variables.payload" + ".body" * deep + ".customer.name"
    done = payload(inner, {path: "mask"}, question=NAME)
    for _ in range(deep + 1):
        done["payload"] = json.loads(done["payload"] if isinstance(done["payload"], str)
                                     else done["payload"]["body"])  # fmt: skip
    assert done["payload"] == {"customer": {"name": "[NAME_1]"}}
    assert done["question"] == "[NAME_1]"


def test_numbers_that_are_masked_become_strings_and_the_json_stays_json():
    data = {"pins": [1234, 99, "x"], "born": 1815, "inner": json.dumps({"born": 1815})}
    done = payload(data, {"variables.payload.*.born": "mask", "variables.payload.pins": "mask",
                          "variables.payload.born": "mask"})  # fmt: skip
    read = json.loads(done["payload"])
    assert read["pins"] == ["[PINS_1]", "[PINS_2]", "[PINS_3]"]
    assert read["born"] == "[BORN_1]"
    assert json.loads(read["inner"]) == {"born": "[BORN_1]"}


def test_a_number_that_a_detector_finds_becomes_a_string_too():
    data = {"card": int(card()), "list": [int(card())], "inner": json.dumps({"card": int(card())})}
    read = json.loads(payload(data, {})["payload"])
    assert (read["card"], read["list"]) == ("[CARD_1]", ["[CARD_1]"])
    assert json.loads(read["inner"]) == {"card": "[CARD_1]"}


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (["a"], {"b": 2, "c": [1, 2, 3]}),
        (["b"], {"a": "x", "c": [1, 2, 3]}),
        (["c"], {"a": "x", "b": 2}),
        (["a", "b"], {"c": [1, 2, 3]}),
        (["b", "c"], {"a": "x"}),
        (["a", "b", "c"], {}),
        (["c[0]", "c[2]"], {"a": "x", "b": 2, "c": [None, 2, None]}),
        (["c[*]"], {"a": "x", "b": 2, "c": []}),
    ],
)
def test_what_is_dropped_leaves_json(gone, left):
    policy = {f"variables.payload.{path}": "drop" for path in gone}
    done = payload('{"a": "x",\n "b": 2, "c": [1, 2, 3]}', policy)
    assert json.loads(done["payload"]) == left


def test_what_is_dropped_in_the_inner_json_leaves_both():
    done = payload({"body": json.dumps({"é": ADA, "b": 1})}, {"variables.payload.body.é": "drop"})
    assert json.loads(json.loads(done["payload"])["body"]) == {"b": 1}


def test_a_field_that_is_kept_is_not_looked_at():
    done = payload({"from": ADA, "to": ADA}, {"variables.payload.from": "keep"})
    assert json.loads(done["payload"]) == {"from": ADA, "to": "[EMAIL_1]"}


def test_the_first_line_decides_within_the_json_too():
    data = {"sku": "A-77", "name": "Grace Hopper", "note": f"mail {ADA}"}
    policy = {"variables.payload.sku": "keep", "variables.payload.note": "scan",
              "variables.payload": "mask"}  # fmt: skip
    assert json.loads(payload(data, policy)["payload"]) == {
        "sku": "A-77", "name": "[NAME_1]", "note": "mail [EMAIL_1]",
    }  # fmt: skip
    policy["variables.payload"] = "keep"
    assert json.loads(payload(data, policy)["payload"]) == {**data, "note": "mail [EMAIL_1]"}


def test_what_is_cut_off_is_read_as_far_as_it_goes_and_masked_whole_where_all_is_masked():
    text = '{"customer": {"name": "Grace Hop'
    assert payload(text, {"variables.payload.customer.name": "mask"})["payload"] == (
        '{"customer": {"name": "[NAME_1]'
    )
    policy = {"variables.payload.sku": "keep", "variables.payload": "mask"}
    assert payload(text, policy)["payload"] == "[PAYLOAD_1]"


def test_a_mapping_as_python_prints_it_is_read_as_well():
    text = str({"customer": {"name": "Grace O'Hara", "vip": True, "age": 45}, "n": None})
    policy = {"variables.payload.customer.name": "mask", "variables.payload.customer.age": "mask",
              "variables.payload.n": "drop"}  # fmt: skip
    assert payload(text, policy, question="Grace O'Hara?") == {
        "payload": """{'customer': {'name': "[NAME_1]", 'vip': True, 'age': '[AGE_1]'}}""",
        "question": "[NAME_1]?",
    }


def test_check_finds_a_field_that_is_not_masked_yet():
    policy = parse_policy({"variables.payload.customer.name": "mask"})
    row = {"variables": {"payload": json.dumps({"customer": {"name": "Grace"}})}}
    found = list(scan_document(row, scan("gate"), policy=policy))
    assert found == [(("variables", "payload"), "name", "policy")]
    done = redact(row, scan(), policy=policy).data
    assert not list(scan_document(done, scan("gate"), policy=policy))


_JSON = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


def _at(data, path):
    for part in path:
        data = data[part]
    return data


@given(_JSON, st.booleans(), st.sampled_from([None, 2]))
@settings(deadline=None, max_examples=80)
def test_places_are_those_of_the_json(data, ascii_only, indent):
    text = json.dumps([data], ensure_ascii=ascii_only, indent=indent)
    read = list(values_of(text))
    for value in read:
        quote = '"' if value.kind == "string" else ""
        raw = text[value.start : value.end]
        assert json.loads(f"{quote}{raw}{quote}") == _at([data], value.path)
    assert read[-1].path == ()


@given(st.text(max_size=40))
@settings(deadline=None, max_examples=80)
def test_no_text_is_too_odd_to_be_read(text):
    for value in values_of("[{" + text):
        assert 0 <= value.start <= value.end <= len(text) + 2
