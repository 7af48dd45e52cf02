"""Patterns of a team's own."""

from __future__ import annotations

import pytest

from rowgate.errors import UsageError
from rowgate.redaction.custom import custom_redactor
from rowgate.redaction.redact import redact
from rowgate.redaction.scan import Scan

STAFF = {
    "name": "staff",
    "type": "staff-number",
    "pattern": r"\bS-[0-9]{6}\b",
    "matches": ["badge S-123456"],
    "ignores": ["S-12", "XS-123456"],
}


def test_a_custom_pattern_redacts():
    scan = Scan([custom_redactor(STAFF)])
    assert redact({"x": "ask S-654321"}, scan).data == {"x": "ask [STAFF_NUMBER_1]"}


def test_the_first_group_is_the_value():
    entry = STAFF | {"pattern": r"badge ([0-9]+)", "matches": ["badge 1"], "ignores": ["badge"]}
    assert redact({"x": "badge 77"}, Scan([custom_redactor(entry)])).data == {
        "x": "badge [STAFF_NUMBER_1]"
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"matches": []}, "no samples under matches"),
        ({"ignores": None}, "no samples under ignores"),
        ({"matches": ["S-12"]}, "sample 1 under matches is not found"),
        ({"ignores": ["ok", "S-123456"]}, "sample 2 under ignores is found"),
        ({"pattern": r"(?=x)y"}, r"not a pattern RE2 takes: invalid perl operator: \(\?="),
        ({"pattern": r"(a{1000}){1000}"}, "not a pattern RE2 takes"),
        ({"pattern": "x*"}, "matches nothing at all"),
        ({"type": "Staff Number"}, "its type is no lower-case word"),
        ({"colour": "red"}, "unknown field colour"),
        ({"name": ""}, "no name"),
    ],
)
def test_a_pattern_nobody_can_trust_is_refused(change, says):
    with pytest.raises(UsageError, match=says):
        custom_redactor(STAFF | change)
