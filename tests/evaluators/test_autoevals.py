"""The scorers of autoevals: the computed ones as they are, the graded ones by our own judge."""

import json

import pytest

from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.endpoint import Endpoint, Settings
from rowgate.evaluators.judge import PanelJudge
from rowgate.model import Output, Row
from tests.support.openai_server import Reply, openai_server

pytest.importorskip("autoevals", reason="the extra rowgate[autoevals] is not installed")
pytest.importorskip("openai", reason="the extra rowgate[judge] is not installed")

ROW = Row(id="row", variables={"question": "How long?"}, expected="Within 30 days.")
OUTPUT = Output(text="30 days.")
FACTUALITY = {"autoevals": {"scorer": "Factuality", "least": 0.6}}


def choice(letter):
    return json.dumps({"reasons": "Because.", "choice": letter})


def verdict(entry, reply=None, row=ROW):
    with (
        openai_server(lambda _: reply) as server,
        Endpoint(Settings("judge-1", server.base_url, "k", retries=0)) as chat,
    ):
        panel = PanelJudge(EvaluatorClasses(), chat=chat)
        assert panel.fault(entry) is None, panel.fault(entry)
        return panel(OUTPUT, row, [entry])[0], server


@pytest.mark.parametrize(("letter", "outcome", "score"), [("C", "pass", 1.0), ("D", "fail", 0.0)])
def test_a_graded_scorer_asks_our_judge_and_its_score_decides(letter, outcome, score):
    found, server = verdict(FACTUALITY, choice(letter))

    assert (found.outcome, found.score) == (outcome, score)
    (request,) = server.requests
    assert request["model"] == "judge-1"
    assert "tools" not in request
    prompt = request["messages"][0]["content"]
    assert all(part in prompt for part in ("How long?", "Within 30 days.", "30 days."))


@pytest.mark.parametrize("reply", [choice("Z"), "nonsense", Reply(status=500), Reply(refusal="No")])
def test_an_answer_that_cannot_be_scored_is_unknown(reply):
    assert verdict(FACTUALITY, reply)[0].outcome == "unknown"


def test_arguments_reach_the_prompt():
    entry = {"autoevals": {"scorer": "ClosedQA", "least": 1, "arguments": {"criteria": "is short"}}}

    found, server = verdict(entry, choice("Y"))

    assert found.outcome == "pass"
    assert "is short" in server.requests[0]["messages"][0]["content"]


def test_a_row_without_expected_is_unknown_and_nobody_is_asked():
    found, server = verdict(FACTUALITY, choice("C"), Row(id="row"))

    assert found.outcome == "unknown"
    assert not server.requests


def test_what_is_computed_runs_offline_and_what_is_graded_does_not():
    panel = PanelJudge(EvaluatorClasses())

    assert panel.offline({"autoevals": {"scorer": "Levenshtein", "least": 0.5}})
    assert not panel.offline(FACTUALITY)
    assert panel.reads_expected(FACTUALITY)
    assert not panel.reads_expected({"autoevals": {"scorer": "Humor", "least": 1}})


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"scorer": "Factuality"}, "`least`"),
        ({"scorer": "Factuality", "least": 0}, "above 0"),
        ({"scorer": "ClosedQA", "least": 1}, "`criteria`"),
        ({"scorer": "Humor", "least": 1, "arguments": {"criteria": "x"}}, "takes no argument"),
        ({"scorer": "Factual", "least": 1}, "one of"),
    ],
)
def test_a_scorer_that_lacks_what_it_needs_is_a_fault(parameters, words):
    assert words in PanelJudge(EvaluatorClasses()).fault({"autoevals": parameters}).message
