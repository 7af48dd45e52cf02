"""Placeholders under the numbers that a row has already."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.redaction.renumber import aligned

PLACEHOLDER = st.sampled_from(["[EMAIL_1]", "[EMAIL_2]", "[EMAIL_3]", "[PHONE_1]", "[PHONE_7]"])
TEXT = st.lists(st.one_of(PLACEHOLDER, st.sampled_from(["a ", "b", "\n"])), max_size=5).map("".join)
DATA = st.dictionaries(st.sampled_from("abc"), TEXT, max_size=3)


@pytest.mark.parametrize(
    ("data", "model", "expected"),
    [
        ({"q": "I am [EMAIL_1]"}, {"q": "I am [EMAIL_2]"}, {"q": "I am [EMAIL_2]"}),
        (
            {"q": "[EMAIL_1] and [EMAIL_2]"},
            {"q": "[EMAIL_2] and [EMAIL_1]"},
            {"q": "[EMAIL_2] and [EMAIL_1]"},
        ),
        (
            {"q": "[EMAIL_1]", "r": "Hi [EMAIL_1]!"},
            {"q": "[EMAIL_4]", "r": "Bye."},
            {"q": "[EMAIL_4]", "r": "Hi [EMAIL_4]!"},
        ),
        ({"q": "new [EMAIL_1]"}, {"q": "old [EMAIL_1]"}, {"q": "new [EMAIL_2]"}),
        ({"q": "[EMAIL_1] [EMAIL_2]"}, {"q": "[EMAIL_1] [EMAIL_1]"}, {"q": "[EMAIL_1] [EMAIL_2]"}),
        ({"q": [1, "[EMAIL_1]"]}, {"q": [1, "[EMAIL_3]"]}, {"q": [1, "[EMAIL_3]"]}),
    ],
)
def test_the_numbers_of_the_model_are_taken_where_texts_agree(data, model, expected):
    assert aligned(data, model) == expected


@settings(max_examples=200, deadline=None)
@given(data=DATA, model=DATA)
def test_values_that_differ_still_differ_and_nothing_but_numbers_changes(data, model):
    result = aligned(data, model)
    assert without_numbers(result) == without_numbers(data)
    before, after = (re.findall(r"\[[A-Z]+_\d+\]", str(each)) for each in (data, result))
    pairs = set(zip(before, after, strict=True))
    assert len(pairs) == len(set(before)) == len(set(after))


@settings(max_examples=100, deadline=None)
@given(data=DATA)
def test_what_agrees_already_stays(data):
    assert aligned(data, data) == data


def without_numbers(data):
    return re.sub(r"_\d+\]", "]", str(data))
