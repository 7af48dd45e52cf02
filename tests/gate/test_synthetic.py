"""Placeholders become reserved values for the candidate, and come back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.gate.synthetic import Synthetic, value_for
from rowgate.model import Output

KINDS = (
    "EMAIL", "PHONE", "CARD", "IBAN", "US_SSN", "IP_ADDRESS", "MAC_ADDRESS", "ADDRESS",
    "OPENAI_KEY", "URL_CREDENTIALS", "CUSTOMER_NAME",
)  # fmt: skip
placeholders = st.builds(
    lambda kind, number: f"[{kind}_{number}]", st.sampled_from(KINDS), st.integers(1, 400)
)


@settings(deadline=None, max_examples=200)
@given(st.lists(placeholders, min_size=1, max_size=8))
def test_what_a_candidate_echoes_comes_back_as_it_stood(found):
    text = "Write to " + " or ".join(found) + "."
    synthetic = Synthetic({"q": text})
    filled = synthetic.fill({"q": text})["q"]
    assert "[" not in filled
    echo = Output(text=filled, tool_calls=[{"name": "send", "arguments": {filled: [filled]}}])
    back = synthetic.restore(echo)
    assert back.text == text
    assert back.tool_calls == [{"name": "send", "arguments": {text: [text]}}]


@pytest.mark.parametrize(
    ("placeholder", "value"),
    [
        ("[EMAIL_1]", "ada1@example.com"),
        ("[PHONE_1]", "+1 202 555 0101"),
        ("[CARD_1]", "4111 1111 1111 1111"),
        ("[IP_ADDRESS_3]", "192.0.2.3"),
        ("[MAC_ADDRESS_10]", "00-00-5E-00-53-0A"),
        ("[US_SSN_1]", "987-65-4320"),
        ("[PASSPORT_2]", "example-passport-2"),
    ],
)
def test_values_are_reserved_ones_of_their_type(placeholder, value):
    assert Synthetic({"q": placeholder}).fill(placeholder) == value


@pytest.mark.parametrize(
    "echo", ["ADA1@EXAMPLE.COM", "(202) 555-0102", "2025550102", "+12025550102", "4111111111111111"]
)
def test_a_model_may_write_them_its_own_way(echo):
    synthetic = Synthetic({"q": "[EMAIL_1] [PHONE_2] [CARD_1]"})
    restored = synthetic.restore(Output(text=f"It is {echo}.")).text
    assert restored in ("It is [EMAIL_1].", "It is [PHONE_2].", "It is [CARD_1].")


def test_a_value_that_the_row_holds_already_is_not_given_out():
    synthetic = Synthetic({"q": "[EMAIL_1] is not ada1@example.com"})
    filled = synthetic.fill("[EMAIL_1]")
    assert filled != "ada1@example.com"
    assert synthetic.restore(Output(text="ada1@example.com")).text == "ada1@example.com"


def test_no_value_is_found_inside_of_another():
    text = "[EMAIL_1] [EMAIL_11] [EMAIL_111]"
    synthetic = Synthetic({"q": text})
    assert synthetic.restore(Output(text=synthetic.fill(text))).text == text


def test_ibans_have_valid_check_digits_and_cards_pass_luhn():
    from stdnum import iban, luhn

    assert all(iban.is_valid(value_for("IBAN", number)) for number in (1, 2, 77, 12345))
    assert all(luhn.is_valid(value_for("CARD", n).replace(" ", "")) for n in range(1, 9))


def test_values_of_a_type_differ():
    for kind in KINDS:
        values = sorted(value_for(kind, number) for number in range(1, 200))
        assert all(one != other for one, other in pairwise(values)), kind
