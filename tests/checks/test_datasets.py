"""RG5: what a dataset is for, and rows that belong in it."""

import pytest

from rowgate.checks.context import Limits
from tests.support.checks import messages, problems
from tests.support.rows import dataset, row


def says(code, of=None, context=None, **fields):
    return messages(row(**fields), of=of, code=code, **(context or {}))


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("RG501", {"purpose": "  "}),
        ("RG502", {"scope": {"workflow": " "}}),
        ("RG503", {"owners": []}),
    ],
)
def test_a_dataset_says_what_it_is_for_and_whose_it_is(code, fields):
    [found] = problems(row(), of=dataset(**fields), code=code)
    assert (found.row, found.severity) == (None, "warning")


@pytest.mark.parametrize(
    "fields",
    [
        {"labels": ["Refunds"]},
        {"labels": ["policy", "late-refunds"]},
        {"labels": ["policy"], "links": {"behavior": "overpromising-refunds"}},
        {"labels": ["policy"], "links": {"workflow": ["refunds"]}},
        {"labels": ["policy"], "metadata": {"workflow": "refunds"}},
    ],
)
def test_a_row_says_in_one_of_its_places_that_it_belongs(fields):
    assert not says("RG504", **fields)


def test_a_row_of_something_else_is_outside_the_scope():
    assert says("RG504", labels=["shipping"], metadata={"team": "refunds"}) == [
        "nothing in the row has to do with the dataset's workflow `refunds`"
    ]


def test_a_row_without_labels_is_asked_for_labels_first():
    assert not says("RG504", labels=[])


@pytest.mark.parametrize(
    "value",
    [
        {"resourceSpans": [{"scopeSpans": []}]},
        [{"dotted_order": "x", "inputs": {}}],
        {"trace": {}, "observations": [{"type": "GENERATION"}]},
        [{"role": "user", "content": "Hi"}] * 51,
        [{"role": "assistant", "tool_calls": [{"name": "look"}] * 31}],
    ],
)
def test_a_trace_in_a_variable_is_noticed(value):
    assert says("RG505", dataset(columns={"data": "json"}), variables={"data": value})


@pytest.mark.parametrize("value", [{"span": 3}, {"batches": []}, ["a"] * 500, {"spans": 7}])
def test_ordinary_data_is_no_trace(value):
    assert not says("RG505", dataset(columns={"data": "json"}), variables={"data": value})


def test_a_row_that_nobody_can_read_is_noticed():
    small = {"limits": Limits(row_bytes=60)}
    assert not says("RG506", context=small, variables={"question": "x" * 20})
    [found] = says("RG506", context=small, variables={"question": {"deep": ["x" * 50]}})
    assert "more than 60" in found


@pytest.mark.parametrize(
    ("links", "count"),
    [
        ({"incident": ["INC-1", "INC-2"]}, 1),
        ({"incident": "https://example.com/INC-1 https://example.com/INC-2"}, 1),
        ({"incident": "INC-1042: late refunds"}, 0),
        ({"incident": "INC-1042"}, 0),
        ({"behavior": ["one", "two"]}, 1),
        ({}, 0),
    ],
)
def test_a_row_is_about_one_incident(links, count):
    assert len(says("RG507", links=links)) == count
