"""The panel of evaluators: what an entry may look like, and that it never goes silently green."""

import contextlib
import signal
import threading
import time

import pytest

from rowgate.evaluators.base import Evaluator
from rowgate.evaluators.builtin import EvaluatorClasses
from rowgate.evaluators.judge import PanelJudge
from rowgate.model import EvaluatorFault, Output, Row, Verdict

ROW = Row(id="row", expected="Within 30 days.")
RIGHT = Output(text="Within 30 days.")


class Raises(Evaluator):
    """Passes never."""

    name = "raises"

    def evaluate(self, output: Output, row: Row) -> Verdict:
        raise KeyError(output.text)


class Measures(Evaluator):
    """Passes always."""

    name = "measures"
    needs = "output"
    applies_to_recorded = False

    def evaluate(self, output: Output, row: Row) -> Verdict:
        return self.verdict(True, "measured")


def judge(*classes, **options):
    return PanelJudge(EvaluatorClasses({cls.name: cls for cls in classes}), **options)


def fault(entry):
    return judge().fault(entry)


@pytest.mark.parametrize(
    "entry",
    [
        "matches-expected",
        {"contains-any": ["30 days", "thirty days"]},
        {"contains-any": {"values": ["30 DAYS"], "ignore_case": True}},
        {"max-words": 3},
        {"max-words": {"value": 3}},
    ],
)
def test_an_entry_is_a_name_a_name_with_a_value_or_a_name_with_parameters(entry):
    assert fault(entry) is None
    assert [verdict.outcome for verdict in judge()(RIGHT, ROW, [entry])] == ["pass"]


def test_there_is_one_verdict_per_entry_in_their_order():
    entries = [{"max-words": 1}, "matches-expected", "no-such"]

    verdicts = judge()(RIGHT, ROW, entries)

    assert [(one.evaluator, one.outcome) for one in verdicts] == [
        ("max-words", "fail"),
        ("matches-expected", "pass"),
        ("no-such", "unknown"),
    ]


def test_advisory_stands_beside_the_parameters_of_any_evaluator():
    entries = [
        {"max-words": {"value": 1, "advisory": True}},
        {"matches-expected": {"advisory": True}},
        {"max-words": {"value": 1, "advisory": False}},
    ]

    verdicts = judge()(RIGHT, ROW, entries)

    assert [one.advisory for one in verdicts] == [True, True, False]


def test_values_that_yaml_tells_apart_are_not_taken_for_each_other():
    panel = judge()

    assert panel.fault({"max-words": 1}) is None
    assert panel.fault({"max-words": True}) is not None
    assert panel.fault({"max-words": 1.0}) is not None
    assert panel.fault({"max-words": "1"}) is not None


@pytest.mark.parametrize(
    ("entry", "at", "words"),
    [
        (3, (), "this is a number"),
        (None, (), "this is null"),
        ({}, (), "empty"),
        ({1: 2}, (), "name"),
        ({"contains": "a", "regex": "b"}, ("regex",), "its own dash"),
        ({"contains": "a", "advisory": True}, ("advisory",), "among the parameters"),
        ({"contains": {}}, ("contains",), "`value` (text) is missing"),
        (
            {"contains": {"value": "a", "ignore-case": True}},
            ("contains", "ignore-case"),
            "did you mean `ignore_case`",
        ),
        ({"contains": {"value": "a", "zzz": 1}}, ("contains", "zzz"), "it takes `value`"),
        (
            {"contains": {"value": "a", "advisory": "yes"}},
            ("contains", "advisory"),
            "true or false",
        ),
        ({"contains": 30}, ("contains",), 'quote it: "30"'),
        ({"contains": ["a"]}, ("contains",), "takes text, not a list"),
        ({"contains": ""}, ("contains",), "must not be empty"),
        (
            {"contains": {"value": " \n", "fold_whitespace": True}},
            ("contains", "value"),
            "whitespace",
        ),
        ({"contains-all": []}, ("contains-all",), "must not be empty"),
        ({"contains-any": "refund"}, ("contains-any",), "a list of one"),
        ({"contains-any": ["a", ""]}, ("contains-any", 1), "must not be empty"),
        (
            {"contains-any": {"values": ["a", 3]}},
            ("contains-any", "values", 1),
            "takes text, not a number",
        ),
        ({"max-words": 0}, ("max-words",), "at least 1"),
        ({"min-words": 0}, ("min-words",), "at least 1"),
        ({"max-words": True}, ("max-words",), "not true or false"),
        ({"max-words": 2.5}, ("max-words",), "a whole number"),
        ({"valid-json": True}, ("valid-json",), "takes no value"),
        ({"matches-expected": False}, ("matches-expected",), "takes no value"),
        ({"regex": "(a"}, ("regex",), "no RE2 expression"),
        ({"regex": "(?=a)b"}, ("regex",), "no RE2 expression"),
        ({"regex": ".*"}, ("regex",), "matches every text"),
        ({"regex": r"[\s\S]{0,50}"}, ("regex",), "matches every text"),
        ({"not-regex": "x*"}, ("not-regex",), "matches every text"),
        ({"json-condition": "a >"}, ("json-condition",), "no JMESPath"),
        ({"json-condition": "true"}, ("json-condition",), "a bare `true` is the name of a key"),
        ({"json-condition": "ok == true"}, ("json-condition",), "a bare `true`"),
        ({"json-condition": "`true`"}, ("json-condition",), "reads nothing of the JSON"),
        ({"json-condition": "a == a"}, ("json-condition",), "is true whatever the JSON is"),
        ({"json-condition": "a && 'x' == 'y'"}, ("json-condition",), "is false whatever"),
        ({"json-condition": "a || !(`1` > `2`)"}, ("json-condition",), "is true whatever"),
        ({"json-condition": "lenght(a) > `1`"}, ("json-condition",), "did you mean `length`?"),
        ({"json-condition": "length(a, b)"}, ("json-condition",), "takes 1 value, not 2"),
        (
            {"no-personal-data": {"allow": ["phone", "E-Mail"]}},
            ("no-personal-data", "allow", 1),
            "did you mean `email`?",
        ),
        (
            {"max-tokens": {"value": 9, "encoding": "o200k"}},
            ("max-tokens", "encoding"),
            "did you mean `o200k_base`?",
        ),
        (
            {"json-equals": {"value": 1, "tolerance": -1}},
            ("json-equals", "tolerance"),
            "at least 0",
        ),
        (
            {"json-equals": {"value": 1, "tolerance": float("inf")}},
            ("json-equals", "tolerance"),
            "finite",
        ),
        ({"json-contains": {"value": {}}}, ("json-contains", "value"), "empty"),
        ({"json-schema": {"value": {}}}, ("json-schema", "value"), "valid-json"),
        ({"json-schema": {"type": "object"}}, ("json-schema", "type"), "no parameter `type`"),
        (
            {"json-schema": {"value": {"type": "objct"}}},
            ("json-schema", "value", "type"),
            "no JSON Schema",
        ),
        (
            {"json-schema": {"value": {"$ref": "https://example.com/s"}}},
            ("json-schema", "value", "$ref"),
            "nothing is fetched",
        ),
        (
            {"json-schema": {"value": {"$ref": "#/$defs/x"}}},
            ("json-schema", "value", "$ref"),
            "leads to nothing",
        ),
        (
            {"json-schema": {"value": {"$schema": "https://example.com/s"}}},
            ("json-schema", "value", "$schema"),
            "not known",
        ),
        (
            {"json-schema": {"value": {"items": {"pattern": "(?<!a)b"}}}},
            ("json-schema", "value", "items", "pattern"),
            "RE2",
        ),
    ],
)
def test_what_cannot_be_used_is_found_at_once_and_placed(entry, at, words):
    found = fault(entry)

    assert isinstance(found, EvaluatorFault)
    assert (found.kind, found.at) == ("parameters", at)
    assert words in found.message
    (verdict,) = judge()(RIGHT, ROW, [entry])
    assert verdict.outcome == "unknown"


@pytest.mark.parametrize(
    "entry",
    [
        {"json-condition": "!error"},
        {"json-condition": "not_null(a, b) == `1` || `false`"},
        {"json-condition": "length(items[?done == `true`]) > `0`"},
        {"no-personal-data": {"allow": ["customer-id", "email"]}},
        {"max-tokens": {"value": 9, "encoding": "cl100k_base"}},
    ],
)
def test_what_may_be_meant_as_it_stands_is_let_be(entry):
    assert fault(entry) is None


def test_an_unknown_name_is_unknown_and_hints_at_a_near_one():
    found = fault({"contain-any": ["a"]})

    assert found.kind == "unknown"
    assert "did you mean `contains-any`?" in found.message


def test_an_evaluator_of_a_plugin_left_out_is_not_judged():
    panel = judge(left_out={"our-check"})

    assert panel.fault({"our-check": 3}).kind == "not-loaded"
    assert panel(RIGHT, ROW, ["our-check"])[0].outcome == "unknown"


def test_the_judge_says_what_reads_expected_and_what_runs_offline():
    panel = judge(Measures)

    assert panel.reads_expected("matches-expected")
    assert panel.reads_expected("json-equals")
    assert not panel.reads_expected({"json-equals": {"value": 1}})
    assert not panel.reads_expected("no-such")
    assert panel.offline("matches-expected")
    assert not panel.offline("measures")
    assert not panel.offline("no-such")


def test_what_an_evaluator_raises_is_unknown_and_does_not_quote_the_output():
    (verdict,) = judge(Raises)(Output(text="a secret"), ROW, ["raises"])

    assert verdict.evaluator == "raises"
    assert verdict.outcome == "unknown"
    assert verdict.reason == "raised KeyError"


def test_an_evaluator_that_takes_too_long_is_unknown_even_if_it_swallows_exceptions():
    class Slow(Evaluator):
        name = "slow"
        time_limit = 0.05

        def evaluate(self, output: Output, row: Row) -> Verdict:
            while True:
                with contextlib.suppress(Exception):
                    time.sleep(5)

    (verdict,) = judge(Slow)(RIGHT, ROW, ["slow"])

    assert (verdict.evaluator, verdict.outcome) == ("slow", "unknown")
    assert verdict.reason == "took longer than 0.05 seconds"


def test_a_timer_that_runs_already_is_left_running():
    rung = []
    before = signal.signal(signal.SIGALRM, lambda *_: rung.append(True))
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        assert judge(Measures)(RIGHT, ROW, ["measures"])[0].outcome == "pass"
        time.sleep(0.2)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert rung


def test_on_another_thread_evaluators_run_without_a_limit():
    verdicts = []
    panel = judge(Measures)
    thread = threading.Thread(target=lambda: verdicts.extend(panel(RIGHT, ROW, ["measures"])))
    thread.start()
    thread.join()

    assert [verdict.outcome for verdict in verdicts] == ["pass"]


@pytest.mark.parametrize(
    "said",
    [
        None,
        True,
        "pass",
        ("pass", ""),
        Verdict("passed"),
        Verdict("pass", None),
        Verdict("pass", "", float("nan")),
        Verdict("pass", "", float("inf")),
        Verdict("pass", "", "high"),
    ],
)
def test_what_is_no_verdict_is_unknown(said):
    class Says(Evaluator):
        name = "says"

        def evaluate(self, output: Output, row: Row) -> Verdict:
            return said

    panel = judge(Says)
    (verdict,) = panel(RIGHT, ROW, ["says"])

    assert panel.fault("says") is None
    assert verdict.outcome == "unknown"
    assert verdict.evaluator == "says"
    assert verdict.reason


@pytest.mark.parametrize("entry", [{"contains": "a"}, {"not-contains": "a"}, {"max-words": 5}])
@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (Output(), "no text"),
        (Output(refusal="I cannot."), "refusal"),
        (Output(tool_calls=[{"name": "a"}]), "tools"),
    ],
)
def test_an_output_without_text_fails_every_evaluator_of_text(entry, output, reason):
    (verdict,) = judge()(output, ROW, [entry])

    assert verdict.outcome == "fail"
    assert reason in verdict.reason


def test_what_a_recorded_response_lacks_is_unknown():
    panel = judge(Measures)

    assert panel(Output(text="a", recorded=True), ROW, ["measures"])[0].outcome == "unknown"
    assert panel(Output(text="a"), ROW, ["measures"])[0].outcome == "pass"


def test_a_plugin_cannot_take_the_name_of_a_built_in_evaluator():
    class Mine(Evaluator):
        name = "regex"

    with pytest.raises(ValueError, match="`regex`"):
        judge(Mine)
