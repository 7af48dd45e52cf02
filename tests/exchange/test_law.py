"""What is exported and imported again is the same row, in every format that does both."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from rowgate.exchange.plaindata import plain, text_of
from rowgate.model import Dataset
from tests.support.exchanged import ROWS, both_ways, read, write

BARE = Dataset("refund-policy")


@pytest.mark.parametrize(("name", "form"), both_ways())
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(row=ROWS)
def test_a_row_comes_back_as_it_was(name, form, row):
    written = write(name, [row], BARE, form)
    if any(one.how == "left out" for one in written.lost):
        assert name == "promptfoo"
        return
    (item,) = read(name, written.content, form)
    wanted = plain(row, BARE)
    assert {key: text_of(item.fields.get(key)) for key in wanted} == {
        key: text_of(value) for key, value in wanted.items()
    }
    assert {key for key, value in item.fields.items() if value} <= wanted.keys() | {"source"}
    assert item.lost == [] or item.lost == ()
