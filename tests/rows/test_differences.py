"""Where two versions of plain data differ."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.model.difference import ABSENT, Difference
from rowgate.rows.differences import differences, found_at

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "a"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 2}, [Difference(("a",), 1, 2)]),
        ({"a": None}, {}, [Difference(("a",), None, ABSENT)]),
        ({}, {"a": None}, [Difference(("a",), ABSENT, None)]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [Difference(("a", 1), 2, 3)]),
        ({"a": [1]}, {"a": [1, 2]}, [Difference(("a",), [1], [1, 2])]),
        ({"a": {"b": 1}}, {"a": "b"}, [Difference(("a",), {"b": 1}, "b")]),
        ({"a": 1}, {"a": True}, [Difference(("a",), 1, True)]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
    ],
)
def test_the_smallest_field_that_differs_is_named(before, after, found):
    assert list(differences(before, after)) == found


@settings(max_examples=200, deadline=None)
@given(before=JSON, after=JSON)
def test_a_difference_is_where_it_says_and_there_is_none_without(before, after):
    found = list(differences(before, after))
    assert bool(found) == (repr(sorted_keys(before)) != repr(sorted_keys(after)))
    for each in found:
        assert found_at(before, each.at) is each.before or found_at(before, each.at) == each.before
        assert found_at(after, each.at) is each.after or found_at(after, each.at) == each.after


def sorted_keys(data):
    if isinstance(data, dict):
        return {key: sorted_keys(data[key]) for key in sorted(data)}
    return [sorted_keys(item) for item in data] if isinstance(data, list) else data
