"""Whatever a file says: each entry is a case or it is said why not, and nothing else happens."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rowgate.exchange.framing import document
from rowgate.model.exchange import Item, Unread
from tests.support.anything import KEYS, READERS, VALUES, entries_of
from tests.support.exchanged import formats


@pytest.mark.parametrize("name", READERS)
def test_no_format_is_surprised(name):
    format_ = formats()[name]

    @settings(
        deadline=None,
        max_examples=40,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(entry=entries_of(name) | VALUES, whole=st.dictionaries(st.sampled_from(KEYS), VALUES))
    def surprised(entry, whole):
        for value in ([entry], whole | {"tests": [entry], "cases": [entry]}):
            format_.detect(entry)
            format_.detect(value)
            for each in format_.read(document("file.json", json.dumps(value).encode())):
                assert isinstance(each, Item | Unread)
                json.dumps(each)
                if isinstance(each, Item):
                    assert isinstance(each.fields["variables"], dict)

    surprised()
