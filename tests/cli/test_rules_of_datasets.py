"""`rowgate.yaml` says which rules hold, and how heavily, for all datasets or for some."""

from __future__ import annotations

import pytest

from tests.support.otlp import genai_span, span_id, write_otlp


@pytest.fixture
def two(raw):
    """A second dataset with a row of the same faults: no criteria, no approval."""
    raw.ok("new", "tone", "--project", "support-bot", "--workflow", "refunds")
    file = write_otlp(raw.path / "traces" / "two.json", [genai_span("two")])
    raw.ok("add", span_id("two"), "--from", file, "--to", "tone", "--why", "incorrect-answer",
           "--label", "refunds")  # fmt: skip
    return raw


def found(scratch, *options):
    """The codes and severities of problems, by dataset."""
    lines = scratch.rowgate("check", *options).out.splitlines()
    return {
        name: [line.split(": ", 1)[1][:20] for line in lines if f"datasets/{name}/" in line]
        for name in ("refund-policy", "tone")
    }


def says(problems, code):
    return [name for name, lines in problems.items() if any(one.startswith(code) for one in lines)]


def test_a_rule_is_ignored_everywhere_or_in_one_dataset(two):
    assert says(found(two), "RG102") == ["refund-policy", "tone"]
    two.write("rowgate.yaml", "format: 1\nignore: [RG102]\n")
    assert says(found(two), "RG102") == []
    two.write("rowgate.yaml", "format: 1\noverrides:\n  - dataset: tone\n    ignore: [RG10]\n")
    assert says(found(two), "RG102") == ["refund-policy"]


def test_only_selected_rules_hold(two):
    two.write(
        "rowgate.yaml",
        "format: 1\nselect: [RG105]\noverrides:\n  - dataset: [tone]\n    select: [RG102]\n",
    )
    problems = found(two)
    assert [line[:5] for line in problems["refund-policy"]] == ["RG105"]
    assert [line[:5] for line in problems["tone"]] == ["RG102"]


def test_severities_of_a_dataset_win_over_those_of_all(two):
    two.write(
        "rowgate.yaml",
        "format: 1\nrules: {RG102: warning}\noverrides:\n  - dataset: tone\n    rules: {RG102: notice}\n",
    )
    problems = found(two)
    assert "RG102 [warning] no p" in problems["refund-policy"]
    assert "RG102 [notice] no pa" in problems["tone"]


def test_what_is_typed_wins_and_what_ci_asks_for_cannot_be_ignored(two):
    two.write("rowgate.yaml", "format: 1\nignore: [RG1]\n")
    assert says(found(two, "--select", "RG102"), "RG102") == ["refund-policy", "tone"]
    assert says(found(two), "RG105") == []
    assert says(found(two, "--require-approval"), "RG105 ") == ["refund-policy", "tone"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: {RG999: warning}", "rowgate.yaml:2:9: no rule RG999"),
        ("rules: {rg102: warning}", "did you mean RG102?"),
        ("select:\n  - RX1", "rowgate.yaml:3:5: no rule RX1"),
        ("ignore: [RG1020]", "did you mean RG102?"),
        ("overrides:\n  - dataset: refunds-policy\n    ignore: [RG1]", "no dataset refunds-policy; did you mean refund-policy?"),
        ("overrides:\n  - dataset: tone\n    rules: {RG77: error}", "rowgate.yaml:4:13: no rule RG77"),
        ("overrides:\n  - ignore: [RG1]", "field dataset is missing"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused_with_what_was_meant(two, text, said):
    two.write("rowgate.yaml", f"format: 1\n{text}\n")
    ran = two.rowgate("check")
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_rule_of_a_plugin_that_is_left_out_may_be_named(two):
    two.write("plugins/ours.py", "")
    two.write("rowgate.yaml", "format: 1\nignore: [ACME001]\n")
    assert "no rule ACME001" in two.rowgate("check").err
    assert two.rowgate("check", "--no-plugins").code == 1
