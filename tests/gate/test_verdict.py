"""Intervals and chances, against values computed elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowgate.gate.compare import mcnemar
from rowgate.gate.record import Line, outcome_of
from rowgate.gate.verdict import Subject, decide, wilson
from rowgate.model import Output, Row, Verdict


@pytest.mark.parametrize(
    ("passes", "runs", "low", "high"),
    # Newcombe 1998, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_those_of_the_literature(passes, runs, low, high):
    assert wilson(passes, runs) == pytest.approx((low, high), abs=0.0001)


@given(st.integers(0, 50), st.integers(0, 50))
def test_an_interval_holds_the_share(passes, more):
    low, high = wilson(passes, passes + more)
    share = passes / (passes + more) if passes + more else 0.5
    assert 0 <= low <= share <= high <= 1


def test_mcnemar_is_the_exact_binomial():
    assert mcnemar(0, 0) is None
    assert mcnemar(1, 1) == 1.0
    assert mcnemar(0, 5) == pytest.approx(0.0625)
    assert mcnemar(2, 10) == pytest.approx(0.03857, abs=1e-5)


@given(st.lists(st.sampled_from(["pass", "fail", "unknown"])), st.booleans())
def test_only_pass_passes(outcomes, missing):
    verdicts = [Verdict(outcome) for outcome in outcomes]
    found = outcome_of(Output("a"), verdicts, len(verdicts) + missing)
    assert (found == "pass") == (bool(outcomes) and set(outcomes) == {"pass"} and not missing)
    assert (found == "fail") == ("fail" in outcomes)
    assert outcome_of(None, verdicts, len(verdicts)) == "unknown"


@pytest.mark.parametrize("score", [float("nan"), float("inf"), "0.9"])
def test_a_score_that_is_no_number_is_no_pass(score):
    assert outcome_of(Output("a"), [Verdict("pass", score=score)], 1) == "unknown"


@given(st.integers(1, 99))
def test_a_label_passes_with_exactly_the_share_that_is_asked_for(percent):
    def decided(passes: int) -> str:
        subjects = [
            Subject("d", str(at), Row(str(at), labels=["noisy"]), True, [line(at < passes)])
            for at in range(100)
        ]
        return decide(subjects, today="2026-11-22", thresholds={"noisy": percent / 100}).status

    assert (decided(percent), decided(percent - 1)) == ("approved", "rejected")


def line(passed: bool) -> Line:
    return Line("d", "r", 0, "c", "e", "pass" if passed else "fail", Output("a"), ())
