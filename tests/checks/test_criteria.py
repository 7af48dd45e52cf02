"""RG4: criteria that prove nothing."""

import pytest

from rowgate.evaluators.base import Evaluator
from rowgate.model import Verdict
from tests.support.checks import judge, messages, problems
from tests.support.rows import dataset, row


class Opinion(Evaluator):
    """Passes what a model likes."""

    name = "opinion"
    deterministic = False

    def evaluate(self, output, row):
        raise AssertionError("check must not ask a model")


class Shrug(Evaluator):
    """Never knows."""

    name = "shrug"

    def evaluate(self, output, row):
        return Verdict("unknown", "no idea")


JUDGE = judge(opinion=Opinion, shrug=Shrug)
WRONG = {"response": "You have 60 days.", "response_was": "wrong"}
RIGHT = {"why": "golden-example", "response": "Within 30 days.", "response_was": "right"}


def says(code, of=None, **fields):
    return messages(row(**fields), of=of, code=code, judge=JUDGE)


def test_a_wrong_response_that_every_criterion_passes_is_named_with_its_evaluators():
    evaluators = [{"contains": "days"}, {"max-words": 5}]
    assert says("RG403", **WRONG, expected=None, evaluators=evaluators) == [
        "the wrong response is not caught: `contains`, `max-words` passed it"
    ]


def test_one_criterion_that_fails_it_is_enough():
    evaluators = [{"contains": "days"}, {"not-contains": "60"}]
    assert not says("RG403", **WRONG, evaluators=evaluators)


def test_an_advisory_evaluator_catches_nothing():
    evaluators = [{"contains": "days"}, {"not-contains": {"value": "60", "advisory": True}}]
    assert says("RG403", **WRONG, evaluators=evaluators)


def test_an_evaluator_that_cannot_decide_catches_nothing():
    assert says("RG403", **WRONG, evaluators=["shrug"]) == [
        "the wrong response is not caught: `shrug` could not decide"
    ]


def test_expected_counts_where_an_evaluator_of_the_dataset_reads_it():
    of = dataset(evaluators=["matches-expected"])
    fields = {"evaluators": [], "response_was": "wrong"}
    assert not says("RG403", of, **fields, response="60 days.", expected="30 days.")
    assert says("RG403", of, **fields, response="30 days.", expected="30 days.")


def test_an_evaluator_of_the_dataset_that_reads_no_expected_proves_nothing_for_a_row():
    of = dataset(evaluators=[{"not-contains": "60"}])
    assert says("RG403", of, **WRONG, evaluators=[{"contains": "days"}])


def test_what_a_model_has_to_judge_is_left_to_a_proof():
    evaluators = [{"contains": "days"}, "opinion"]
    assert not says("RG403", **WRONG, evaluators=evaluators)
    assert says("RG411", **WRONG, evaluators=evaluators) == [
        "criteria that need a judge have no proof"
    ]


def test_a_wrong_response_that_is_caught_offline_needs_no_proof():
    assert not says("RG411", **WRONG, evaluators=[{"contains": "30"}, "opinion"])


def test_nobody_is_asked_to_prove_what_no_recording_can_show():
    assert not says("RG411", **WRONG, evaluators=[{"contains": "days"}, {"max-latency-ms": 900}])


def test_a_proof_of_the_same_content_is_enough_and_one_of_other_content_is_not():
    fields = {**RIGHT, "evaluators": ["opinion"]}
    digest = row(**fields).review.digest
    proven = {"proof": {"judge": "m", "digest": digest, "date": "2026-11-21"}}
    assert not says("RG411", **fields, review=proven)
    fields["response"] = "Within thirty days."
    assert says("RG411", **fields, review=proven) == [
        "criteria that need a judge have a proof of other content"
    ]


def test_a_right_response_that_fails_a_criterion_is_named_with_it():
    assert says("RG404", **RIGHT, evaluators=[{"contains": "thirty"}]) == [
        "the right response is refused: `contains` failed it"
    ]


def test_a_right_response_is_held_to_the_evaluators_of_the_dataset_too():
    of = dataset(evaluators=[{"max-words": 2}])
    assert says("RG404", of, **RIGHT, evaluators=[{"contains": "30"}])


def test_expected_is_not_held_to_evaluators_of_the_dataset_that_do_not_read_it():
    of = dataset(evaluators=[{"max-words": 2}])
    assert not says("RG405", of, expected="Within 30 days.", evaluators=[{"contains": "30"}])


@pytest.mark.parametrize("expected", [{"days": 30}, [30], {"text": "30 days"}, 30])
def test_an_expected_of_any_shape_is_tried(expected):
    assert not says("RG405", expected=expected, evaluators=[{"contains": "30"}])
    assert says("RG405", expected=expected, evaluators=[{"contains": "31"}])


@pytest.mark.parametrize(
    ("evaluators", "message"),
    [
        ([{"not-contains": "60"}], "an empty output and `question` given back would pass"),
        ([{"contains": "return"}], "`question` given back would pass"),
    ],
)
def test_criteria_that_silence_or_a_parrot_would_pass_are_noticed(evaluators, message):
    assert says("RG406", evaluators=evaluators) == [message]


def test_the_last_message_of_the_user_is_a_trivial_output():
    talk = [{"role": "user", "content": "Is it 30 days?"}]
    fields = {"variables": {"messages": talk}, "evaluators": [{"contains": "30 days"}]}
    of = dataset(columns={"messages": "json"})
    assert says("RG406", of, **fields) == ["the user's message given back would pass"]


def test_an_answer_that_should_be_empty_is_not_trivial():
    assert not says("RG406", expected="", evaluators=[{"max-words": 0}, {"max-characters": 0}])


def test_a_document_that_holds_the_answer_is_no_trivial_output():
    document = "Returns within 30 days. " + "More. " * 300
    of = dataset(columns={"question": "text", "context": "text"})
    fields = {"variables": {"question": "How long?", "context": document}}
    assert not says("RG406", of, **fields, evaluators=[{"contains": "30 days"}])


def test_a_broken_evaluator_is_reported_alone():
    found = problems(row(**WRONG, expected=None, evaluators=[{"contain": "30"}]), judge=JUDGE)
    assert {one.code for one in found} == {"RG401"}


def test_a_bad_parameter_is_placed_where_it_stands():
    [found] = problems(row(evaluators=[{"contains": {"value": "x", "valeu": 1}}]), code="RG402")
    assert found.at == ("evaluators", 0, "contains", "valeu")
    assert "did you mean" in found.message


def test_what_a_plugin_that_was_left_out_would_judge_is_said_and_nothing_else_concluded():
    fields = {**WRONG, "expected": None, "evaluators": ["our-tone"]}
    assert {one.code for one in problems(row(**fields))} == {"RG410"}
