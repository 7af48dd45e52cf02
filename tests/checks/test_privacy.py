"""RG3: what a scan finds in a row, and what a person kept."""

import pytest

from tests.support.checks import problems
from tests.support.rows import dataset, row

EMAIL = "john.doe" + "@" + "corporate-mail.net"
PASSWORD = "password=" + "Tr0ub4dor-and-3-more"


def finds(code, **fields):
    return problems(row(**fields), code=code)


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("note", EMAIL, ("note",)),
        ("variables", {"question": EMAIL}, ("variables", "question")),
        ("response", {"text": "Hi", "tool_calls": [{"to": EMAIL}]}, None),
        ("expected", [EMAIL], ("expected", 0)),
        ("evaluators", [{"contains": EMAIL}], ("evaluators", 0, "contains")),
        ("labels", [EMAIL], ("labels", 0)),
        ("links", {"incident": EMAIL}, ("links", "incident")),
        ("metadata", {"asked": EMAIL}, ("metadata", "asked")),
        ("known_failing", {"reason": EMAIL, "until": "2027-01-01"}, ("known_failing", "reason")),
        ("kept", [{"type": "phone", "path": "note", "reason": EMAIL}], ("kept", 0, "reason")),
        ("source", {"system": EMAIL}, ("source", "system")),
        ("source", {"trace_id": EMAIL}, ("source", "trace_id")),
        ("source", {"also_seen": [{"name": EMAIL}]}, ("source", "also_seen", 0, "name")),
        ("review", {"proof": {"judge": EMAIL}}, ("review", "proof", "judge")),
    ],
)
def test_personal_data_is_found_in_every_field_and_never_shown(field, value, at):
    found = finds("RG302", **{field: value})
    assert found
    assert at is None or at in [one.at for one in found]
    assert "john" not in repr(found).lower()


def test_reviewers_and_adders_are_declared_and_stay():
    people = {"review": {"by": EMAIL}, "source": {"added_by": EMAIL}}
    assert not finds("RG302", **people)


def test_a_secret_and_personal_data_have_codes_of_their_own():
    fields = {"note": f"{PASSWORD} and {EMAIL}"}
    assert [one.message for one in finds("RG301", **fields)] == [
        "password in note, found by assignments"
    ]
    assert [one.message for one in finds("RG302", **fields)] == ["email in note, found by emails"]


def test_a_type_that_a_plugin_made_up_counts_as_a_secret():
    def scan(data):
        yield ("note",), "employee-badge", "ours"

    assert problems(row(), code="RG301", scan_data=scan)
    assert not problems(row(), code="RG302", scan_data=scan)


def test_the_fix_says_how_to_redact_and_how_to_keep():
    [found] = finds("RG302", variables={"the.question": EMAIL})
    assert found.fix == (
        f"rowgate redact {row().id}; a false hit: rowgate redact {row().id} "
        "--keep 'email@variables.\"the.question\"' --reason TEXT"
    )


def test_a_kept_finding_is_left_alone_at_its_place_and_below_only():
    kept = [{"type": "email", "path": "variables", "reason": "An address of ours."}]
    fields = {"kept": kept, "variables": {"question": EMAIL}}
    assert not finds("RG302", **fields)
    assert [one.at for one in finds("RG302", **fields, note=EMAIL)] == [("note",)]


def test_a_kept_finding_of_another_type_covers_nothing():
    kept = [{"type": "phone", "path": "note", "reason": "An order number."}]
    assert finds("RG302", kept=kept, note=EMAIL)


def test_a_key_that_is_itself_a_finding_is_not_named():
    found = finds("RG302", metadata={EMAIL: f"ask {EMAIL}"})
    assert [one.at for one in found] == [("metadata",)]
    assert "john" not in repr(found).lower()


@pytest.mark.parametrize(
    "entry",
    [
        {"type": "phone", "path": "note"},
        {"type": "phone", "path": "note", "reason": "  "},
        {"path": "note", "reason": "x"},
        {"type": "phone", "path": "note[", "reason": "x"},
    ],
)
def test_an_exception_that_nobody_can_approve_is_refused(entry):
    [found] = finds("RG303", kept=[entry])
    assert found.at == ("kept", 0)


def test_an_exception_is_stale_once_nothing_is_found_there():
    kept = [{"type": "email", "path": "note", "reason": "An address of ours."}]
    assert not finds("RG304", kept=kept, note=EMAIL)
    [found] = finds("RG304", kept=kept, note="Nothing.")
    assert found.severity == "notice"
    assert not problems(row(kept=kept), code="RG304", scan_widely=None)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("RG103", {"why": EMAIL}),
        ("RG108", {"labels": [EMAIL]}),
        ("RG111", {"source": {"project": EMAIL}}),
        ("RG202", {"variables": {EMAIL: "Hi"}}),
        ("RG401", {"evaluators": [{EMAIL: 1}]}),
        ("RG402", {"evaluators": [{"contains": {EMAIL: 1}}]}),
    ],
)
def test_no_rule_quotes_what_a_scan_would_take_out(code, fields):
    of = dataset(labels=["refunds"])
    found = problems(row(**fields), of=of, code=code)
    assert found
    assert "john" not in repr(found).lower()
    assert all(one.fix == f"rowgate redact {row().id}" for one in found)
