"""Texts made to be slow are read like any others: what bounds the work changes nothing found."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.model import Finding
from rowgate.redaction.merge import without
from rowgate.redaction.patterns import Pattern
from rowgate.redaction.policy import parse_policy
from rowgate.redaction.redact import redact
from rowgate.redaction.views import Builder
from rowgate.redaction.words import looks_typed
from tests.support.redaction import github_token, scan, token

ADA = "ada.l@corp-mail.io"


@given(
    st.lists(st.sampled_from(["ab", "ab-", "-", "x.", "é", " ", "ab-ab-ab.io"]), max_size=60),
    st.integers(16, 40),
)
@settings(deadline=None, max_examples=100)
def test_a_pattern_that_reads_a_window_at_a_time_finds_the_same(parts, reach):
    text = "".join(parts)
    source = r"\b(?:[ab]+-[ab]+|x\.)"
    far = Pattern(source, longest=True)
    near = Pattern(source, longest=True, reach=reach)
    assert list(near.matches(text)) == list(far.matches(text))


def test_a_match_longer_than_the_window_is_read_to_its_end():
    pattern = Pattern("ab+", longest=True, reach=8)
    text = "x" * 30 + "a" + "b" * 500 + "c" + "ab"
    assert list(pattern.matches(text)) == [[(30, 531)], [(532, 534)]]


@pytest.mark.parametrize("before", range(7900, 8300, 57))
def test_a_token_is_found_wherever_a_long_text_is_cut(before):
    # Of a form that only kingfisher knows by itself.
    key = "dop_" + "v1_" + token(64, "0123456789abcdef")
    text = "word " * (before // 5) + key + " word" * 4000
    (found,) = scan()(text)
    assert text[found.start : found.end] == key


def test_offsets_are_right_behind_letters_of_two_bytes():
    text = "é " * 9000 + github_token() + " é" * 9000
    (found,) = scan()(text)
    assert text[found.start : found.end] == github_token()


_REGIONS = st.lists(st.integers(0, 60), max_size=16, unique=True).map(
    lambda ends: list(zip(*[iter(sorted(ends))] * 2, strict=False))
)


@given(_REGIONS, _REGIONS)
@settings(deadline=None)
def test_what_holes_leave_of_findings_is_what_stands_in_none(found, holes):
    left = without([Finding(start, end, "x") for start, end in found], holes)
    covered = [at for start, end in found for at in range(start, end)]
    hidden = {at for start, end in holes for at in range(start, end)}
    assert [at for each in left for at in range(each.start, each.end)] == [
        at for at in covered if at not in hidden
    ]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.booleans()), min_size=1),
    st.data(),
)
@settings(deadline=None)
def test_a_region_of_a_view_is_one_of_the_text_for_each_segment(parts, data):
    build = Builder()
    at = 0
    owners = []
    for inner, outer, ends in parts:
        build.add("i" * inner, at, at + outer, whole=True)
        owners += [(build.segment, at, at + outer)] * inner
        at += outer
        if ends:
            build.gap()
            owners += [None, None]
    view = build.view()
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    touched = [one for one in owners[start:end] if one]
    expected = [
        (min(a for s, a, _ in touched if s == segment), max(b for s, _, b in touched if s == segment))
        for segment in sorted({one[0] for one in touched})
    ]  # fmt: skip
    assert list(view.outer(start, end)) == expected


def test_words_that_repeat_are_told_apart_from_passwords_at_once():
    # Took 2^n steps where a name could be read in two ways.
    assert looks_typed("rsa" * 12 + "1!2")
    assert not looks_typed("rsa" * 8 + "sha256")


def test_twenty_thousand_findings_are_replaced():
    text = " ".join(f"u{at % 5000}@corp-mail.io" for at in range(20_000))
    done = redact({"variables": {"x": text}}, scan())
    assert done.counts == {"email": 20_000}
    assert "@" not in done.data["variables"]["x"]
    assert done.data["variables"]["x"].endswith("[EMAIL_5000]")


def test_a_policy_masks_two_thousand_fields_of_one_text():
    data = [{"name": f"Grace {at} Hopper", "at": at} for at in range(2_000)]
    policy = parse_policy({"variables.payload.*.name": "mask"})
    done = redact({"variables": {"payload": json.dumps(data)}}, scan(), policy=policy)
    read = json.loads(done.data["variables"]["payload"])
    assert read[-1] == {"name": "[NAME_2000]", "at": 1999}
