"""A row under review fits the window, whatever stands in it."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.model import Problem, Row, Verdict
from rowgate.reports.fitting import fitted, packed, wrapped
from rowgate.reports.review import (
    Tried,
    body_lines,
    entry_text,
    highlighted,
    placeholders,
    problem_lines,
    verdict_lines,
)
from rowgate.reports.spans import cell_width
from rowgate.yamltext import read

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "))
PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")


@settings(deadline=None, max_examples=150)
@given(st.lists(TEXT), st.integers(12, 100))
def test_no_line_is_wider_than_the_window_and_no_word_is_lost(lines, width):
    found = list(wrapped(lines, width))
    assert all(cell_width(line) <= width for line in found)
    assert "".join("".join(found).split()) == "".join("".join(lines).split())


def test_an_indented_line_stays_indented():
    assert list(wrapped(["    a long line of words"], 14)) == [
        "    a long",
        "    line of",
        "    words",
    ]


def test_what_is_listed_is_broken_below_its_text():
    assert list(wrapped(["name  a long line"], 12, hanging=6)) == ["name  a long", "      line"]


def test_control_characters_are_spelt_out():
    assert list(wrapped(["a \x1b[2Jb \x9b1m"], 80)) == ["a \\x1b[2Jb \\x9b1m"]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(["", "response", "    a line"]), max_size=80), st.integers(6, 40))
def test_what_is_shown_fits_the_room_and_what_is_hidden_is_counted(lines, room):
    found = fitted(lines, room)
    assert len(found.lines) <= room
    more = sum(" more line" in line for line in found.lines)
    assert len(found.lines) - more + found.hidden == len(lines)


def test_the_question_is_seen_however_long_the_answer_is():
    lines = ["  why  x", "", "variables", "  question: Where?", "", "response (wrong)"]
    lines += [f"    {number}" for number in range(100)]
    found = fitted(lines, 14)
    assert "  question: Where?" in found.lines
    assert "    0" in found.lines
    assert "    99" in found.lines


def test_of_a_long_conversation_the_end_is_seen():
    lines = ["  why  x"]
    for number in range(30):
        lines += ["", f"user ({number})", "    a", "    b"]
    found = fitted([*lines, "", "response (wrong)", "    60 days"], 14)
    assert found.lines[-3:] == ["", "response (wrong)", "    60 days"]
    assert "user (29)" in found.lines


def test_in_a_low_window_what_was_asked_comes_before_what_was_said_about_the_row():
    lines = ["  why  x", "", "variables", *(f"  {n}: value" for n in range(9))]
    lines += ["", "user", "    Where?", "", "response (wrong)", *(f"    {n}" for n in range(9))]
    for room in (8, 9, 11, 14):
        found = fitted(lines, room)
        assert len(found.lines) <= room
        assert {"    Where?", "    0"} <= set(found.lines)
    found = fitted([*lines, "", "expected", "    Here."], 12, last=3)
    assert {"    Where?", "    0", "    Here."} <= set(found.lines)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.from_regex(r"[a-z] [a-z]{1,9}", fullmatch=True), min_size=1), st.integers(12, 90)
)
def test_the_items_of_a_menu_are_never_broken(items, width):
    lines = list(packed(items, width))
    assert all(len(line) <= width for line in lines)
    assert "  ".join(lines) == "  ".join(items)


def test_a_conversation_reads_as_one():
    messages = [
        {"role": "user", "content": "Where is A-1?"},
        {"role": "assistant", "tool_calls": [{"name": "get_order", "arguments": {"id": "A-1"}}]},
    ]
    lines = body_lines(
        Row("a", why="regression-case", variables={"tier": "gold", "messages": messages})
    )
    assert "  tier: gold" in lines
    assert lines[lines.index("user (messages, 1 of 2)") + 1] == "    Where is A-1?"
    assert '    → get_order({"id": "A-1"})' in lines


def test_a_verdict_says_what_it_means_for_the_row():
    row = Row("a", response="60 days", response_was="wrong")
    said = "\n".join(verdict_lines(row, [
        Tried({"contains": "30 days"}, False, Verdict("fail", "lacks '30 days'")),
        Tried("valid-json", True, Verdict("pass")),
        Tried("llm-judge", False, None, "needs a judge"),
    ]))  # fmt: skip
    assert "contains: 30 days\n      fails the wrong response: it catches what happened" in said
    assert "valid-json (the dataset's)\n      passes the wrong response" in said
    assert "llm-judge\n      needs a judge" in said


def test_errors_come_before_notices_each_with_its_key():
    notice = Problem("RG409", "notice", "nearly the same")
    lines = list(problem_lines([notice, Problem("RG101", "error", "no labels")], {"RG101": "l"}))
    assert lines == ["  RG101 no labels -> l", "  RG409 [notice] nearly the same"]


def test_of_many_problems_of_one_rule_one_is_shown_and_the_others_are_counted():
    problems = [Problem("RG201", "error", f"column {name} has no value") for name in "abc"]
    assert list(problem_lines(problems, {"RG2": "e"}, brief=True)) == [
        "  RG201 column a has no value (and 2 more of RG201) -> e"
    ]
    assert len(list(problem_lines(problems, {"RG2": "e"}))) == 3


@settings(deadline=None, max_examples=100)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1)
        | st.lists(st.sampled_from(["30 days", "a: b", "no", "1", "- x", "#"])),
        min_size=1,
        max_size=1,
    )
)
def test_an_evaluator_is_shown_as_it_is_typed(entry):
    assert read(entry_text(entry)) == entry


def test_placeholders_are_counted_and_set_off():
    lines = ["Write to [EMAIL_1] or [EMAIL_1],", "or call [PHONE_1]"]
    assert placeholders(lines, PLACEHOLDER) == "[EMAIL_1] 2 times, [PHONE_1]"
    assert highlighted(lines[1], PLACEHOLDER, lambda text: f"<{text}>") == "or call <[PHONE_1]>"
