"""What must not be said is found in whatever typography a model says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.judge import PanelJudge
from rowgate.evaluators.typography import Haystack, plain
from rowgate.model import Output, Row

JUDGE = PanelJudge(EvaluatorClasses())


def outcome(entry, text):
    return JUDGE(Output(text=text), Row("r"), [entry])[0].outcome


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("60 days", "You have 60\u00a0days."),
        ("60 days", "You have 60\u202fdays."),
        ("60 days", "You have 6\u200b0 days."),
        ("can't", "I can\u2019t say."),
        ('"final"', "It is \u201cfinal\u201d."),
        ("30-60", "In 30\u201360 days."),
        ("non-refundable", "It is non\u2011refundable."),
        ("caf\u00e9", "At the cafe\u0301."),
        ("60\u00a0days", "You have 60 days."),
        ("60 days", "\uff16\uff10 days"),
    ],
)
@pytest.mark.parametrize("name", ["not-contains", "not-contains-any", "not-contains-all"])
def test_a_forbidden_text_is_found_in_other_typography(name, value, text):
    entry = {name: value if name == "not-contains" else [value]}
    assert outcome(entry, text) == "fail"


@pytest.mark.parametrize(
    "text", ["You have 30 days.", "Sixty\u00a0days.", "60\n\ndays", "\u200b", ""]
)
def test_what_is_not_said_is_not_found(text):
    assert outcome({"not-contains-any": ["60 days", "\u2060"]}, text) == "pass"


def test_what_must_be_said_is_still_compared_character_for_character():
    assert outcome({"contains": "30 days"}, "30\u00a0days") == "fail"


@given(st.text(), st.text(min_size=1))
def test_whatever_a_text_holds_is_found_in_it(text, needle):
    assert needle in Haystack(text + needle)
    assert plain(plain(text)) == plain(text)
