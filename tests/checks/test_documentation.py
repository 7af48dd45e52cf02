"""Every rule explains itself, and its examples are true."""

import os
from pathlib import Path

import pytest

from rowgate.checks.describe import describe, examples, prose, reference
from rowgate.checks.rule import Rule
from rowgate.rows.rowfile import read_row
from tests.support.checks import BY_CODE, RULES, problems, snippet
from tests.support.rows import row

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
JUDGED = [one for one in RULES if one.row or one.dataset]
OF_TEXT = ("RG001", "RG002", "RG003", "RG004", "RG005", "RG008", "RG009", "RG010")


def cases(rules: list[Rule]) -> list[object]:
    return [
        pytest.param(rule, one, id=f"{rule.code}-{'good' if one.good else 'bad'}-{number}")
        for rule in rules
        for number, one in enumerate(examples(rule))
    ]


def test_the_row_that_all_examples_start_from_has_no_problem():
    assert problems(row()) == []


@pytest.mark.parametrize(("rule", "example"), cases(JUDGED))
def test_a_rule_finds_its_bad_example_and_leaves_its_good_one_alone(rule, example):
    if "llm-judge" in example.text and "llm-judge" not in _evaluators():
        pytest.skip("needs the evaluator llm-judge")
    rows, of = snippet(example.text)
    found = problems(*rows, of=of, code=rule.code)
    assert bool(found) != example.good, found


def _evaluators() -> dict[str, object]:
    from tests.support.checks import registry

    return registry().named("evaluators")


@pytest.mark.parametrize(("rule", "example"), cases([BY_CODE[code] for code in OF_TEXT]))
def test_a_file_rule_is_reported_by_the_reader_for_its_bad_example_only(rule, example):
    text = example.text + "\n"
    text = text if "format:" in text else "format: 1\n" + text
    text = text if "variables:" in text else text + "variables: {}\n"
    found = {fault.code for fault in read_row("refunds-b53242078cb5", text).faults}
    assert (rule.code in found) != example.good, found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_has_a_title_a_summary_and_examples_of_both_kinds(rule):
    assert rule.title
    assert prose(rule).splitlines()[0].endswith((".", ":"))
    assert {one.good for one in examples(rule)} == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_described_with_its_code_its_severities_and_its_examples(rule):
    text = describe(rule)
    assert text.startswith(f"{rule.code}  {rule.title}\n\n{rule.release}")
    for one in examples(rule):
        assert one.text.splitlines()[0].strip() in text


def test_the_page_of_rules_says_what_the_rules_say():
    text = reference(RULES)
    if os.environ.get("ROWGATE_WRITE_DOCS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "ROWGATE_WRITE_DOCS=1 pytest writes it anew"


@pytest.mark.parametrize(("rule", "example"), cases(JUDGED))
def test_what_is_found_says_what_to_type_next(rule, example):
    rows, of = snippet(example.text)
    for found in problems(*rows, of=of, code=rule.code):
        assert found.fix
        assert "\n" not in found.message + found.fix
        assert "may not be shown" not in found.message
