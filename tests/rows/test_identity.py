"""Ids, file names and digests."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from rowgate.model import Review, Row
from rowgate.rows.identity import (
    canonical_json,
    digest_of,
    ending_of,
    name_fault,
    row_id,
    slug_of,
    span_ending,
)

ROW = Row("a", variables={"q": "x"}, response="y", response_was="wrong", evaluators=["valid-json"])
SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | SAFE | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def changed(**fields):
    return Row(**({name: getattr(ROW, name) for name in Row._fields} | fields))


def test_the_case_of_a_hex_id_does_not_change_the_ending():
    assert span_ending("AB" * 16, "CD" * 8) == span_ending("ab" * 16, "cd" * 8)


def test_an_id_ends_with_what_names_its_span():
    ending = span_ending("a", "b")
    assert ending_of(row_id("late-refund", ending)) == ending
    assert row_id("", ending) == f"row-{ending}"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Promised 60 days!", "promised-60-days"),
        ("Zoë's plan", "zoe-s-plan"),
        ("日本", ""),
        ("-x-", "x"),
    ],
)
def test_a_slug_is_readable_and_safe(text, slug):
    assert slug_of(text) == slug


@given(st.text())
def test_every_slug_makes_a_fit_file_name(text):
    assert name_fault(f"{row_id(slug_of(text), '0' * 12)}.yaml") is None


@pytest.mark.parametrize(
    "name", ["A.yaml", "a b.yaml", "con.yaml", "a.yml", "x" * 76 + ".yaml", "-a.yaml"]
)
def test_unfit_file_names_say_why(name):
    assert name_fault(name)


@given(JSON)
def test_canonical_json_is_rfc_8785(data):
    # Lone surrogates have no UTF-8 and never reach a row.
    if any("\ud800" <= char <= "\udfff" for char in json.dumps(data, ensure_ascii=False)):
        return
    assert canonical_json(data) == rfc8785.dumps(data)


def test_integers_no_double_can_hold_are_written_as_strings():
    assert canonical_json([2**60]) == b'["1152921504606846976"]'


@pytest.mark.parametrize(
    "fields",
    [
        {"variables": {"q": "other"}},
        {"response": "other"},
        {"response_was": "right"},
        {"expected": 0},
        {"expected": {}},
        {"evaluators": []},
        {"repeat": {"runs": 3}},
        {"advisory": True},
        {"known_failing": {"reason": "r", "until": "2026-12-01"}},
        {"kept": [{"type": "phone", "path": "note", "reason": "r"}]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_an_edit_of_case_or_criteria_changes_the_digest(fields):
    assert digest_of(changed(**fields)) != digest_of(ROW)


def test_a_note_a_label_and_an_approval_leave_the_digest_alone():
    other = changed(note="typo mended", labels=["x"], review=Review("approved", "ada@example.com"))
    assert digest_of(other) == digest_of(ROW)


def test_an_asset_counts_by_its_content_and_not_by_where_it_lies():
    one = changed(variables={"i": {"path": f"assets/{'a' * 64}.png", "media_type": "image/png"}})
    renamed = changed(
        variables={"i": {"path": f"assets/{'a' * 64}.bin", "media_type": "image/png"}}
    )
    other = changed(variables={"i": {"path": f"assets/{'b' * 64}.png", "media_type": "image/png"}})
    assert digest_of(one) == digest_of(renamed) != digest_of(other)
