"""Rules, severities and what the runner does with them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowgate.checks.rule import Found, rule
from rowgate.checks.run import check_rows, chosen, severity_of, table
from rowgate.errors import UsageError
from tests.support.checks import BY_CODE, RULES, context, problems
from tests.support.rows import dataset, row

# From the design: severity in a release dataset, in an exploratory one.
TABLE = {
    **dict.fromkeys([f"RG0{number:02}" for number in range(1, 13)], ("error", "error")),
    **dict.fromkeys([f"RG20{number}" for number in range(1, 8)], ("error", "error")),
    **dict.fromkeys(["RG301", "RG302", "RG303", "RG305"], ("error", "error")),
    **dict.fromkeys(["RG401", "RG402"], ("error", "error")),
    **dict.fromkeys(["RG101", "RG103", "RG107"], ("error", "error")),
    **dict.fromkeys(["RG102", "RG104", "RG403", "RG404", "RG405"], ("error", "warning")),
    **dict.fromkeys(["RG105", "RG106"], ("notice", "notice")),
    **dict.fromkeys(["RG501", "RG502", "RG503", "RG504", "RG505", "RG506"], ("warning", "notice")),
    **dict.fromkeys(["RG406", "RG408", "RG409"], ("notice", "notice")),
}  # fmt: skip


@rule("ACME001", "row of a customer", release="error", exploratory="notice")
def acme(row, context):
    """A rule of a team's own."""
    if "customer" in row.labels:
        yield Found("labelled `customer`", "remove the label", ("labels",))


def acme_finds(*rows, **overrides):
    return check_rows(rows, context(rows=rows, **overrides), [acme])


@pytest.mark.parametrize(("code", "severities"), TABLE.items())
def test_a_code_has_the_severities_of_the_design(code, severities):
    assert (BY_CODE[code].release, BY_CODE[code].exploratory) == severities


def test_every_built_in_code_is_used_once():
    assert len(table(RULES)) == len(RULES)


def test_two_rules_with_one_code_are_refused_by_both_their_names():
    @rule("RG101", "mine", release="error", exploratory="error")
    def mine(row, context):
        """Mine."""

    with pytest.raises(UsageError, match=r"RG101 .*rowgate\.checks\.curation.*test_run"):
        table([*RULES, mine])


@pytest.mark.parametrize("code", ["acme1", "A001", "ACME1", "ACME0001", "AC-1001", ""])
def test_a_code_is_capital_letters_and_three_digits(code):
    with pytest.raises(UsageError, match="is no rule code"):
        rule(code, "", release="error", exploratory="error")


def test_a_rule_of_a_plugin_reports_as_built_in_ones_do():
    [found] = acme_finds(row(labels=["customer"]))
    assert (found.code, found.severity, found.at) == ("ACME001", "error", ("labels",))
    assert found.row == row().id


def test_the_gate_of_the_dataset_decides_the_severity():
    [found] = acme_finds(row(labels=["customer"]), of=dataset(gate="exploratory"))
    assert found.severity == "notice"


def test_the_configuration_decides_over_the_gate():
    [found] = acme_finds(row(labels=["customer"]), overrides={"ACME001": "warning"})
    assert found.severity == "warning"
    assert not acme_finds(row(labels=["customer"]), overrides={"ACME001": "off"})


def test_approval_is_an_error_where_it_is_required_whatever_the_configuration_says():
    pending = row(review={"status": "pending", "by": None, "date": None})
    for overrides in ({}, {"RG105": "off"}):
        [found] = problems(pending, code="RG105", require_approval=True, overrides=overrides)
        assert found.severity == "error"
    [found] = problems(pending, code="RG105")
    assert found.severity == "notice"


def test_approval_stays_a_notice_in_an_exploratory_dataset():
    pending = row(review={"status": "pending", "by": None, "date": None})
    of = dataset(gate="exploratory")
    [found] = problems(pending, of=of, code="RG105", require_approval=True)
    assert found.severity == "notice"


def test_rules_are_selected_and_ignored_by_the_beginning_of_their_code():
    codes = {one.code for one in chosen(RULES, ["RG4"], ["RG41"])}
    assert codes == {
        "RG401",
        "RG402",
        "RG403",
        "RG404",
        "RG405",
        "RG406",
        "RG407",
        "RG408",
        "RG409",
    }


def test_selecting_what_no_rule_begins_with_is_refused_rather_than_checking_nothing():
    with pytest.raises(UsageError, match="no rule begins with 'RG9'"):
        chosen(RULES, ["RG9"], [])


def test_rules_of_the_dataset_are_left_out_where_only_some_rows_are_given():
    of = dataset(purpose=None)
    found = check_rows([row()], context(of, [row()]), RULES, whole=False)
    assert "RG501" not in {one.code for one in found}
    assert "RG501" in {one.code for one in problems(row(), of=of)}


def test_an_evaluator_of_the_dataset_is_reported_at_the_dataset():
    [found] = problems(row(), of=dataset(evaluators=[{"max-word": 200}]), code="RG401")
    assert found.row is None
    assert found.at[:2] == ("evaluators", 0)


def test_a_rule_of_a_plugin_that_raises_is_an_error_that_names_the_place_and_no_value():
    @rule("ACME002", "broken", release="notice", exploratory="notice")
    def broken(row, context):
        """Breaks."""
        yield Found("fine so far")
        raise ValueError(row.variables["question"])

    given = row(variables={"question": "a question nobody may see"})
    [found] = check_rows([given], context(rows=[given]), [broken])
    assert found.severity == "error"
    assert found.message.startswith("the rule itself failed: ValueError in line ")
    assert found.message.endswith("of test_run.py")
    assert "nobody may see" not in str(found)


def test_a_rule_of_a_plugin_that_yields_something_else_is_an_error():
    @rule("ACME003", "wrong", release="notice", exploratory="notice")
    def wrong(row, context):
        """Yields text."""
        yield "oops"

    [found] = check_rows([row()], context(rows=[row()]), [wrong])
    assert found.message.startswith("the rule itself failed: AttributeError")


def test_a_bug_in_a_built_in_rule_is_not_taken_for_a_problem_of_the_row():
    def digest(row):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        problems(row(review={"digest": "sha256:" + "0" * 64}), code="RG106", digest=digest)


def test_severity_of_a_file_rule_follows_the_configuration():
    rule_of_form = BY_CODE["RG009"]
    assert severity_of(rule_of_form, gate="release", overrides={}) == "error"
    assert severity_of(rule_of_form, gate="release", overrides={"RG009": "off"}) is None


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(5)))
def test_the_order_of_the_rows_does_not_matter(order):
    rows = [row(f"row-{number:012x}", labels=[], expected="") for number in range(5)]
    assert problems(*(rows[at] for at in order)) == problems(*rows)
