"""Two versions of datasets → changes: nothing is passed over, and nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.changes.compare import compare
from rowgate.changes.fields import differences
from rowgate.changes.risk import RISKS, rank
from rowgate.changes.versions import DatasetVersion, RowVersion, Sample, Scoring, nothing_stored
from rowgate.model import Dataset, Output, Row, Verdict


class Judge:
    """An evaluator `{contains: TEXT}` and nothing else."""

    def __call__(self, output, row, evaluators):
        return [
            Verdict(
                "pass" if one["contains"] in (output.text or "") else "fail", evaluator="contains"
            )
            for one in evaluators
        ]

    def fault(self, evaluator):
        return None

    def reads_expected(self, evaluator):
        return False

    def offline(self, evaluator):
        return True

    def loosened(self, before, after):
        return ["votes"] if before["contains"] == {"value": "30", "votes": 3} else []


def row(**data):
    fields = {"variables": {"question": "?"}, "response": "60 days", **data}
    plain = {key: value for key, value in fields.items() if key in Row._fields}
    return RowVersion(fields, Row("r-0123456789ab", **plain))


def dataset(rows, *, gate="release", name="refunds"):
    return {name: DatasetVersion({"gate": gate}, Dataset(name, gate=gate), rows)}


def changes(before, after, *, gate="release", stored=nothing_stored):
    sides = [dataset({"r-0123456789ab": side}, gate=gate) for side in (before, after)]
    return [one.change for one in compare(*sides, Scoring(Judge, stored))]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=80)
@given(values)
def test_the_same_data_does_not_differ(value):
    assert list(differences(value, value)) == []


@settings(deadline=None, max_examples=80)
@given(values, values)
def test_what_differs_is_found_from_both_sides(one, other):
    forth, back = (list(differences(*pair)) for pair in ((one, other), (other, one)))
    assert bool(forth) == bool(back)
    assert len(forth) == len(back)


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), (1, True), (0, False), ("1", 1), (None, False)]
)
def test_values_of_other_types_differ(one, other):
    assert len(list(differences({"a": one}, {"a": other}))) == 1


def test_an_item_put_into_a_list_is_one_difference():
    (one,) = differences(["a", "b", "c"], ["a", "x", "b", "c"])
    assert one.at == (1,)


def test_a_default_that_is_written_out_is_no_change():
    spelt_out = {"advisory": False, "labels": [], "kept": [], "review": {"status": "pending"}}
    assert changes(row(), row(**spelt_out)) == []


@pytest.mark.parametrize(
    ("before", "after", "risk"),
    [
        ({"repeat": {"runs": 5}}, {"repeat": {"runs": 3}}, "weakened"),
        ({"repeat": {"runs": 5}}, {"repeat": {"runs": 5, "pass": 4}}, "weakened"),
        ({"repeat": {"runs": 5}}, {}, "weakened"),
        ({"repeat": {"runs": 5, "pass": 4}}, {"repeat": {"runs": 5}}, "criteria"),
        ({}, {"repeat": {"runs": 5}}, "criteria"),
        ({"known_failing": {"until": "2026-01-01"}}, {"known_failing": {"until": "2026-06-01"}}, "weakened"),
        ({"known_failing": {"until": "2026-01-01"}}, {"known_failing": {}}, "weakened"),
        ({"known_failing": {"until": "2026-06-01"}}, {"known_failing": {"until": "2026-01-01"}}, "criteria"),
        ({"known_failing": {"until": "2026-06-01"}}, {}, "criteria"),
        ({"advisory": True}, {}, "criteria"),
        ({"kept": [{"type": "phone"}]}, {"kept": [{"type": "email"}]}, "weakened"),
        ({"kept": [{"type": "phone"}]}, {}, "criteria"),
        ({"expected": "a"}, {}, "weakened"),
        ({"expected": "a"}, {"expected": "b"}, "criteria"),
        ({"why": "incorrect-answer"}, {"why": "regression-case"}, "labels"),
        ({}, {"source": {"kind": "manual"}}, "evidence"),
        ({}, {"something": "new"}, "evidence"),
        ({"review": {"status": "approved"}}, {}, "labels"),
    ],
)  # fmt: skip
def test_each_field_has_its_risk(before, after, risk):
    before = {k: v for k, v in before.items() if k not in ("review", "source")} | {
        "review": before.get("review", {"status": "pending"})
    }
    old, new = (
        RowVersion({**before, "response": "x"}, Row("r")),
        RowVersion({**after, "response": "x"}, Row("r")),
    )
    assert [one.risk for one in changes(old, new)] == [risk]


def test_an_evaluator_that_only_warns_or_votes_less_is_weaker():
    before = row(evaluators=[{"contains": {"value": "30", "votes": 3}}])
    for after in ({"value": "30"}, {"value": "30", "votes": 3, "advisory": True}):
        one = RowVersion({**before.data, "evaluators": [{"contains": after}]}, None)
        assert changes(before._replace(row=None), one)[0].risk == "weakened"


def test_an_order_of_evaluators_is_no_criterion():
    entries = [{"contains": "30"}, {"contains": "days"}]
    found = changes(row(evaluators=entries), row(evaluators=entries[::-1]))
    assert [one.risk for one in found] == ["labels"]


def test_a_verdict_that_flips_is_named_with_its_output():
    def stored(dataset, row):
        return [Sample("the output of next", Output(text="31 days"))]

    found = changes(
        row(evaluators=[{"contains": "30"}]), row(evaluators=[{"contains": "31"}]), stored=stored
    )
    assert [one.message for one in found if one.risk == "weakened"] == [
        "the output of next failed evaluator contains before and passes now"
    ]


def test_criteria_that_are_gone_let_pass_what_they_failed():
    found = changes(row(evaluators=[{"contains": "30"}]), row())
    said = [one.message for one in found]
    assert "evaluator contains was removed" in said
    assert "the recorded response failed the criteria before and passes now" in said


def test_in_an_exploratory_dataset_nothing_is_weakened():
    found = changes(row(evaluators=[{"contains": "30"}]), row(), gate="exploratory")
    assert {one.risk for one in found} == {"criteria"}


def test_a_row_that_can_be_read_again_is_to_be_looked_at():
    broken = RowVersion({"": "x"}, None, "bad YAML")
    assert [one.risk for one in changes(broken, row())] == ["criteria"]
    assert [one.risk for one in changes(row(), broken)] == ["broken"]
    assert changes(broken, broken) == []


def test_two_rows_with_one_ending_are_not_one_row():
    """A merge of two branches that named the same span differently."""
    before = dataset({"a-0123456789ab": row()})
    after = dataset({"a-0123456789ab": row(), "b-0123456789ab": row()})
    assert [one.change.risk for one in compare(before, after, Scoring(Judge))] == ["added"]


def test_a_copy_in_another_dataset_is_no_move():
    old = dataset({"a-0123456789ab": row()}) | dataset({}, name="other")
    new = dataset({"a-0123456789ab": row()}) | dataset({"a-0123456789ab": row()}, name="other")
    assert [one.change.risk for one in compare(old, new, Scoring(Judge))] == ["added"]


def test_the_riskiest_stands_first():
    assert [rank(one) for one in RISKS] == sorted(rank(one) for one in RISKS)
    found = changes(row(evaluators=[{"contains": "30"}], note="a"), row(note="b", response="x"))
    ranks = [rank(one.risk) for one in found]
    assert ranks == sorted(ranks)
