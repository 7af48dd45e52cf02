"""A language model as the judge, over HTTP: what it is asked, and what its answers count for."""

import json
import threading
import time
from contextlib import ExitStack

import pytest

from rowgate.errors import UsageError
from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.endpoint import Endpoint, Prices, Settings, settings_from
from rowgate.evaluators.judge import PanelJudge
from rowgate.model import Output, Row
from tests.support.openai_server import Reply, openai_server

pytest.importorskip("openai", reason="the extra rowgate[judge] is not installed")

ROW = Row(id="secret-row-id", variables={"question": "How long?"}, expected="Within 30 days.")
RUBRIC = {"llm-judge": "The answer gives a period."}
OUTPUT = Output(text="You have 30 days.")


def said(verdict, reason="It names 30 days."):
    return json.dumps({"reason": reason, "verdict": verdict})


@pytest.fixture
def endpoint():
    """Makes endpoints that are closed when the test is over."""
    with ExitStack() as opened:

        def make(server, cache=None, **settings):
            defaults = {"model": "judge-1", "base_url": server.base_url, "api_key": "k"}
            return opened.enter_context(Endpoint(Settings(**defaults | settings), cache))

        yield make


def verdict(chat, entry=RUBRIC, output=OUTPUT, row=ROW):
    panel = PanelJudge(EvaluatorClasses(), chat=chat)
    assert panel.fault(entry) is None
    return panel(output, row, [entry])[0]


@pytest.mark.parametrize(
    ("word", "outcome"), [("pass", "pass"), ("fail", "fail"), ("unclear", "unknown")]
)
def test_the_verdict_is_what_the_judge_says(word, outcome, endpoint):
    with openai_server(lambda _: said(word)) as server:
        found = verdict(endpoint(server))

    assert found.outcome == outcome
    assert found.reason == "It names 30 days."
    assert found.evaluator == "llm-judge"


def test_the_judge_sees_criterion_variables_and_answer_and_nothing_else_of_the_row(endpoint):
    with openai_server(lambda _: said("pass")) as server:
        verdict(endpoint(server))

    (request,) = server.requests
    assert request["model"] == "judge-1"
    assert request["response_format"]["json_schema"]["strict"] is True
    assert "temperature" not in request
    assert json.loads(request["messages"][1]["content"]) == {
        "criterion": "The answer gives a period.",
        "question": {"question": "How long?"},
        "answer": "You have 30 days.",
    }
    assert "secret-row-id" not in json.dumps(request)
    assert "Within 30 days" not in json.dumps(request)
    assert server.headers[0]["authorization"] == "Bearer k"


def test_expected_is_shown_only_where_the_entry_says_so(endpoint):
    entry = {"llm-judge": {"value": "It agrees.", "show_expected": True, "temperature": 0}}
    with openai_server(lambda _: said("pass")) as server:
        assert verdict(endpoint(server), entry).outcome == "pass"
        assert verdict(endpoint(server), entry, row=Row(id="row")).outcome == "unknown"

    (request,) = server.requests
    assert json.loads(request["messages"][1]["content"])["expected"] == "Within 30 days."
    assert request["temperature"] == 0
    panel = PanelJudge(EvaluatorClasses())
    assert panel.reads_expected(entry)
    assert not panel.reads_expected(RUBRIC)


def test_tool_calls_and_refusals_are_shown_to_the_judge_and_an_empty_output_fails_unasked(endpoint):
    calls = [{"name": "refund", "arguments": {"id": 1}}]
    with openai_server(lambda _: said("pass")) as server:
        chat = endpoint(server)
        verdict(chat, output=Output(tool_calls=calls))
        assert verdict(chat, output=Output(text="")).outcome == "fail"

    (request,) = server.requests
    assert json.loads(request["messages"][1]["content"])["answer"] == {"tool_calls": calls}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("pass"), "no JSON"),
        (Reply('{"verdict": "pass"}'), "does not fit the schema"),
        (Reply('{"reason": "x", "verdict": "passed"}'), "does not fit the schema"),
        (Reply('{"reason": "x", "verdict": true}'), "does not fit the schema"),
        (
            Reply('{"reason": "x", "verdict": "pass", "verdict2": "fail"}'),
            "does not fit the schema",
        ),
        (Reply(said("pass"), finish_reason="length"), "cut short"),
        (Reply(refusal="I cannot judge this."), "refuses"),
        (Reply(None), "no JSON"),
        (Reply(status=400), "HTTP 400"),
        (Reply(status=401, text="wrong key k"), "HTTP 401"),
        (Reply(raw=b"not json at all"), "no chat completion"),
        (Reply(raw=b"[]"), "no chat completion"),
        (Reply(raw=b'{"choices": 3, "usage": null}'), "no chat completion"),
        (Reply(raw=b'{"choices": [], "usage": null}'), "empty"),
    ],
)
def test_what_is_no_clear_answer_is_unknown_and_never_a_pass(reply, reason, endpoint):
    with openai_server(lambda _: reply) as server:
        found = verdict(endpoint(server))

    assert found.outcome == "unknown"
    assert reason in found.reason
    assert "wrong key" not in found.reason


def test_a_judge_that_is_slow_gone_or_not_set_up_is_unknown(endpoint):
    with openai_server(lambda _: Reply(said("pass"), delay=0.5)) as server:
        chat = endpoint(server, timeout=0.05, retries=0)
        assert "APITimeoutError" in verdict(chat).reason
    with openai_server(lambda _: Reply(hang_up=True)) as server:
        assert "APIConnectionError" in verdict(endpoint(server, retries=0)).reason
    assert verdict(endpoint(server, retries=0)).outcome == "unknown"
    assert "ROWGATE_JUDGE_MODEL" in verdict(None).reason


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_judge_that_sends_a_byte_now_and_then_is_given_up_at_the_time_limit(part, endpoint):
    with openai_server(lambda _: Reply(drip=part)) as server:
        chat = endpoint(server, timeout=0.2, retries=1)
        found = verdict(chat)
        chat.close()

    assert (found.outcome, "APITimeoutError" in found.reason) == ("unknown", True)
    assert len(server.requests) == 2


def test_a_server_error_is_tried_again(endpoint):
    replies = iter([Reply(status=503, headers={"retry-after-ms": "1"}), Reply(said("pass"))])
    with openai_server(lambda _: next(replies)) as server:
        assert verdict(endpoint(server)).outcome == "pass"

    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("votes", "outcome", "asked"),
    [
        (["pass", "pass", "pass"], "pass", 2),
        (["fail", "pass", "pass"], "pass", 3),
        (["fail", "pass", "fail"], "fail", 3),
        (["unclear", "pass", "pass"], "pass", 3),
        (["unclear", "pass", "fail"], "unknown", 3),
        (["unclear", "unclear", "pass"], "unknown", 2),
    ],
)
def test_more_than_half_of_the_votes_decide_and_no_more_are_asked_than_needed(
    votes, outcome, asked, endpoint
):
    replies = iter(votes)
    with openai_server(lambda _: said(next(replies))) as server:
        found = verdict(endpoint(server), {"llm-judge": {"value": "x", "votes": 3}})

    assert found.outcome == outcome
    assert len(server.requests) == asked


def test_an_answer_is_asked_for_once_per_judge_question_and_vote(endpoint):
    cache: dict[str, str] = {}
    three = {"llm-judge": {"value": "The answer gives a period.", "votes": 3}}
    with openai_server(lambda _: said("pass")) as server:
        for _ in range(2):
            chat = endpoint(server, cache)
            assert verdict(chat, three).outcome == "pass"
        assert (chat.spent.requests, chat.spent.cached) == (0, 2)
        assert len(server.requests) == 2

        verdict(endpoint(server, cache), three, output=Output(text="Another."))
        verdict(endpoint(server, cache, model="judge-2"), three)
        verdict(endpoint(server, cache), {"llm-judge": {"value": "Another rubric.", "votes": 3}})
        verdict(endpoint(server, cache), three | {"llm-judge": three["llm-judge"] | {"model": "m"}})

    assert len(server.requests) == 10
    assert server.requests[-1]["model"] == "m"


def test_an_answer_that_cannot_be_used_is_not_kept(endpoint):
    cache: dict[str, str] = {}
    replies = iter(["nonsense", said("pass")])
    with openai_server(lambda _: next(replies)) as server:
        chat = endpoint(server, cache)
        assert verdict(chat).outcome == "unknown"
        assert verdict(chat).outcome == "pass"


def test_what_it_costs_is_counted_and_the_budget_holds(endpoint):
    with openai_server(lambda _: Reply(said("pass"), usage=(1000, 100))) as server:
        chat = endpoint(server, prices=Prices(1.0, 10.0), max_cost=0.003)
        first, second = (verdict(chat, output=Output(text=str(n))) for n in range(2))
        wider = endpoint(server, prices=Prices(1.0, 10.0), max_cost=0.004)
        both = [verdict(wider, output=Output(text=str(n))).outcome for n in range(3)]

    assert first.outcome == "pass"
    # A second one like it would have cost 0.004.
    assert second.outcome == "unknown"
    assert "no more than 0.003 USD" in second.reason
    assert chat.spent.cost == pytest.approx(0.002)
    assert chat.spent[:4] == (1, 0, 1000, 100)
    assert both == ["pass", "pass", "unknown"]
    assert wider.spent.cost == pytest.approx(0.004)


def test_temperature_and_seed_are_sent_and_tell_cached_answers_apart(endpoint):
    cache: dict[str, str] = {}
    with openai_server(lambda _: said("pass")) as server:
        verdict(endpoint(server, cache))
        verdict(endpoint(server, cache, temperature=0.0))
        verdict(endpoint(server, cache, temperature=0.0, seed=7))
        three = {"llm-judge": {"value": "x", "votes": 3, "temperature": 1.0}}
        verdict(endpoint(server, cache, temperature=0.0, seed=7), three)

    sent = [(one.get("temperature"), one.get("seed")) for one in server.requests]
    assert sent == [(None, None), (0.0, None), (0.0, 7), (1.0, 7), (1.0, 8)]


def test_a_budget_that_cannot_be_held_is_refused(endpoint):
    with pytest.raises(UsageError, match="prices"):
        Endpoint(Settings("judge-1", max_cost=1.0))

    with openai_server(lambda _: Reply(said("pass"), usage=None)) as server:
        assert verdict(endpoint(server)).outcome == "pass"
        limited = endpoint(server, prices=Prices(1, 1), max_cost=1.0)
        assert verdict(limited).outcome == "pass"
        second = verdict(limited, output=Output(text="Another."))
        assert "does not report its usage" in second.reason
        assert len(server.requests) == 2


def test_several_threads_may_ask_at_once(endpoint):
    with openai_server(lambda _: Reply(said("pass"), delay=0.02)) as server:
        chat = endpoint(server, prices=Prices(1.0, 1.0))
        threads = [
            threading.Thread(target=verdict, args=(chat, RUBRIC, Output(text=str(number))))
            for number in range(8)
        ]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert chat.spent.requests == 8
    assert chat.spent.input_tokens == 800
    assert time.monotonic() - started < 10


def test_the_judge_is_set_up_by_the_environment():
    key = "k" * 8
    environ = {
        "ROWGATE_JUDGE_MODEL": "judge-1",
        "OPENAI_BASE_URL": "http://localhost:1/v1",
        "OPENAI_API_KEY": key,
        "ROWGATE_JUDGE_PRICES": "0.15,0.60",
        "ROWGATE_JUDGE_MAX_COST": "2",
        "ROWGATE_JUDGE_TEMPERATURE": "0",
        "ROWGATE_JUDGE_SEED": "7",
    }

    assert settings_from(environ) == Settings(
        "judge-1", "http://localhost:1/v1", key, prices=Prices(0.15, 0.60), max_cost=2.0,
        temperature=0.0, seed=7,
    )  # fmt: skip
    assert settings_from(environ | {"ROWGATE_JUDGE_BASE_URL": "http://b"}).base_url == "http://b"
    assert settings_from({"OPENAI_API_KEY": key}) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ROWGATE_JUDGE_PRICES", "1"),
        ("ROWGATE_JUDGE_PRICES", "1,-2"),
        ("ROWGATE_JUDGE_MAX_COST", "much"),
        ("ROWGATE_JUDGE_MAX_COST", "nan"),
        ("ROWGATE_JUDGE_TIMEOUT", "inf"),
        ("ROWGATE_JUDGE_TEMPERATURE", "cold"),
        ("ROWGATE_JUDGE_SEED", "1.5"),
    ],
)
def test_a_setting_that_cannot_be_read_is_an_error(name, text):
    with pytest.raises(UsageError, match=name):
        settings_from({"ROWGATE_JUDGE_MODEL": "m", name: text})


def test_it_never_runs_offline_and_even_votes_are_refused():
    panel = PanelJudge(EvaluatorClasses())

    assert not panel.offline(RUBRIC)
    assert panel.graded(RUBRIC)
    assert panel.graded({"all-of": [RUBRIC, {"contains": "30"}]})
    assert not panel.graded({"all-of": [RUBRIC, {"max-latency-ms": 100}]})
    assert not panel.graded({"max-latency-ms": 100})
    assert "odd" in panel.fault({"llm-judge": {"value": "x", "votes": 2}}).message
    assert panel.fault({"llm-judge": "  "}) is not None
