"""The gate and `check` agree on what a row without pass criteria is."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.gate.candidates import CANDIDATES, NAMES, CandidateClasses
from rowgate.gate.criteria import lacks_criteria
from tests.support.checks import judge, problems
from tests.support.rows import dataset, row

ENTRIES = [
    {"contains": "30 days"}, {"contains": {"value": "30", "advisory": True}}, "matches-expected",
    {"matches-expected": {"advisory": True}}, {"max-words": 200},
    {"any-of": ["matches-expected", {"contains": "a"}]},
]  # fmt: skip
lists = st.lists(st.sampled_from(ENTRIES), max_size=3)


@settings(deadline=None, max_examples=150)
@given(lists, lists, st.sampled_from([None, "Within 30 days."]))
def test_what_lacks_criteria_is_what_rg102_says(own, of_dataset, expected):
    one = row(evaluators=own, expected=expected)
    whole = dataset(evaluators=of_dataset)
    codes = {problem.code for problem in problems(one, of=whole, code="RG102")}
    assert lacks_criteria(one, whole.evaluators, judge()) == ("RG102" in codes)


def test_the_kinds_of_candidates_are_what_their_modules_register():
    kinds = CandidateClasses({})
    assert [kinds[name].name for name in kinds] == list(NAMES)
    assert len(CANDIDATES) == len(NAMES)
    for name, kind in kinds.items():
        assert name in kind.fields
        assert kind.__doc__
