"""A detector is only asked where its marks stand, so these must stand in whatever it finds."""

from __future__ import annotations

import importlib
import json
import random
import re
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.redaction import decode
from rowgate.redaction.marks import MarkSet
from rowgate.redaction.patterns import RUN, Behind, Pattern
from rowgate.redaction.scan import Scan
from tests.support.families import FAMILIES
from tests.support.forms import FORMS
from tests.support.redaction import built_in, github_token, scan
from tests.support.runs import shortest_run
from tests.support.values import password

DETECTORS = {each.name: each for each in built_in()}


def patterns(held: Any) -> Iterator[str]:
    """The sources of the patterns in a module, an object, or the tuples of either."""
    if isinstance(held, Pattern | Behind):
        yield held.source
    elif isinstance(held, tuple | list):
        for each in held:
            yield from patterns(each)


def generable(source: str) -> bool:
    """Whether `re`, and so hypothesis, can read a pattern of RE2."""
    try:
        re.compile(source)
    except re.error:
        return False
    return True


def sources(detector: Any) -> list[str]:
    module = importlib.import_module(type(detector).__module__)
    held = (*vars(module).values(), *vars(detector).values())
    return sorted({source for each in held for source in patterns(each) if generable(source)})


GENERABLE = {name: sources(each) for name, each in DETECTORS.items() if sources(each)}


def marked(detector: Any, text: str) -> bool:
    return any(Pattern(mark).found(text) for mark in detector.marks if mark)


def dressed() -> Iterator[str]:
    """A line of every family of secrets, plain and wrapped."""
    for line, make in FAMILIES.values():
        text = line.format(make(1))
        yield from (text, json.dumps({"content": text}), quote(text, safe=""))
    for forms in FORMS.values():
        yield from (form.replace("{V}", password(1)) for form in forms)


@pytest.mark.parametrize("name", DETECTORS)
def test_marks_stand_in_every_family_that_a_detector_finds(name):
    detector = DETECTORS[name]
    unmarked = [
        text for text in dressed() if any(detector.find(text)) and not marked(detector, text)
    ]
    assert unmarked == []


@pytest.mark.parametrize("name", GENERABLE)
def test_marks_stand_in_whatever_a_detector_finds(name):
    detector = DETECTORS[name]

    @settings(deadline=None, max_examples=40)
    @given(text=st.sampled_from(GENERABLE[name]).flatmap(st.from_regex))
    def holds(text):
        if any(detector.find(text)):
            assert marked(detector, text)

    holds()


@pytest.mark.parametrize(
    "decoder", decode.DECODERS, ids=[each.__name__ for _, each in decode.DECODERS]
)
def test_marks_stand_in_whatever_is_decoded(decoder):
    mark, view = decoder
    pieces = (
        *"aZ 5=/+%&;#\\\n\r\u200b\u00e9", "\\u0041", "%41", "&amp;", "&#65;", "QUJDREVGR0hJSktM", "41" * 20,
    )  # fmt: skip

    @settings(deadline=None, max_examples=100)
    @given(text=st.lists(st.sampled_from(pieces), max_size=8).map("".join))
    def holds(text):
        if view(text) is not None:
            assert Pattern(mark).found(text)

    holds()


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.one_of(st.sampled_from([*dressed()]), st.text(max_size=12)), min_size=1, max_size=3
    ).map(" ".join)
)
def test_marks_change_nothing_of_what_is_found(text):
    assert scan()(text) == unmarked_scan()(text)


_UNMARKED: list[Scan] = []


def unmarked_scan() -> Scan:
    """A scan that asks every detector about every text."""
    if not _UNMARKED:
        each = Scan(built_in())
        each._marks = MarkSet([None] * each._marks.count)
        _UNMARKED.append(each)
    return _UNMARKED[0]


def test_marks_are_told_at_the_end_of_much_random_text():
    noise = "".join(random.Random(1).choices(string.printable, k=300_000))  # noqa: S311
    assert [each.type for each in scan()(f"{noise} {github_token()}")][-1] == "github-token"


LENGTH = int(RUN.rpartition("{")[2].rstrip("}"))
_KINGFISHER = DETECTORS["kingfisher"].marks
OTHER_MARKS = Pattern("|".join((_KINGFISHER.words, _KINGFISHER.runs.replace(RUN, "a^"))))


def test_every_rule_of_the_catalogue_asks_for_a_run_or_names_a_mark():
    from kingfisher_sdk import Rules

    from rowgate.redaction.detectors.kingfisher import cache_folder

    rules = Rules(cache_dir=cache_folder())
    visible = [each["id"] for each in rules.metadata() if each["visible"]]
    short = [
        rule
        for rule in visible
        if shortest_run(rules.detail(rule)["detection_regex"], RUN) < LENGTH
        and not OTHER_MARKS.found(rules.detail(rule)["detection_regex"])
    ]
    assert len(visible) > 100
    assert short == []


def test_every_form_of_a_token_asks_for_a_run_or_names_a_mark():
    from rowgate.redaction.detectors.tokens import FORMS

    short = {form for _, each in FORMS for form in each if shortest_run(form, RUN) < LENGTH}
    assert {form[:4] for form in short} == {"xox[", r"\$[A"}
