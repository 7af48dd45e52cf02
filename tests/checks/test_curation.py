"""RG1: a row has a reason to exist, a standing and a source."""

import pytest

from tests.support.checks import messages, problems
from tests.support.rows import dataset, row

PENDING = {"status": "pending", "by": None, "date": None}


def says(code, of=None, context=None, **fields):
    return messages(row(**fields), of=of, code=code, **(context or {}))


def test_the_fix_for_a_missing_label_offers_the_labels_of_the_dataset():
    [found] = problems(row(labels=[]), of=dataset(labels=["refunds", "tone"]), code="RG101")
    assert found.fix == f"rowgate annotate {row().id} --label (refunds|tone)"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"expected": None, "evaluators": []}, "nothing tells a right output from a wrong one"),
        ({"evaluators": []}, "no evaluator reads the row's `expected`"),
        ({"expected": None, "evaluators": ["matches-expected"]}, "and it has none"),
        (
            {"expected": None, "evaluators": [{"contains": {"value": "30", "advisory": True}}]},
            "all of the row's evaluators are advisory",
        ),
    ],
)
def test_no_pass_criteria_says_which_part_is_missing(fields, message):
    [found] = says("RG102", **fields)
    assert message in found


def test_an_advisory_evaluator_of_the_dataset_makes_expected_no_criterion():
    of = dataset(evaluators=[{"matches-expected": {"advisory": True}}])
    assert says("RG102", of, evaluators=[])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"why": None}, "does not say why"),
        ({"why": "golden-exmaple"}, "did you mean golden-example?"),
        ({"why": "edge-case"}, "is for rows that do not come from a span"),
        ({"why": "incorrect-answer", "response_was": "right"}, "exclude each other"),
    ],
)
def test_a_why_that_is_none_of_the_list_or_disagrees_is_refused(fields, message):
    [found] = says("RG103", **fields)
    assert message in found


def test_a_synthetic_row_may_be_adversarial():
    assert not says("RG103", why="adversarial", source={"kind": "synthetic"})


def test_a_row_without_response_has_nothing_to_judge():
    assert not says("RG104", response=None, response_was="unjudged")


def test_a_merge_is_the_approval_where_the_team_says_so():
    merged = {"review": "pull-request"}
    stale = {"review": {"digest": "sha256:" + "0" * 64}}
    assert says("RG105", review=PENDING)
    assert not says("RG105", context=merged, review=PENDING)
    assert says("RG106", **stale)
    assert not says("RG106", context=merged, **stale)


def test_an_approval_without_digest_is_none():
    assert says("RG105", review={"digest": None, "by": None}) == [
        "the approval does not say by, digest"
    ]


def test_an_edit_of_the_case_makes_an_approval_stale_and_one_of_the_note_does_not():
    approved = row().review.digest
    edited = {"expected": "Within a month.", "review": {"digest": approved}}
    assert says("RG106", **edited) == ["the case or its criteria changed after they were approved"]
    assert not says("RG106", note="A better sentence.", review={"digest": approved})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"trace_id": None, "span_id": None}, "source does not say trace_id, span_id"),
        ({"added_by": None}, "source does not say added_by"),
        ({"trace_id": "0" * 32}, "source.trace_id is no id of 32 lower-case hex digits"),
        ({"trace_id": "4BF92F3577B34DA6A3CE929D0E0E4736"}, "source.trace_id is no id of 32"),
        ({"added_on": "2026-02-30"}, "source.added_on is no date as YYYY-MM-DD"),
        ({"started_at": "2026-11-20 09:12"}, "source.started_at is no RFC 3339 time in UTC"),
        ({"kind": "spam"}, "did you mean span?"),
        ({"format": "langfuse", "trace_id": "two words"}, "source.trace_id is no id"),
    ],
)
def test_provenance_that_is_missing_or_malformed_is_named_by_field(source, message):
    [found] = says("RG107", source=source)
    assert message in found


@pytest.mark.parametrize("kind", ["manual", "synthetic"])
def test_a_row_from_no_span_says_who_added_it_and_when(kind):
    nothing_else = dict.fromkeys(["trace_id", "span_id", "format", "project"])
    assert not says("RG107", source={"kind": kind, **nothing_else})
    assert says("RG107", source={"kind": kind, **nothing_else, "added_on": None})


def test_ids_of_other_systems_are_taken_as_they_are():
    source = {"format": "langfuse", "trace_id": "tr-3f0c8e21-a9d4", "span_id": "gen:17/1"}
    assert not says("RG107", source=source)
    assert not says("RG107", source={"started_at": "2026-11-20T09:12:44.123456789Z"})


def test_a_label_that_the_dataset_does_not_list_comes_with_the_nearest():
    of = dataset(labels=["refunds", "policy"])
    [found] = problems(row(labels=["refunds", "polcy"]), of=of, code="RG108")
    assert found.at == ("labels", 1)
    assert "did you mean policy?" in found.message


@pytest.mark.parametrize(
    ("exemption", "message"),
    [
        ({"until": "2027-01-31"}, "no reason"),
        ({"reason": "x", "until": "soon"}, "until when"),
        ({"reason": "x", "until": "2027-02-30"}, "until when"),
        ({"reason": "x", "until": "2026-11-21"}, "expired on 2026-11-21"),
    ],
)
def test_an_exemption_needs_a_reason_and_a_day_that_is_to_come(exemption, message):
    [found] = says("RG110", known_failing=exemption)
    assert message in found


def test_an_exemption_holds_through_its_last_day():
    assert not says("RG110", known_failing={"reason": "x", "until": "2026-11-22"})


def test_a_row_of_another_project_names_both():
    assert says("RG111", source={"project": "billing"}) == [
        "the row is of project `billing`; the dataset is for support-bot"
    ]
    assert not says("RG111", dataset(project=None), source={"project": "billing"})
