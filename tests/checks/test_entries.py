"""RG401-RG412: evaluators as they are written."""

import pytest

from tests.support.checks import messages
from tests.support.rows import row

OFFERED = {"kind": "span", "tools_offered": ["get_order", "get_weather"]}


def says(*evaluators, source=OFFERED):
    return messages(row(source=source, evaluators=list(evaluators)), code="RG412")


@pytest.mark.parametrize(
    "evaluator",
    [
        {"called": "get_ordr"},
        {"called": {"tool": "get_ordr", "arguments": {"id": "A1"}}},
        {"not-called": "get_ordr"},
        {"calls-only": ["get_weather", "get_ordr"]},
        {"called-in-order": ["get_ordr", "get_weather"]},
        {"any-of": [{"contains": "30"}, {"none-of": [{"called": "get_ordr"}]}]},
    ],
)
def test_a_tool_that_the_model_was_not_offered_is_named(evaluator):
    assert says({"contains": "30"}, evaluator) == ["the model was not offered a tool `get_ordr`"]


def test_tools_that_were_offered_and_evaluators_without_any_are_fine():
    assert not says({"called": "get_order"}, "not-called", {"contains": "30"})


def test_nothing_is_said_where_nobody_knows_what_was_offered():
    assert not says({"called": "get_ordr"}, source={"kind": "span"})
    assert not says({"called": "get_ordr"}, source={"kind": "manual"})
